import { z } from 'zod'
import { movedIntoRanges, type NumberRange, numberIn } from './number-range.ts'
import { speechSettingsFields } from './speech-settings.ts'
import { cutRanges, cutSettingsInputSchema, cutSettingsSchema } from './video.ts'

/**
 * What each limit may be set to: wide enough for any film and machine, and never so small that nothing could be
 * imported any more or so large that a limit is none.
 */
export const limitRanges = {
  wallClockFactor: { min: 1, max: 1000, whole: false, unit: '' },
  /** 10 seconds to 7 days. */
  minWallClockMs: { min: 10_000, max: 604_800_000, whole: true, unit: 'milliseconds' },
  /** 5 seconds to a day. */
  noProgressMs: { min: 5_000, max: 86_400_000, whole: true, unit: 'milliseconds' },
  /** About 366 × 273 to 31,623 × 31,623. */
  maxPixels: { min: 100_000, max: 1_000_000_000, whole: true, unit: 'pixels' },
  /** A picture and its sound at the least. */
  maxStreams: { min: 2, max: 10_000, whole: true, unit: 'streams' },
} as const satisfies Readonly<Record<string, NumberRange>>

/** How many decoding jobs may run at a time. */
export const decodeSlotsRange: NumberRange = { min: 1, max: 64, whole: true, unit: 'jobs' }

/** Whether text on screen is read. Subtitles that are pictures are read either way. */
export const screenTextSettingSchema = z.enum(['always', 'never'])
export type ScreenTextSetting = z.infer<typeof screenTextSettingSchema>

/** Whether faces are looked for: in a new library not. */
export const peopleSettingSchema = z.enum(['off', 'on'])
export type PeopleSetting = z.infer<typeof peopleSettingSchema>

/** Settings of one library. Every field has a default, so `{}` parses. */
export const settingsSchema = z.object({
  cuts: cutSettingsSchema.default({ detector: 'persistent', threshold: null, minSceneFrames: 5 }),
  limits: z
    .object({
      /** Wall-clock limit of one stage of one video, as a multiple of its length, but at least `minWallClockMs`. */
      wallClockFactor: numberIn(limitRanges.wallClockFactor).default(30),
      minWallClockMs: numberIn(limitRanges.minWallClockMs).default(600_000),
      /** A stage that reports no progress for so long is stopped. */
      noProgressMs: numberIn(limitRanges.noProgressMs).default(60_000),
      maxPixels: numberIn(limitRanges.maxPixels).default(67_108_864),
      maxStreams: numberIn(limitRanges.maxStreams).default(100),
    })
    .prefault({}),
  /** Decoding jobs at a time; null means half the processor cores, at least 1. */
  decodeSlots: numberIn(decodeSlotsRange).nullable().default(null),
  /** Does nothing while no speech model is active. */
  speech: speechSettingsFields.speech.default('where_no_captions'),
  /** The language that is spoken; null: found out from the sound of each film. */
  speechLanguage: speechSettingsFields.speechLanguage.default(null),
  /** Names and terms that speech models listen for. */
  speechWords: speechSettingsFields.speechWords.default(''),
  /** Whether speech in other languages is translated into English, as a track of its own. */
  speechTranslation: speechSettingsFields.speechTranslation.default(false),
  speechTracks: speechSettingsFields.speechTracks.default('heard'),
  /** Does nothing while no model that reads text is active. */
  screenText: screenTextSettingSchema.default('always'),
  /** Whether faces are looked for and grouped into people. */
  people: peopleSettingSchema.default('off'),
  theme: z.enum(['system', 'dark', 'light']).default('system'),
})
export type Settings = z.infer<typeof settingsSchema>

/** `PATCH /api/v1/settings`: fields to change. */
export const patchSettingsSchema = z
  .strictObject({
    cuts: cutSettingsInputSchema,
    limits: z
      .strictObject({
        wallClockFactor: numberIn(limitRanges.wallClockFactor),
        minWallClockMs: numberIn(limitRanges.minWallClockMs),
        noProgressMs: numberIn(limitRanges.noProgressMs),
        maxPixels: numberIn(limitRanges.maxPixels),
        maxStreams: numberIn(limitRanges.maxStreams),
      })
      .partial(),
    decodeSlots: numberIn(decodeSlotsRange).nullable(),
    ...speechSettingsFields,
    screenText: screenTextSettingSchema,
    people: peopleSettingSchema,
    theme: z.enum(['system', 'dark', 'light']),
  })
  .partial()
export type PatchSettings = z.infer<typeof patchSettingsSchema>

/**
 * Settings as an earlier version may have stored them, by field: numbers outside of today's ranges are moved into them,
 * a field that does not fit at all falls back to its default, the others stay.
 */
export const readStoredSettings = (stored: Readonly<Record<string, unknown>>): Settings => {
  const { decodeSlots } = movedIntoRanges(stored, { decodeSlots: decodeSlotsRange }) as Readonly<
    Record<string, unknown>
  >
  const moved: Record<string, unknown> = {
    ...stored,
    decodeSlots,
    cuts: movedIntoRanges(stored['cuts'], cutRanges),
    limits: movedIntoRanges(stored['limits'], limitRanges),
  }
  const parsed = settingsSchema.safeParse(moved)
  if (parsed.success) return parsed.data
  for (const issue of parsed.error.issues) delete moved[String(issue.path[0])]
  return settingsSchema.parse(moved)
}
