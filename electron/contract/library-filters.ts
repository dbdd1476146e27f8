import { z } from 'zod'
import { flagSchema, labelColours, labelSchema } from './marks.ts'
import { videoStateSchema } from './video.ts'

/**
 * How a filter of the library is chosen: one of a few (`choice`), some of the library's tags, stars from and to, a flag, colours, a folder, days from and to,
 * pixels from and to, one of the library's cameras, or yes and no.
 */
export type LibraryFilterKind =
  | 'choice'
  | 'tags'
  | 'stars'
  | 'flag'
  | 'labels'
  | 'folder'
  | 'days'
  | 'pixels'
  | 'camera'
  | 'yes-no'

interface LibraryFilterRow {
  readonly id: string
  readonly label: string
  readonly kind: LibraryFilterKind
  /** Parameters of `GET /api/v1/videos` that it sets; each by itself may be missing. */
  readonly fields: Readonly<Record<string, z.ZodType>>
}

const moment = z.union([z.iso.datetime(), z.iso.date()])
const rating = z.coerce.number().int().min(0).max(5)
const pixels = z.coerce.number().int().nonnegative()
const yesOrNo = z
  .union([z.boolean(), z.enum(['true', 'false'])])
  .transform((value) => value === true || value === 'true')
  .pipe(z.boolean())

/**
 * What the list of videos can be filtered by. A row gives the route its parameters, the page its choice and, by the
 * names of its fields, the store its conditions; all that are given must hold.
 */
export const libraryFilters = [
  { id: 'state', label: 'State', kind: 'choice', fields: { state: videoStateSchema.optional() } },
  {
    id: 'tags',
    label: 'Tags',
    kind: 'tags',
    /** Given once for each tag; the video has them all. */
    fields: { tag: z.array(z.string().trim().min(1).max(100)).max(50).optional() },
  },
  {
    id: 'rating',
    label: 'Rating',
    kind: 'stars',
    /** Of the video itself; both ends belong to it, and no rating counts as 0. */
    fields: { minRating: rating.optional(), maxRating: rating.optional() },
  },
  { id: 'flag', label: 'Flag', kind: 'flag', fields: { flag: flagSchema.optional() } },
  {
    id: 'label',
    label: 'Label',
    kind: 'labels',
    /** Given once for each colour; the video has one of them. */
    fields: { label: z.array(labelSchema).max(labelColours.length).optional() },
  },
  {
    id: 'folder',
    label: 'Folder',
    kind: 'folder',
    /** A path; with all the folders below it. */
    fields: { folder: z.string().min(1).max(32_768).optional() },
  },
  {
    id: 'added',
    label: 'Date added',
    kind: 'days',
    /** Both ends belong to it; a date is the whole day in UTC. */
    fields: { addedFrom: moment.optional(), addedTo: moment.optional() },
  },
  {
    id: 'recorded',
    label: 'Recorded',
    kind: 'days',
    fields: { recordedFrom: moment.optional(), recordedTo: moment.optional() },
  },
  {
    id: 'resolution',
    label: 'Resolution',
    kind: 'pixels',
    /** The shorter side of the picture, for example 720 or 1080. */
    fields: { minHeight: pixels.optional(), maxHeight: pixels.optional() },
  },
  {
    id: 'camera',
    label: 'Camera',
    kind: 'camera',
    /** Words of make and model, in any order. */
    fields: { camera: z.string().trim().min(1).max(200).optional() },
  },
  { id: 'sound', label: 'Has sound', kind: 'yes-no', fields: { hasSound: yesOrNo.optional() } },
  { id: 'captions', label: 'Has captions', kind: 'yes-no', fields: { hasCaptions: yesOrNo.optional() } },
  { id: 'missing', label: 'File missing', kind: 'yes-no', fields: { missing: yesOrNo.optional() } },
] as const satisfies readonly LibraryFilterRow[]

type Row = (typeof libraryFilters)[number]
/** Which filter of the library. */
export type LibraryFilterId = Row['id']

type Merged<Union> = (Union extends unknown ? (each: Union) => void : never) extends (all: infer All) => void
  ? { [Key in keyof All]: All[Key] }
  : never

/** The parameters of all filters, by name. */
export const libraryFilterFields = Object.assign({}, ...libraryFilters.map(({ fields }) => fields)) as Merged<
  Row['fields']
>

/** The filters of the library that are set. */
export const libraryFilterSchema = z.object(libraryFilterFields)
export type LibraryFilter = z.infer<typeof libraryFilterSchema>
