import { type ActionId, actionOf } from '../../../electron/contract/actions.ts'

const tinyKeyOf: Readonly<Record<string, string>> = {
  Plus: '(\\+|=)',
  '?': '(\\?)',
  '.': '(\\.)',
  '/': '(\\/)',
  Left: 'ArrowLeft',
  Right: 'ArrowRight',
  Up: 'ArrowUp',
  Down: 'ArrowDown',
}

/** A shortcut of the registry in the grammar of tinykeys. */
export const tinykeysOf = (accelerator: string): string => {
  const parts = accelerator.split('+')
  const key = parts.pop() ?? ''
  const modifiers = parts.map((part) => (part === 'CmdOrCtrl' ? '$mod' : part))
  // `?`, `+` and `/` need Shift on many keyboards and not on others.
  if (key === 'Plus' || key === '?' || key === '/') modifiers.push('[Shift]')
  return [...modifiers, tinyKeyOf[key] ?? (/^[A-Z]$/.test(key) ? key.toLowerCase() : key)].join('+')
}

const appleNames: Readonly<Record<string, string>> = {
  CmdOrCtrl: '⌘',
  Alt: '⌥',
  Shift: '⇧',
  Backspace: '⌫',
  Delete: '⌦',
  Enter: '↩',
}
const keyNames: Readonly<Record<string, string>> = {
  CmdOrCtrl: 'Ctrl',
  Plus: '+',
  Left: '←',
  Right: '→',
  Up: '↑',
  Down: '↓',
}

/** A shortcut as people read it: `⌘⇧P` on Apple, `Ctrl+Shift+P` elsewhere. */
export const shortcutText = (accelerator: string, apple: boolean): string => {
  const parts = accelerator.split('+')
  return apple
    ? parts.map((part) => appleNames[part] ?? keyNames[part] ?? part).join('')
    : parts.map((part) => keyNames[part] ?? part).join('+')
}

/** Whether this machine is Apple's, whose people read ⌘ instead of Ctrl. */
export const isApple = (): boolean => /Mac|iPhone|iPad/.test(navigator.userAgent)

/** The first shortcut of an action, as people read it; empty when it has none. */
export const shownShortcut = (id: ActionId): string => {
  const [accelerator] = actionOf[id].accelerators
  return accelerator === undefined ? '' : shortcutText(accelerator, isApple())
}
