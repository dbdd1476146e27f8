import { z } from 'zod'
import { binSchema } from './bin.ts'
import { problemSchema } from './error.ts'
import { idSchema } from './page.ts'
import { rationalSchema } from './rational.ts'

/** Formats of other programs that bins are made of, told apart by what is in the file. */
export const importFormatSchema = z.enum(['edl', 'fcpxml', 'xmeml', 'otio', 'csv', 'ale', 'json'])
export type ImportFormat = z.infer<typeof importFormatSchema>

/** Longest text of a list, in UTF-16 units. */
export const importTextLimit = 32 * 1024 * 1024

const prefixSchema = z.string().min(1).max(32_768)

/** `POST /api/v1/bins/import`: a list of an editor as it is. */
export const importBinSchema = z.strictObject({
  /** All of the file. */
  text: z.string().min(1).max(importTextLimit),
  /** Of the file; names the bin where the list has no name of its own. */
  fileName: z.string().max(1000).optional(),
  /** Of the bin, instead of that of the list. */
  name: z.string().trim().min(1).max(200).optional(),
  /** At which an EDL counts, which does not say so itself; without it, that of the films it names. */
  frameRate: rationalSchema.optional(),
  /** Prefixes of paths as the list writes them, and what they are called here. */
  pathMap: z
    .array(z.strictObject({ from: prefixSchema, to: prefixSchema }))
    .max(50)
    .optional(),
  /** The folder of bins that the new ones lie in. */
  parentId: idSchema.nullable().optional(),
})
export type ImportBin = z.infer<typeof importBinSchema>

/** A range of a list that could not be put into a bin. */
export const unlinkedRangeSchema = z.object({
  /** Of the sequence or folder that it stands in. */
  list: z.string(),
  /** Its place there, from 1. */
  number: z.number().int().positive(),
  name: z.string(),
  /** What the list says of the film; null where it says nothing. */
  fileName: z.string().nullable(),
  path: z.string().nullable(),
  reel: z.string().nullable(),
  /** As the list counts: timecode, or `HH:MM:SS.mmm` where the rate is unknown. Null for a film as a whole. */
  in: z.string().nullable(),
  /** Exclusive. */
  out: z.string().nullable(),
  /** `no_film`: the library does not have it. `ambiguous`: several could be meant. `outside`: the film is shorter. `unreadable`: its times are none. */
  code: z.enum(['no_film', 'ambiguous', 'outside', 'unreadable']),
  /** Why, for a person. */
  message: z.string(),
})
export type UnlinkedRange = z.infer<typeof unlinkedRangeSchema>

/** Answer to an import: a bin for each sequence and folder of which at least one range was found, and all the rest by name. */
export const importedBinsSchema = z.object({
  format: importFormatSchema,
  bins: z.array(binSchema),
  /** Ranges that the bins hold. */
  linked: z.number().int().nonnegative(),
  unlinked: z.array(unlinkedRangeSchema),
  /** What else was in the list and cannot be in a bin. */
  report: z.array(problemSchema),
})
export type ImportedBins = z.infer<typeof importedBinsSchema>
