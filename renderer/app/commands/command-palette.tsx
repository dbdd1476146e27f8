import { Command, useCommandState } from 'cmdk'
import { useState } from 'react'
import { flushSync } from 'react-dom'
import { actionGroups, groupTitles } from '../../../electron/contract/action-row.ts'
import { actions } from '../../../electron/contract/actions.ts'
import { withoutIngredients } from '../../stores/search/search-query.ts'
import { useApp, useStores } from '../../stores/use-stores.tsx'
import { Button } from '../../ui/button.tsx'
import { Sheet } from '../../ui/sheet.tsx'
import { isApple, shortcutText } from '../../widgets/actions/shortcuts.ts'
import { useSearchControl } from '../../widgets/search/use-search-control.ts'
import { rankAction } from './rank-action.ts'
import './command-palette.css'

/** What to do where no action has the name that was typed. */
const NothingFound = ({ onSearch }: { readonly onSearch: (words: string) => void }) => {
  const typed = useCommandState((state) => state.search).trim()
  return (
    <Command.Empty className="palette__empty">
      <span>No action is called “{typed}”. Try another word, such as “copy” or “zoom”.</span>
      <Button onClick={() => onSearch(typed)}>
        Search for “{typed}” <kbd>{shortcutText('Enter', isApple())}</kbd>
      </Button>
    </Command.Empty>
  )
}

/** Every action by name. What cannot be done now is shown where its name is typed, but not chosen. */
export const CommandPalette = () => {
  const stores = useStores()
  const entries = useApp('actions', (state) => state.entries)
  const control = useSearchControl()
  const close = stores.window.getState().close
  const [typed, setTyped] = useState('')
  const search = (words: string): void => {
    flushSync(close)
    control.go({ ...withoutIngredients(stores.search.getState().query), words })
  }
  const rank = (id: string, typed: string): number => {
    const action = actions.find((candidate) => candidate.id === id)
    return action === undefined ? 0 : rankAction(typed, action.label, groupTitles[action.group], entries.has(action.id))
  }
  return (
    <Sheet title="Command palette" bare onClose={close}>
      <Command className="palette" label="Command palette" loop filter={rank}>
        <Command.Input
          className="palette__input"
          placeholder="Type what you want to do"
          data-autofocus
          value={typed}
          onValueChange={setTyped}
          onKeyDown={(event) => {
            const isNothing = typed.trim() !== '' && actions.every(({ id }) => rank(id, typed) === 0)
            if (event.key !== 'Enter' || event.nativeEvent.isComposing || !isNothing) return
            event.preventDefault()
            search(typed.trim())
          }}
        />
        <Command.List className="palette__list">
          <NothingFound onSearch={search} />
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
