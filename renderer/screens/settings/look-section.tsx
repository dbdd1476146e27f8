import type { Preferences, Settings } from '../../../electron/contract/index.ts'
import { useApp, useStores } from '../../stores/use-stores.tsx'
import { Select } from '../../ui/select.tsx'
import { Row } from './settings-row.tsx'

const themes: readonly { readonly id: Settings['theme']; readonly name: string }[] = [
  { id: 'system', name: 'Follow the system' },
  { id: 'dark', name: 'Dark' },
  { id: 'light', name: 'Light' },
]

const timesStarts: readonly { readonly id: Preferences['timesFrom']; readonly name: string }[] = [
  { id: 'zero', name: 'From the beginning' },
  { id: 'source', name: 'Source timecode' },
]
const draggedFiles: readonly { readonly id: Preferences['dragOut']; readonly name: string }[] = [
  { id: 'original', name: 'The whole film' },
  { id: 'clip', name: 'A clip of the range' },
]
const fits: readonly { readonly id: Preferences['playerFit']; readonly name: string }[] = [
  { id: 'whole', name: 'Whole picture' },
  { id: 'fill', name: 'Fill the player' },
]

/** What is seen: colours of the page, and how a picture lies in the player. */
export const LookSection = () => {
  const stores = useStores()
  const theme = useApp('preferences', (preferences) => preferences.theme)
  const timesFrom = useApp('preferences', (preferences) => preferences.timesFrom)
  const dragOut = useApp('preferences', (preferences) => preferences.dragOut)
  const playerFit = useApp('preferences', (preferences) => preferences.playerFit)
  return (
    <section className="settings__section">
      <h2>Look</h2>
      <Row label="Theme" htmlFor="theme" note="Colours of the footage are easier to judge on a dark page.">
        <Select
          id="theme"
          value={theme}
          onChange={(event) => {
            const chosen = themes.find((candidate) => candidate.id === event.target.value)
            if (chosen === undefined) return
            stores.preferences.getState().change({ theme: chosen.id })
            void stores.settings.patch({ theme: chosen.id })
          }}
        >
          {themes.map(({ id, name }) => (
            <option key={id} value={id}>
              {name}
            </option>
          ))}
        </Select>
      </Row>
      <Row
        label="Picture in the player"
        htmlFor="player-fit"
        note="Filling cuts the edges of a picture that has another shape than the player."
      >
        <Select
          id="player-fit"
          value={playerFit}
          onChange={(event) => {
            const chosen = fits.find((candidate) => candidate.id === event.target.value)
            if (chosen !== undefined) stores.preferences.getState().change({ playerFit: chosen.id })
          }}
        >
          {fits.map(({ id, name }) => (
            <option key={id} value={id}>
              {name}
            </option>
          ))}
        </Select>
      </Row>
      <Row
        label="Times"
        htmlFor="times-from"
        note="What the player, the timeline, cards and copied rows count from. A film without source timecode counts from its beginning."
      >
        <Select
          id="times-from"
          value={timesFrom}
          onChange={(event) => {
            const chosen = timesStarts.find((candidate) => candidate.id === event.target.value)
            if (chosen !== undefined) stores.preferences.getState().change({ timesFrom: chosen.id })
          }}
        >
          {timesStarts.map(({ id, name }) => (
            <option key={id} value={id}>
              {name}
            </option>
          ))}
        </Select>
      </Row>
      {stores.desktop === null ? null : (
        <Row
          label="Dragged out of the window"
          htmlFor="drag-out"
          note="What another program gets of a scene, range or bin that is dragged with Alt. Clips are made with the first drag; the next one holds them."
        >
          <Select
            id="drag-out"
            value={dragOut}
            onChange={(event) => {
              const chosen = draggedFiles.find((candidate) => candidate.id === event.target.value)
              if (chosen !== undefined) stores.preferences.getState().change({ dragOut: chosen.id })
            }}
          >
            {draggedFiles.map(({ id, name }) => (
              <option key={id} value={id}>
                {name}
              </option>
            ))}
          </Select>
        </Row>
      )}
    </section>
  )
}
