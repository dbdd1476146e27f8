import { z } from 'zod'

/** A byte range of a file, as requests name it. */
export const sliceSchema = z.object({
  path: z.string(),
  offset: z.number().int().nonnegative(),
  length: z.number().int().nonnegative(),
})

/** The words of a sound are wanted; its samples are 16-bit little-endian, mono. */
export const transcribeMessageSchema = sliceSchema.extend({
  type: z.literal('transcribe'),
  id: z.string(),
  key: z.string(),
  /** Hertz; 16-bit little-endian, mono. */
  sampleRate: z.union([z.literal(16_000), z.literal(48_000)]),
  language: z.string().nullable(),
  likelyLanguage: z.string().nullable(),
  task: z.enum(['transcribe', 'translate']),
  hotWords: z.string(),
  previousText: z.string().nullable().optional(),
})

const timesSchema = { startMs: z.number().int().nonnegative(), endMs: z.number().int().nonnegative() }
const probabilitySchema = z.number().min(0).max(1)
/** What is said in a sound, as a `result` tells it. */
export const spokenPieceSchema = z.object({
  language: z.string().max(20),
  languageProbability: probabilitySchema,
  speechShare: z.number().min(0),
  segments: z.array(
    z.object({
      ...timesSchema,
      text: z.string(),
      probability: probabilitySchema,
      noSpeechProbability: probabilitySchema,
      compressionRatio: z.number().nonnegative(),
      words: z.array(z.object({ ...timesSchema, text: z.string(), probability: probabilitySchema })),
    }),
  ),
})
