import { type ActionId, actionOf } from '../../../electron/contract/actions.ts'
import type { MenuEntry } from '../../ui/menu.tsx'
import { shownShortcut } from './shortcuts.ts'

/**
 * The line of a context menu for an action: its label and key are those of the table, `run` is what it does there; null
 * where it cannot be done now. `label` replaces the table's where the menu can say it more exactly.
 */
export const actionEntry = (
  id: ActionId,
  run: (() => void) | null,
  options: { readonly label?: string; readonly danger?: boolean } = {},
): MenuEntry => ({
  kind: 'item',
  label: options.label ?? actionOf[id].label,
  keys: shownShortcut(id),
  disabled: run === null,
  ...(options.danger === true ? { danger: true } : {}),
  onSelect: () => run?.(),
})
