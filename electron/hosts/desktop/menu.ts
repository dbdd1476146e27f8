import type { MenuItemConstructorOptions } from 'electron'
import {
  type ActionData,
  type ActionGroup,
  type ActionId,
  actionGroups,
  actions,
  isTypingKey,
  type MenuState,
} from '../../contract/index.ts'

/** Before the page has reported its state: only actions that work on every screen are enabled. */
export const initialMenuState: MenuState = {
  enabled: actions.filter(({ scope }) => scope === 'everywhere').map(({ id }) => id),
  checked: [],
}

/**
 * The shortcut as the menu shows it. Keys are handled by the page, which knows what has the focus: Windows and Linux
 * only display them here. macOS always takes what a menu shows, so keys that also type are left out there.
 */
const shortcut = (action: ActionData, platform: NodeJS.Platform): MenuItemConstructorOptions => {
  const accelerator = action.accelerators[0]
  if (accelerator === undefined || (platform === 'darwin' && isTypingKey(accelerator))) return {}
  return { accelerator, registerAccelerator: false }
}

const actionItem = (
  action: ActionData,
  platform: NodeJS.Platform,
  state: MenuState,
  onAction: (id: ActionId) => void,
): MenuItemConstructorOptions => ({
  id: action.id,
  label: action.label,
  enabled: state.enabled.includes(action.id),
  ...(action.toggle === true ? { type: 'checkbox', checked: state.checked.includes(action.id) } : {}),
  ...shortcut(action, platform),
  click: () => onAction(action.id),
})

const systemItems = (
  group: ActionGroup,
  options: { readonly platform: NodeJS.Platform; readonly isPackaged: boolean },
): readonly MenuItemConstructorOptions[] => {
  switch (group) {
    case 'file':
      return [{ type: 'separator' }, { role: options.platform === 'darwin' ? 'close' : 'quit' }]
    case 'edit':
      return [{ type: 'separator' }, { role: 'cut' }, { role: 'copy' }, { role: 'paste' }, { role: 'selectAll' }]
    case 'view':
      return [
        { type: 'separator' },
        { role: 'togglefullscreen' },
        ...(options.isPackaged ? [] : [{ role: 'toggleDevTools' as const }]),
      ]
    default:
      return []
  }
}

/** The whole menu bar, from the action registry. */
export const menuTemplate = (options: {
  readonly platform: NodeJS.Platform
  readonly isPackaged: boolean
  readonly state: MenuState
  readonly onAction: (id: ActionId) => void
}): MenuItemConstructorOptions[] => {
  const { platform, state, onAction } = options
  const menus = actionGroups.map(({ id: group, title }): MenuItemConstructorOptions => {
    const items = actions.filter((action) => action.group === group)
    return {
      label: title,
      ...(group === 'help' ? { role: 'help' } : {}),
      submenu: [
        ...items.map((action) => actionItem(action, platform, state, onAction)),
        ...systemItems(group, options),
      ],
    }
  })
  const help = menus.pop()
  return [
    ...(platform === 'darwin' ? [{ role: 'appMenu' } satisfies MenuItemConstructorOptions] : []),
    ...menus,
    { role: 'windowMenu' },
    ...(help === undefined ? [] : [help]),
  ]
}
