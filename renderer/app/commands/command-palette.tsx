import { Command } from 'cmdk'
import { flushSync } from 'react-dom'
import { actionGroups, actions, groupTitles } from '../../../electron/contract/actions.ts'
import { useApp, useStores } from '../../stores/use-stores.tsx'
import { Sheet } from '../../ui/sheet.tsx'
import { isApple, shortcutText } from '../../widgets/actions/shortcuts.ts'
import { rankAction } from './rank-action.ts'
import './command-palette.css'

/** Every action by name. What cannot be done now is shown where its name is typed, but not chosen. */
export const CommandPalette = () => {
  const stores = useStores()
  const entries = useApp('actions', (state) => state.entries)
  const close = stores.window.getState().close
  const rank = (id: string, typed: string): number => {
    const action = actions.find((candidate) => candidate.id === id)
    return action === undefined ? 0 : rankAction(typed, action.label, groupTitles[action.group], entries.has(action.id))
  }
  return (
    <Sheet title="Command palette" bare onClose={close}>
      <Command className="palette" label="Command palette" loop filter={rank}>
        <Command.Input className="palette__input" placeholder="Type what you want to do" data-autofocus />
        <Command.List className="palette__list">
          <Command.Empty className="palette__empty">No action has that name.</Command.Empty>
          {actionGroups.map(({ id: group, title }) => (
            <Command.Group key={group} heading={title} className="palette__group">
              {actions
                .filter((action) => action.group === group && (action.desktopOnly !== true || stores.desktop !== null))
                .map((action) => (
                  <Command.Item
                    key={action.id}
                    className="palette__item"
                    value={action.id}
                    disabled={!entries.has(action.id)}
                    onSelect={() => {
                      // At once, so that the action finds the focus where it was, and the next key finds what it opens.
                      flushSync(close)
                      stores.actions.getState().run(action.id)
                    }}
                  >
                    {action.label}
                    <span className="palette__keys">
                      {action.accelerators.slice(0, 2).map((accelerator) => (
                        <kbd key={accelerator}>{shortcutText(accelerator, isApple())}</kbd>
                      ))}
                    </span>
                  </Command.Item>
                ))}
            </Command.Group>
          ))}
        </Command.List>
      </Command>
    </Sheet>
  )
}
