import { useQuery } from '@tanstack/react-query'
import { useId, useState } from 'react'
import {
  type Settings,
  speechSettingSchema,
  speechTracksSchema,
  speechWordsSchema,
  type VideoDetails,
  type VideoSpeech,
  videoSpeechSchema,
} from '../../../electron/contract/index.ts'
import { settingsQuery } from '../../queries/settings-queries.ts'
import { useStores } from '../../stores/use-stores.tsx'
import { FormNote, FormSheet } from '../../ui/form-sheet.tsx'
import { Select } from '../../ui/select.tsx'
import { NamedTextField } from '../../ui/text-field.tsx'
import { speechSettingText, speechTracksText, spokenLanguageNames } from './speech-text.ts'

type Choice = readonly [value: string, label: string]

const languageChoices: readonly Choice[] = [
  ['auto', 'Detected'],
  ...spokenLanguageNames.map(({ code, name }): Choice => [code, name]),
]
const translationChoices: readonly Choice[] = [
  ['yes', 'Yes'],
  ['no', 'No'],
]

/** A choice of the video's own, or the library's, whose value is told. */
const OwnChoice = ({
  label,
  value,
  ofLibrary,
  choices,
  onChange,
}: {
  readonly label: string
  /** Empty: the library's. */
  readonly value: string
  readonly ofLibrary: string
  readonly choices: readonly Choice[]
  readonly onChange: (value: string) => void
}) => {
  const id = useId()
  const inLibrary = choices.find(([choice]) => choice === ofLibrary)?.[1]
  return (
    <div className="text-field">
      <label className="text-field__name" htmlFor={id}>
        {label}
      </label>
      <Select id={id} value={value} onChange={(event) => onChange(event.target.value)}>
        <option value="">{inLibrary === undefined ? 'As in the settings' : `As in the settings: ${inLibrary}`}</option>
        {choices.map(([choice, text]) => (
          <option key={choice} value={choice}>
            {text}
          </option>
        ))}
      </Select>
    </div>
  )
}

interface Draft {
  readonly transcribe: string
  readonly language: string
  readonly words: string
  readonly translation: string
  readonly tracks: string
}

const draftOf = (own: VideoSpeech): Draft => ({
  transcribe: own.transcribe ?? '',
  language: own.language ?? '',
  words: own.words ?? '',
  translation: own.translation === undefined ? '' : own.translation ? 'yes' : 'no',
  tracks: own.tracks ?? '',
})

/** What a draft says; fields that are left to the library are absent. */
const spokenOf = (draft: Draft): VideoSpeech =>
  videoSpeechSchema.parse(
    Object.fromEntries(
      Object.entries({ ...draft, translation: draft.translation === '' ? '' : draft.translation === 'yes' }).filter(
        ([, value]) => value !== '',
      ),
    ),
  )

const ofLibrary = (settings: Settings | undefined): Draft => ({
  transcribe: settings?.speech ?? '',
  language: settings === undefined ? '' : (settings.speechLanguage ?? 'auto'),
  words: settings?.speechWords ?? '',
  translation: settings === undefined ? '' : settings.speechTranslation ? 'yes' : 'no',
  tracks: settings?.speechTracks ?? '',
})

/** How the speech of one video becomes captions, where that is another way than the settings say. */
export const SpeechSheet = ({ video, onClose }: { readonly video: VideoDetails; readonly onClose: () => void }) => {
  const { client, videos } = useStores()
  const { data: settings } = useQuery(settingsQuery(client))
  const [draft, setDraft] = useState(() => draftOf(video.speech ?? {}))
  const [busy, setBusy] = useState(false)
  const library = ofLibrary(settings)
  const set = (field: keyof Draft) => (value: string) => setDraft((before) => ({ ...before, [field]: value }))
  const save = async (): Promise<void> => {
    setBusy(true)
    const done = await videos.chooseSpeech(video.id, spokenOf(draft))
    setBusy(false)
    if (done) onClose()
  }
  return (
    <FormSheet
      title="Speech of this video"
      submitLabel={busy ? 'Saving…' : 'Save'}
      canSubmit={!busy && speechWordsSchema.safeParse(draft.words).success}
      onSubmit={() => void save()}
      onClose={onClose}
    >
      <FormNote>What is changed here is transcribed again in the background. Captions stay until then.</FormNote>
      <OwnChoice
        label="Turn speech into captions"
        value={draft.transcribe}
        ofLibrary={library.transcribe}
        choices={speechSettingSchema.options.map((choice): Choice => [choice, speechSettingText[choice]])}
        onChange={set('transcribe')}
      />
      <OwnChoice
        label="Spoken language"
        value={draft.language}
        ofLibrary={library.language}
        choices={languageChoices}
        onChange={set('language')}
      />
      <NamedTextField
        label={library.words === '' ? 'Names and terms' : 'Names and terms, besides those of the settings'}
        value={draft.words}
        maxLength={1000}
        spellCheck={false}
        autoComplete="off"
        placeholder={library.words === '' ? 'Goethe, Weimar' : library.words}
        onChange={(event) => set('words')(event.target.value)}
      />
      <OwnChoice
        label="Translate into English"
        value={draft.translation}
        ofLibrary={library.translation}
        choices={translationChoices}
        onChange={set('translation')}
      />
      {video.audioStreams.length < 2 ? null : (
        <OwnChoice
          label="Sound tracks"
          value={draft.tracks}
          ofLibrary={library.tracks}
          choices={speechTracksSchema.options.map((choice): Choice => [choice, speechTracksText[choice]])}
          onChange={set('tracks')}
        />
      )}
    </FormSheet>
  )
}
