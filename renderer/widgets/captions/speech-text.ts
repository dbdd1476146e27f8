import { type SpeechSetting, type SpeechTracks, spokenLanguages } from '../../../electron/contract/index.ts'

/** When speech becomes captions, in words. */
export const speechSettingText: Readonly<Record<SpeechSetting, string>> = {
  where_no_captions: 'Where none exist',
  always: 'Always',
  never: 'Never',
}

/** Which sound becomes captions, in words. */
export const speechTracksText: Readonly<Record<SpeechTracks, string>> = {
  heard: 'What is heard',
  all: 'Each by itself',
}

const languageNames = new Intl.DisplayNames(undefined, { type: 'language' })
/** Whisper's own codes for languages that have another one by now. */
const todaysCode: Readonly<Record<string, string>> = { jw: 'jv' }

/** Languages that can be spoken, with their names, in the order of those. */
export const spokenLanguageNames: readonly { readonly code: string; readonly name: string }[] = spokenLanguages
  .map((code) => ({ code, name: languageNames.of(todaysCode[code] ?? code) ?? code }))
  .toSorted((one, other) => one.name.localeCompare(other.name))
