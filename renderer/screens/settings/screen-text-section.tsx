import { type Settings, screenTextSettingSchema } from '../../../electron/contract/index.ts'
import { useStores } from '../../stores/use-stores.tsx'
import { Select } from '../../ui/select.tsx'
import { Row } from './settings-row.tsx'

const choices: Readonly<Record<Settings['screenText'], string>> = { always: 'Always', never: 'Never' }

/** Whether text on screen is read. */
export const ScreenTextSection = ({ settings }: { readonly settings: Settings }) => {
  const stores = useStores()
  return (
    <section className="settings__section">
      <h2>Text on screen</h2>
      <Row
        label="Read text on screen"
        htmlFor="screen-text"
        note="For new videos and those that were left out. It needs a model that reads text, which is chosen on the Models page."
      >
        <Select
          id="screen-text"
          value={settings.screenText}
          onChange={(event) => {
            const chosen = screenTextSettingSchema.safeParse(event.target.value)
            if (chosen.success) void stores.settings.patch({ screenText: chosen.data })
          }}
        >
          {screenTextSettingSchema.options.map((choice) => (
            <option key={choice} value={choice}>
              {choices[choice]}
            </option>
          ))}
        </Select>
      </Row>
    </section>
  )
}
