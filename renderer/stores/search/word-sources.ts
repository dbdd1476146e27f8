import {
  type CaptionSourceId,
  captionSourceOf,
  captionSources,
  type Sources,
  trackSourcesOf,
} from '../../../electron/contract/index.ts'

/** Every source of words: where nobody switched one off. */
export const allSources: readonly CaptionSourceId[] = captionSources.map(({ id }) => id)

/** Whether every source is searched. */
export const areAllSources = (sources: readonly CaptionSourceId[]): boolean => sources.length === allSources.length

/** The sources with one switched over, in the order on show; the last one stays on. */
export const withSourceTurned = (
  sources: readonly CaptionSourceId[],
  turned: CaptionSourceId,
): readonly CaptionSourceId[] => {
  const next = allSources.filter((id) => (id === turned ? !sources.includes(id) : sources.includes(id)))
  return next.length === 0 ? sources : next
}

/** `sources` of a request; nothing while all are searched. */
export const sourcesBody = (sources: readonly CaptionSourceId[]): { readonly sources?: Sources } =>
  areAllSources(sources) ? {} : { sources: [...sources] }

/** The sources of a request that was kept. */
export const sourcesOfRequest = (named: Sources | undefined): readonly CaptionSourceId[] => {
  const tracks = trackSourcesOf(named)
  if (tracks === null) return allSources
  const meant = tracks.map((track) => captionSourceOf(track).id)
  return allSources.filter((id) => meant.includes(id))
}

/** Sources as the address holds them: those that are on, or nothing while all are. */
export const sourcesText = (sources: readonly CaptionSourceId[]): string =>
  areAllSources(sources) ? '' : sources.join('.')

/** Reads what `sourcesText` wrote; all where it makes no sense. */
export const sourcesOfText = (text: string): readonly CaptionSourceId[] => {
  const named = text.split('.')
  const known = allSources.filter((id) => named.includes(id))
  return known.length === 0 ? allSources : known
}
