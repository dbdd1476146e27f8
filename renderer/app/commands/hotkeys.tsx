import { useEffect } from 'react'
import { tinykeys } from 'tinykeys'
import { actions as actionTable } from '../../../electron/contract/actions.ts'
import { useStores } from '../../stores/use-stores.tsx'
import { shortcutTable } from '../../widgets/actions/shortcuts.ts'

const isTextField = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement &&
  (target.isContentEditable ||
    target instanceof HTMLTextAreaElement ||
    (target instanceof HTMLInputElement && !['checkbox', 'radio', 'button', 'range'].includes(target.type)))

/** Controls that use the space bar and Enter themselves. */
const pressable =
  'button, a, input, select, summary, [role="menuitem"], [role="menu"], [role="slider"], [role="separator"]'
/** Controls that use the arrow keys themselves. */
const movable =
  'input, select, [role="menuitem"], [role="menu"], [role="slider"], [role="separator"], [role="tab"], [role="radio"]'

/** Whether a key belongs to the control that has the focus, rather than to an action. */
const belongsToControl = (key: string, target: EventTarget | null): boolean => {
  const controls = /^(Space|Enter)/.test(key) ? pressable : key.startsWith('Arrow') ? movable : null
  return controls !== null && target instanceof HTMLElement && target.closest(controls) !== null
}

/** Whether a sheet, a menu or a popover lies above the page. */
const isCovered = (): boolean => document.querySelector('dialog[open], [role="menu"], [role="dialog"]') !== null

/** Keys of a text field that an action must not take away. */
const editingKeys = new Set(['$mod+z', '$mod+a', '$mod+i'])

/** Listens for every shortcut of the registry, and lets typing anywhere start a search. */
export const Hotkeys = ({ onType }: { readonly onType: () => void }) => {
  const { actions, desktop, window: windowStore } = useStores()
  useEffect(() => {
    const table = shortcutTable()
    const bindings = Object.fromEntries(
      [...table].map(([key, { typing, ids }]) => [
        key,
        (event: KeyboardEvent): void => {
          if (event.defaultPrevented || isCovered()) return
          if (isTextField(event.target) && (typing || editingKeys.has(key))) return
          if (typing && belongsToControl(key, event.target)) return
          const id = ids.find((candidate) => actions.getState().isEnabled(candidate))
          if (id === undefined) return
          event.preventDefault()
          actions.getState().run(id)
        },
      ]),
    )
    return tinykeys(window, bindings, { ignore: () => false, timeout: 0 })
  }, [actions])
  useEffect(() => {
    const startSearch = (event: KeyboardEvent): void => {
      if (event.defaultPrevented || event.key.length !== 1 || event.key === ' ') return
      if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return
      if (isTextField(event.target) || event.target instanceof HTMLSelectElement || isCovered()) return
      // A sheet that is about to open: what is typed is meant for it.
      if (windowStore.getState().sheet !== null) return
      onType()
    }
    window.addEventListener('keydown', startSearch)
    return () => window.removeEventListener('keydown', startSearch)
  }, [onType, windowStore])
  useEffect(() => {
    if (desktop === null) return
    const stopMenu = desktop.onMenuAction((id) => actions.getState().run(id))
    const tell = (): void => {
      const { entries } = actions.getState()
      const usable = actionTable.filter(({ id }) => entries.has(id)).map(({ id }) => id)
      desktop.setMenuState({
        enabled: usable,
        checked: usable.filter((id) => entries.get(id)?.at(-1)?.checked === true),
      })
    }
    tell()
    const stopStore = actions.subscribe(tell)
    return () => {
      stopMenu()
      stopStore()
    }
  }, [desktop, actions])
  return null
}
