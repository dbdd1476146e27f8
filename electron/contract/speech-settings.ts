import { z } from 'zod'

/** When what is said is turned into captions: `where_no_captions` leaves films alone that have captions to read. */
export const speechSettingSchema = z.enum(['always', 'where_no_captions', 'never'])
export type SpeechSetting = z.infer<typeof speechSettingSchema>

/** Languages that Whisper knows, by their codes. */
export const spokenLanguages: readonly string[] = (
  'af am ar as az ba be bg bn bo br bs ca cs cy da de el en es et eu fa fi fo fr gl gu ha haw he hi hr ht hu hy id is it ja jw ka kk ' +
  'km kn ko la lb ln lo lt lv mg mi mk ml mn mr ms mt my ne nl nn no oc pa pl ps pt ro ru sa sd si sk sl sn so sq sr su sv sw ta te tg ' +
  'th tk tl tr tt uk ur uz vi yi yo yue zh'
).split(' ')
/** Code of a language that is spoken (`en`, `haw`), as speech models know them. */
export const spokenLanguageSchema = z.enum(spokenLanguages, {
  error: 'Write the code of a language that speech models know, such as en.',
})
/** Names and terms that are likely to be said, as a person writes them. */
export const speechWordsSchema = z.string().trim().max(1000)
/** Which sound is turned into words: what is heard and indexed, or each sound track of a film by itself. */
export const speechTracksSchema = z.enum(['heard', 'all'])
export type SpeechTracks = z.infer<typeof speechTracksSchema>

/** What the settings of a library say of speech, without defaults. */
export const speechSettingsFields = {
  speech: speechSettingSchema,
  speechLanguage: spokenLanguageSchema.nullable(),
  speechWords: speechWordsSchema,
  speechTranslation: z.boolean(),
  speechTracks: speechTracksSchema,
} as const

/** What a video says of its own speech; where a field is absent the library's setting counts. */
export const videoSpeechSchema = z
  .strictObject({
    transcribe: speechSettingSchema,
    /** `auto`: found out from the sound, whatever the library says. */
    language: z.literal('auto').or(spokenLanguageSchema),
    /** Listened for besides those of the library. */
    words: speechWordsSchema,
    /** Whether what is said is translated into English, as a track of its own. */
    translation: z.boolean(),
    tracks: speechTracksSchema,
  })
  .partial()
export type VideoSpeech = z.infer<typeof videoSpeechSchema>

/** What a video says of its speech, as an earlier or later version may have stored it. */
export const readStoredSpeech = (stored: unknown): VideoSpeech => videoSpeechSchema.safeParse(stored).data ?? {}

/** Number of the caption track of what is heard: behind whatever a file and the files beside it can have. */
const speechTrack = 1000

/**
 * Number of the caption track of a sound: `position` 0 is what is heard, 1 the first sound track of the film. A translation comes right
 * behind what is spoken.
 */
export const speechTrackOf = (position: number, isTranslation: boolean): number =>
  speechTrack + 2 * position + (isTranslation ? 1 : 0)

/** Which sound a caption track of speech is of; see `speechTrackOf`. */
export const soundPositionOf = (track: number): number => Math.floor((track - speechTrack) / 2)
