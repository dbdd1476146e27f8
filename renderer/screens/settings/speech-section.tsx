import { type Settings, speechSettingSchema } from '../../../electron/contract/index.ts'
import { useStores } from '../../stores/use-stores.tsx'
import { Select } from '../../ui/select.tsx'
import { Row } from './settings-row.tsx'

const speechChoices: Readonly<Record<Settings['speech'], string>> = {
  where_no_captions: 'Where none exist',
  always: 'Always',
  never: 'Never',
}

/** Whether what is said becomes captions. */
export const SpeechSection = ({ settings }: { readonly settings: Settings }) => {
  const stores = useStores()
  return (
    <section className="settings__section">
      <h2>Speech</h2>
      <Row
        label="Turn speech into captions"
        htmlFor="speech"
        note="For new videos and those that were left out. It needs a speech model, which is chosen on the Models page."
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
              {speechChoices[choice]}
            </option>
          ))}
        </Select>
      </Row>
    </section>
  )
}
