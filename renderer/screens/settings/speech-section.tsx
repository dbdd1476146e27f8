import { useState } from 'react'
import {
  type Settings,
  speechSettingSchema,
  speechTracksSchema,
  speechWordsSchema,
} from '../../../electron/contract/index.ts'
import { useStores } from '../../stores/use-stores.tsx'
import { Select } from '../../ui/select.tsx'
import { TextField } from '../../ui/text-field.tsx'
import { speechSettingText, speechTracksText, spokenLanguageNames } from '../../widgets/captions/speech-text.ts'
import { Row } from './settings-row.tsx'

/** Whether what is said becomes captions, and what to listen for. */
export const SpeechSection = ({ settings }: { readonly settings: Settings }) => {
  const stores = useStores()
  const [words, setWords] = useState<string | null>(null)
  const saveWords = (): void => {
    const written = words === null ? null : speechWordsSchema.safeParse(words)
    if (written?.success === true && written.data !== settings.speechWords) {
      void stores.settings.patch({ speechWords: written.data })
    }
    setWords(null)
  }
  return (
    <section className="settings__section">
      <h2>Speech</h2>
      <Row
        label="Turn speech into captions"
        htmlFor="speech"
        note="For new videos and those that were left out. It needs a speech model, which is chosen on the Models page. Captions in another language than the spoken one do not count."
      >
        <Select
          id="speech"
          value={settings.speech}
          onChange={(event) => {
            const chosen = speechSettingSchema.safeParse(event.target.value)
            if (chosen.success) void stores.settings.patch({ speech: chosen.data })
          }}
        >
          {speechSettingSchema.options.map((choice) => (
            <option key={choice} value={choice}>
              {speechSettingText[choice]}
            </option>
          ))}
        </Select>
      </Row>
      <Row
        label="Spoken language"
        htmlFor="speech-language"
        note="Another choice transcribes every film again in the background; captions stay until then."
      >
        <Select
          id="speech-language"
          value={settings.speechLanguage ?? ''}
          onChange={(event) => {
            const { value } = event.target
            void stores.settings.patch({ speechLanguage: value === '' ? null : value })
          }}
        >
          <option value="">Detected</option>
          {spokenLanguageNames.map(({ code, name }) => (
            <option key={code} value={code}>
              {name}
            </option>
          ))}
        </Select>
      </Row>
      <Row
        label="Names and terms"
        htmlFor="speech-words"
        note="Words that speech models should listen for, such as names of people and places. Enter saves them, and films are transcribed again."
      >
        <TextField
          id="speech-words"
          value={words ?? settings.speechWords}
          maxLength={1000}
          spellCheck={false}
          autoComplete="off"
          placeholder="Goethe, Weimar"
          onChange={(event) => setWords(event.target.value)}
          onBlur={saveWords}
          onKeyDown={(event) => {
            if (event.key === 'Enter') saveWords()
            else if (event.key === 'Escape') setWords(null)
          }}
        />
      </Row>
      <Row
        label="Translate into English"
        htmlFor="speech-translation"
        note="As a second track beside what is spoken, where that is not English and there are no English captions. Turbo and distilled models do not translate."
      >
        <Select
          id="speech-translation"
          value={settings.speechTranslation ? 'yes' : 'no'}
          onChange={(event) => void stores.settings.patch({ speechTranslation: event.target.value === 'yes' })}
        >
          <option value="no">No</option>
          <option value="yes">Yes</option>
        </Select>
      </Row>
      <Row
        label="Sound tracks"
        htmlFor="speech-tracks"
        note="Of films with several: the track that is played and searched, or each by itself, which takes that much longer."
      >
        <Select
          id="speech-tracks"
          value={settings.speechTracks}
          onChange={(event) => {
            const chosen = speechTracksSchema.safeParse(event.target.value)
            if (chosen.success) void stores.settings.patch({ speechTracks: chosen.data })
          }}
        >
          {speechTracksSchema.options.map((choice) => (
            <option key={choice} value={choice}>
              {speechTracksText[choice]}
            </option>
          ))}
        </Select>
      </Row>
    </section>
  )
}
