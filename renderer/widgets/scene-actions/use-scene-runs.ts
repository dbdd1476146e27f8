import type { Scene } from '../../../electron/contract/index.ts'
import { detailsQuery, knownDetails } from '../../queries/video-queries.ts'
import { anchorOf } from '../../stores/search/search-query.ts'
import type { SearchResult } from '../../stores/search/search-result.ts'
import { useStores } from '../../stores/use-stores.tsx'
import { formatCount } from '../../ui/format.ts'
import type { CardRuns } from '../actions/card-menu.ts'
import { entriesOf } from '../bins/range-entries.ts'
import { useMarkRuns } from '../marks/use-mark-runs.ts'
import { useSearchControl } from '../search/use-search-control.ts'
import { csvText, type FileOf, ffmpegLines, momentLinks, timecodeLines } from './result-text.ts'

/** A search compares with so many scenes at most. */
const maxAnchors = 64

/** Where a film is opened, at a time of it in whole ms. */
export const placeOf = (videoId: string, timeMs: number): string => `/video/${videoId}?t=${Math.round(timeMs)}`

/** What is done to scenes wherever they are listed: to one or to many, in the order of the list. */
export const useSceneRuns = (chosen: readonly SearchResult[]): CardRuns => {
  const stores = useStores()
  const control = useSearchControl()
  const { desktop } = stores
  const markRuns = useMarkRuns(
    chosen.flatMap(({ cut }) =>
      cut === null
        ? []
        : [{ target: { sceneId: cut.id }, before: { tags: cut.mark?.tags ?? [], note: cut.mark?.note ?? null } }],
    ),
  )
  const some = (run: () => void): (() => void) | null => (chosen.length === 0 ? null : run)
  const comparable = (run: () => void): (() => void) | null => (chosen.length > maxAnchors ? null : some(run))
  const anchors = chosen.map(({ videoId, scene }) => anchorOf({ videoId, startMs: scene.startMs }))
  const words = chosen.flatMap(
    ({ caption, excerpt, scene }) => caption?.text ?? excerpt?.text ?? scene.captionExcerpt ?? [],
  )
  const videoIds = [...new Set(chosen.map(({ videoId }) => videoId))]
  /** The one film of all these scenes, where a person chose its poster. */
  const posterChosen = videoIds.find(
    (videoId) => videoIds.length === 1 && knownDetails(stores.cache, videoId)?.posterChosen === true,
  )
  const fileOf: FileOf = (videoId) => {
    const details = knownDetails(stores.cache, videoId)
    if (details === null) return stores.library.getState().videos.get(videoId) ?? null
    const fromSource = stores.preferences.getState().timesFrom === 'source'
    return { ...details, timesFrom: fromSource ? (details.sourceTimecode ?? null) : null }
  }
  const copy = async (text: () => string, what: string): Promise<void> => {
    // Rows name files and rates, so those of films that the page has not met yet are asked for first.
    const unknown = videoIds.filter((videoId) => fileOf(videoId) === null)
    await Promise.allSettled(
      unknown.map((videoId) => stores.cache.ensureQueryData(detailsQuery(stores.client, videoId))),
    )
    const { show } = stores.toasts.getState()
    try {
      await navigator.clipboard.writeText(text())
      show({ message: `Copied ${what}`, lifetimeMs: 2500 })
    } catch {
      show({ tone: 'problem', message: 'The clipboard cannot be written to here.' })
    }
  }
  const copyOf = (text: () => string, what: string) => some(() => void copy(text, what))
  const scenes = formatCount(chosen.length, 'scene')
  const paths = (): string => videoIds.flatMap((videoId) => fileOf(videoId)?.path ?? []).join('\n')
  const entries = entriesOf(chosen)
  const kept = (run: () => void): (() => void) | null => (entries.length === 0 ? null : run)
  const [first] = chosen
  /** Done to the file of the one film that is chosen. */
  const ofFile = (act: (videoId: string) => Promise<boolean>): (() => void) | null =>
    first === undefined || videoIds.length > 1
      ? null
      : () =>
          void act(first.videoId).then((done) => {
            if (!done) stores.toasts.getState().show({ tone: 'problem', message: 'The file cannot be opened there' })
          })
  const ofPoster =
    ({ videoId, id }: Scene) =>
    (): void =>
      void stores.videos.setPoster(videoId, id)
  return {
    'bin.add': kept(() => void stores.bins.add(entries)),
    'bin.addTo': kept(() => stores.window.getState().open({ kind: 'choose-bin', entries })),
    'export.open': kept(() => {
      const sceneIds = entries.flatMap((entry) => ('sceneId' in entry ? [entry.sceneId] : []))
      const titles = new Set(chosen.map(({ videoTitle }) => videoTitle))
      const name = titles.size === 1 ? (first?.videoTitle ?? 'Selects') : 'Selects'
      stores.window.getState().open({ kind: 'export', source: { sceneIds }, name, count: sceneIds.length })
    }),
    ...markRuns,
    'search.similar': comparable(() => control.similar(...anchors)),
    'search.moreLike': comparable(() => control.add(anchors, 'anchors')),
    'search.lessLike': comparable(() => control.add(anchors, 'lessLike')),
    'scene.copyWords': words.length === 0 ? null : copyOf(() => words.join('\n'), 'the words'),
    'search.copyTimecodes': copyOf(() => timecodeLines(chosen, fileOf), scenes),
    'search.copyCsv': copyOf(() => csvText(chosen, fileOf), scenes),
    'scene.copyLink': copyOf(() => momentLinks(chosen), chosen.length === 1 ? 'the link' : `${chosen.length} links`),
    'scene.copyFfmpeg': copyOf(
      () => ffmpegLines(chosen, fileOf),
      chosen.length === 1 ? 'the command' : `${chosen.length} commands`,
    ),
    'video.copyPath': copyOf(paths, videoIds.length > 1 ? `${videoIds.length} paths` : 'the path'),
    'video.setPoster': chosen.length === 1 && first?.cut != null ? ofPoster(first.cut) : null,
    'video.automaticPoster': posterChosen === undefined ? null : () => void stores.videos.setPoster(posterChosen, null),
    ...(desktop === null
      ? {}
      : {
          'video.reveal': ofFile((videoId) => desktop.revealInFolder(videoId)),
          'video.openFile': ofFile((videoId) => desktop.openFile(videoId)),
        }),
  }
}
