import type { SpeechSetting, SpeechTracks, VideoSpeech } from '../../contract/index.ts'

/** What the settings of a library say of speech. */
export interface LibrarySpeech {
  readonly speech: SpeechSetting
  readonly speechLanguage: string | null
  readonly speechWords: string
  readonly speechTranslation: boolean
  readonly speechTracks: SpeechTracks
}

/** How the speech of one video is turned into words. */
export interface SpeechChoices {
  readonly transcribe: SpeechSetting
  /** Null: found out from the sound. */
  readonly language: string | null
  /** Names and terms that are likely to be said, the video's own first; empty: none. */
  readonly hotWords: string
  readonly translation: boolean
  readonly tracks: SpeechTracks
}

/** What counts for a video: its own choices, else those of its library; names and terms of both. */
export const speechChoicesOf = (library: LibrarySpeech, own: VideoSpeech): SpeechChoices => ({
  transcribe: own.transcribe ?? library.speech,
  language: own.language === undefined ? library.speechLanguage : own.language === 'auto' ? null : own.language,
  hotWords: [own.words ?? '', library.speechWords].filter((words) => words !== '').join(', '),
  translation: own.translation ?? library.speechTranslation,
  tracks: own.tracks ?? library.speechTracks,
})

/** Whether what is transcribed, or how, is another under these choices; `transcribe` only says whether. */
export const areOtherWords = (before: SpeechChoices, after: SpeechChoices): boolean =>
  JSON.stringify({ ...before, transcribe: null }) !== JSON.stringify({ ...after, transcribe: null })
