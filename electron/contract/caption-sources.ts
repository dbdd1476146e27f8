import { z } from 'zod'

/** Where words come from, as a person switches it. */
export interface CaptionSourceRow {
  readonly id: string
  /** On its switch, in sentences and beside a hit. */
  readonly label: string
  /** What its words are. */
  readonly hint: string
  /** Name of its icon; the page draws it. */
  readonly icon: 'captions' | 'speech' | 'screen' | 'notes'
  /** `source` of the caption tracks that it means. */
  readonly tracks: readonly string[]
}

/** Every source of words, in the order on show; the API, the command line and the switches of the page derive from it. */
export const captionSources = [
  {
    id: 'captions',
    label: 'captions',
    hint: 'Captions of the file and of the files beside it',
    icon: 'captions',
    tracks: ['stream', 'sidecar'],
  },
  { id: 'speech', label: 'speech', hint: 'What a speech model heard', icon: 'speech', tracks: ['speech'] },
  { id: 'screen', label: 'on screen', hint: 'Text that was read in the picture', icon: 'screen', tracks: ['screen'] },
  { id: 'notes', label: 'notes', hint: 'Titles, notes and tags that people gave', icon: 'notes', tracks: ['notes'] },
] as const satisfies readonly CaptionSourceRow[]

type Row = (typeof captionSources)[number]
/** Id of a source of words. */
export type CaptionSourceId = Row['id']
const rows: readonly Row[] = captionSources
const trackSources = rows.flatMap(({ tracks }): readonly Row['tracks'][number][] => tracks)

/** Where the words of one caption track come from. */
export const captionTrackSourceSchema = z.enum(trackSources)
export type CaptionTrackSource = z.infer<typeof captionTrackSourceSchema>

const namedSchema = z.enum([...new Set([...rows.map(({ id }) => id), ...trackSources])])

/** Whose words are searched: `captions` means those of the file and beside it. Empty or missing: all. */
export const sourcesSchema = z.array(namedSchema).max(16)
export type Sources = z.infer<typeof sourcesSchema>

/** The row that a track's source belongs to. */
export const captionSourceOf = (track: CaptionTrackSource): Row =>
  // Every source of tracks is in some row: the schema is made of them.
  rows.find(({ tracks }) => (tracks as readonly string[]).includes(track)) as Row

/** The sources of tracks that are meant; null: all. */
export const trackSourcesOf = (named: Sources | undefined): readonly CaptionTrackSource[] | null => {
  if (named === undefined || named.length === 0) return null
  const meant = rows.flatMap(({ id, tracks }) =>
    (tracks as readonly CaptionTrackSource[]).filter((track) => named.includes(id) || named.includes(track)),
  )
  return meant.length === trackSources.length ? null : meant
}
