import { z } from 'zod'
import { idSchema } from './page.ts'
import { rationalSchema } from './rational.ts'
import { sourceTimecodeSchema } from './source-timecode.ts'

const nameSchema = z.string().trim().min(1).max(200)
const noteSchema = z.string().max(10_000)
const frameSchema = z
  .number()
  .int()
  .nonnegative()
  .max(2 ** 40)

/** Frames of one video: the first, and the one after the last. Frames count decoded pictures from 0. */
export const frameRangeSchema = z.object({ videoId: idSchema, startFrame: frameSchema, endFrame: frameSchema })
export type FrameRange = z.infer<typeof frameRangeSchema>

/** Frames more on each side of a range in clips that are made of it, as far as the film goes; null: as their export says. */
const handlesSchema = z.number().int().nonnegative().max(10_000).nullable()

/** `bin` holds ranges, `folder` holds bins and folders, `smart` shows what a saved search finds now. */
export const binKindSchema = z.enum(['bin', 'folder', 'smart'])
export type BinKind = z.infer<typeof binKindSchema>

/** One range of a bin. Times are milliseconds of film time (`film-time.ts`). */
export const binItemSchema = frameRangeSchema.extend({
  id: idSchema,
  startMs: z.number().nonnegative(),
  endMs: z.number().nonnegative(),
  note: z.string(),
  handlesFrames: handlesSchema,
  /** Of the video; the last one known where the video is gone. */
  title: z.string(),
  /** Null while unknown. */
  frameRate: rationalSchema.nullable(),
  /** Of the video's first frame; absent where it has none. */
  sourceTimecode: sourceTimecodeSchema.optional(),
  /** Frames of the whole video, within which the range can be trimmed; 0 when the video is gone. */
  frameCount: z.number().int().nonnegative(),
  /** A picture from the range, or near it; null where there is none. */
  keyframeUrl: z.string().nullable(),
  /** `removed`: the library has no such content any more. `offline`: its file is not where it was. */
  state: z.enum(['ready', 'offline', 'removed']),
})
export type BinItem = z.infer<typeof binItemSchema>

/** A bin, folder or smart bin without what is in it. */
export const binSchema = z.object({
  id: idSchema,
  name: z.string(),
  kind: binKindSchema,
  /** The folder that it lies in; null at the top. */
  parentId: idSchema.nullable(),
  /** Of a smart bin: the saved search. */
  searchId: idSchema.nullable(),
  /** Ranges in the bin; 0 for folders, and for smart bins, whose ranges are found when they are asked for. */
  itemCount: z.number().int().nonnegative(),
  /** Sum of the ranges. */
  durationMs: z.number().nonnegative(),
  createdAt: z.iso.datetime(),
  updatedAt: z.iso.datetime(),
})
export type Bin = z.infer<typeof binSchema>

/** A bin with its ranges in order. */
export const binDetailsSchema = binSchema.extend({ items: z.array(binItemSchema) })
export type BinDetails = z.infer<typeof binDetailsSchema>

/** `POST /api/v1/bins`. With `searchId` a smart bin; `kind: 'folder'` makes a folder. */
export const createBinSchema = z.strictObject({
  name: nameSchema,
  kind: z.enum(['bin', 'folder']).optional(),
  parentId: idSchema.nullable().optional(),
  searchId: idSchema.optional(),
})
export type CreateBin = z.infer<typeof createBinSchema>

/** `PATCH /api/v1/bins/{id}`. */
export const patchBinSchema = z.strictObject({ name: nameSchema, parentId: idSchema.nullable() }).partial()
export type PatchBin = z.infer<typeof patchBinSchema>

/** What can be put into a bin: a scene, or frames of a video. */
export const binEntrySchema = z.union([
  z.strictObject({ sceneId: idSchema, note: noteSchema.optional(), handlesFrames: handlesSchema.optional() }),
  z
    .strictObject({ ...frameRangeSchema.shape, note: noteSchema.optional(), handlesFrames: handlesSchema.optional() })
    .refine(({ startFrame, endFrame }) => endFrame > startFrame, 'endFrame must be greater than startFrame.'),
])
export type BinEntry = z.infer<typeof binEntrySchema>

/** Most ranges that one bin holds. */
export const binLimit = 10_000

/** `POST /api/v1/bins/{id}/items`: all or none are added, at the end or before the range number `at` (from 0). */
export const addBinItemsSchema = z.strictObject({
  items: z.array(binEntrySchema).min(1).max(binLimit),
  at: z.number().int().nonnegative().optional(),
})
export type AddBinItems = z.infer<typeof addBinItemsSchema>

/** Answer to it: the ranges that were added, in order, and the bin as it is now. */
export const addedBinItemsSchema = z.object({ items: z.array(binItemSchema), bin: binSchema })
export type AddedBinItems = z.infer<typeof addedBinItemsSchema>

/**
 * `PATCH /api/v1/bins/{id}/items`, all or nothing: trims, notes and handles (`items`), removal (`remove`), then the order: ids that
 * `order` names come first, in that order; those it does not name follow as they were.
 */
export const patchBinItemsSchema = z
  .strictObject({
    items: z
      .array(
        z.strictObject({
          id: idSchema,
          startFrame: frameSchema.optional(),
          endFrame: frameSchema.optional(),
          note: noteSchema.optional(),
          handlesFrames: handlesSchema.optional(),
        }),
      )
      .max(binLimit),
    remove: z.array(idSchema).max(binLimit),
    order: z.array(idSchema).max(binLimit),
  })
  .partial()
export type PatchBinItems = z.infer<typeof patchBinItemsSchema>
