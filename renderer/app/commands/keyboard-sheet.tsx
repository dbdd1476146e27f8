import { actionGroups } from '../../../electron/contract/action-row.ts'
import { actions } from '../../../electron/contract/actions.ts'
import { useStores } from '../../stores/use-stores.tsx'
import { Sheet } from '../../ui/sheet.tsx'
import { isApple, shortcutText } from '../../widgets/actions/shortcuts.ts'
import './keyboard-sheet.css'

const listKeys: readonly (readonly [string, string])[] = [
  ['Move', '↑ ↓ ← →'],
  ['First, last', 'Home  End'],
  ['Select a range', 'Shift + click or arrows'],
  ['Add or take out one', '{mod} + click'],
  ['Select by a frame', 'Drag from empty space'],
  ['Start a search in the Library', 'Just type'],
]

/** Every shortcut on one page. */
export const KeyboardSheet = () => {
  const stores = useStores()
  const apple = isApple()
  return (
    <Sheet title="Keyboard shortcuts" size="large" onClose={stores.window.getState().close}>
      <div className="keyboard-sheet">
        {actionGroups.map(({ id: group, title }) => {
          const rows = actions.filter(
            (action) =>
              action.group === group &&
              action.accelerators.length > 0 &&
              (action.desktopOnly !== true || stores.desktop !== null),
          )
          return rows.length === 0 ? null : (
            <section key={group} className="keyboard-sheet__group">
              <h3>{title}</h3>
              <dl>
                {rows.map((action) => (
                  <div key={action.id} className="keyboard-sheet__row">
                    <dt>{action.label}</dt>
                    <dd>
                      {action.accelerators.map((accelerator) => (
                        <kbd key={accelerator}>{shortcutText(accelerator, apple)}</kbd>
                      ))}
                    </dd>
                  </div>
                ))}
              </dl>
            </section>
          )
        })}
        <section className="keyboard-sheet__group">
          <h3>Lists</h3>
          <dl>
            {listKeys.map(([name, keys]) => (
              <div key={name} className="keyboard-sheet__row">
                <dt>{name}</dt>
                <dd>{keys.replace('{mod}', apple ? '⌘' : 'Ctrl')}</dd>
              </div>
            ))}
          </dl>
        </section>
      </div>
    </Sheet>
  )
}
