import { z } from 'zod'
import { idSchema } from './page.ts'
import { route } from './route.ts'

/** Colour labels, in the order of menus. */
export const labelColours = ['red', 'orange', 'yellow', 'green', 'blue', 'purple'] as const
/** A colour label. */
export const labelSchema = z.enum(labelColours)
export type Label = z.infer<typeof labelSchema>
/** Kept or put aside. */
export const flagSchema = z.enum(['pick', 'reject'])
export type Flag = z.infer<typeof flagSchema>

const frame = z.number().int().nonnegative()
const tag = z.string().trim().min(1).max(100)

/** What a mark is on: a video, a scene, or any frames of a video (`endFrame` exclusive). */
export const markTargetSchema = z.union([
  z.strictObject({ videoId: idSchema }),
  z.strictObject({ sceneId: idSchema }),
  z.strictObject({ videoId: idSchema, startFrame: frame, endFrame: frame.min(1) }),
])
export type MarkTarget = z.infer<typeof markTargetSchema>

const ratingSchema = z.number().int().min(0).max(5)
const noteSchema = z.string().max(10_000)
const titleSchema = z.string().max(500)

/** What a mark says; null and an empty list say nothing. */
export const markValuesSchema = z.object({
  rating: ratingSchema.nullable(),
  flag: flagSchema.nullable(),
  label: labelSchema.nullable(),
  /** By name. */
  tags: z.array(z.string()),
  note: noteSchema.nullable(),
  title: titleSchema.nullable(),
})
export type MarkValues = z.infer<typeof markValuesSchema>

/** A mark, on a video (no frames) or on frames of it. */
export const markSchema = markValuesSchema.extend({
  videoId: idSchema,
  /** What it was put on. A scene's mark stays with its frames when scenes are cut otherwise. */
  kind: z.enum(['video', 'scene', 'range']),
  /** The scene of exactly these frames, while there is one. */
  sceneId: idSchema.optional(),
  /** Both missing for a video. */
  startFrame: frame.optional(),
  /** Exclusive. */
  endFrame: frame.optional(),
  changedAt: z.iso.datetime(),
})
export type Mark = z.infer<typeof markSchema>

/** What results can be ordered by, of what is said of them: best, picked, and red first. */
export const markSortSchema = z.enum(['rating', 'flag', 'label'])
export type MarkSort = z.infer<typeof markSortSchema>

/** What is changed of marks: fields that are missing stay, null takes a value away, `tags` are all tags from now on. */
const changeFields = {
  rating: ratingSchema.nullable().optional(),
  flag: flagSchema.nullable().optional(),
  label: labelSchema.nullable().optional(),
  tags: z.array(tag).max(100).optional(),
  /** Given to what is marked, and taken away from it, beside the tags that it has. */
  addTags: z.array(tag).max(100).optional(),
  removeTags: z.array(tag).max(100).optional(),
  note: noteSchema.nullable().optional(),
  /** Of a video: its title, which cannot be taken away. */
  title: titleSchema.nullable().optional(),
} as const

/** `PUT /api/v1/marks`: one `target` or up to 10,000 `targets`; all or nothing. */
export const putMarksSchema = z
  .strictObject({
    target: markTargetSchema.optional(),
    targets: z.array(markTargetSchema).min(1).max(10_000).optional(),
    ...changeFields,
  })
  .refine(({ target, targets }) => (target === undefined) !== (targets === undefined), {
    message: 'Give either `target` or `targets`.',
  })
export type PutMarks = z.infer<typeof putMarksSchema>
/** What is changed of marks, whatever they are on. */
export type MarkChange = Omit<PutMarks, 'target' | 'targets'>

/** `GET /api/v1/marks`. */
export const listMarksQuerySchema = z.object({ videoId: idSchema })
const marksAnswer = z.object({ items: z.array(markSchema) })

/** `POST /api/v1/tags/rename`: gives everything that has one of `from` the tag `to` in its place. */
export const renameTagsSchema = z.strictObject({ from: z.array(tag).min(1).max(100), to: tag })
export type RenameTags = z.infer<typeof renameTagsSchema>

/** One mark in a file: it names the content (`content-id.ts`), not the video of a library. */
export const exportedMarkSchema = markValuesSchema
  .extend({
    contentId: z.string().min(1).max(200),
    kind: z.enum(['video', 'scene', 'range']),
    tags: z.array(tag).max(100),
    /** Zero, both, for a video. */
    startFrame: frame,
    endFrame: frame,
    changedAt: z.iso.datetime(),
  })
  .refine(
    ({ kind, startFrame, endFrame }) => (kind === 'video' ? startFrame === 0 && endFrame === 0 : endFrame > startFrame),
    { message: '`endFrame` has to lie behind `startFrame`; of a video both are 0.' },
  )
export type ExportedMark = z.infer<typeof exportedMarkSchema>

/** All marks of a library as one file (`docs/marks.md`). */
export const marksFileSchema = z.object({
  format: z.literal('goodclips-marks'),
  version: z.literal(1),
  marks: z.array(exportedMarkSchema).max(1_000_000),
})
export type MarksFile = z.infer<typeof marksFileSchema>

/** Answer of `POST /api/v1/marks/import`. */
export const importedMarksSchema = z.object({
  /** Marks that were taken over. */
  imported: z.number().int().nonnegative(),
  /** Marks that are as new here, or newer. */
  kept: z.number().int().nonnegative(),
  /** Of those taken over, how many belong to films that this library does not hold yet: they wait for them. */
  waiting: z.number().int().nonnegative(),
})
export type ImportedMarks = z.infer<typeof importedMarksSchema>

/** Routes of marks. */
export const markRoutes = {
  listMarks: route({
    method: 'GET',
    path: '/api/v1/marks',
    summary: 'Marks of a video: its own first, then those of its scenes and ranges in order of time',
    query: listMarksQuerySchema,
    status: 200,
    response: marksAnswer,
    refuses: ['not_found'],
    panels: true,
  }),
  putMarks: route({
    method: 'PUT',
    path: '/api/v1/marks',
    summary: 'Rate, flag, label, tag, describe videos, scenes and ranges; fields that are not named stay',
    body: putMarksSchema,
    status: 200,
    response: marksAnswer,
    refuses: ['not_found'],
  }),
  renameTags: route({
    method: 'POST',
    path: '/api/v1/tags/rename',
    summary: 'Rename a tag everywhere, or make one of several',
    body: renameTagsSchema,
    status: 200,
    response: z.object({ changed: z.number().int().nonnegative() }),
    refuses: ['not_found'],
  }),
  exportMarks: route({
    method: 'GET',
    path: '/api/v1/marks/export',
    summary: 'All marks of the library as one JSON file',
    status: 200,
    response: marksFileSchema,
  }),
  importMarks: route({
    method: 'POST',
    path: '/api/v1/marks/import',
    summary: 'Take over marks of such a file; of two of the same frames the newer one stays',
    body: marksFileSchema,
    status: 200,
    response: importedMarksSchema,
  }),
} as const
