import { z } from 'zod'
import { cutSettingsSchema } from './video.ts'

/** Settings of one library. Every field has a default, so `{}` parses. */
export const settingsSchema = z.object({
  cuts: cutSettingsSchema.default({ detector: 'persistent', threshold: null, minSceneFrames: 5 }),
  limits: z
    .object({
      /** Wall-clock limit of one stage of one video, as a multiple of its length, but at least `minWallClockMs`. */
      wallClockFactor: z.number().positive().max(1000).default(30),
      minWallClockMs: z.number().int().positive().default(600_000),
      /** A stage that reports no progress for so long is stopped. */
      noProgressMs: z.number().int().positive().default(60_000),
      maxPixels: z.number().int().positive().default(67_108_864),
      maxStreams: z.number().int().positive().default(100),
    })
    .prefault({}),
  /** Decoding jobs at a time; null means half the processor cores, at least 1. */
  decodeSlots: z.number().int().min(1).max(64).nullable().default(null),
  theme: z.enum(['system', 'dark', 'light']).default('system'),
})
export type Settings = z.infer<typeof settingsSchema>
/** `PATCH /api/v1/settings`: fields to change. */
export const patchSettingsSchema = z
  .object({
    cuts: cutSettingsSchema,
    limits: z
      .object({
        wallClockFactor: z.number().positive().max(1000),
        minWallClockMs: z.number().int().positive(),
        noProgressMs: z.number().int().positive(),
        maxPixels: z.number().int().positive(),
        maxStreams: z.number().int().positive(),
      })
      .partial(),
    decodeSlots: z.number().int().min(1).max(64).nullable(),
    theme: z.enum(['system', 'dark', 'light']),
  })
  .partial()
export type PatchSettings = z.infer<typeof patchSettingsSchema>
