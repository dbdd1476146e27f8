import { type FocusRegion, isTypingKey } from '../../../electron/contract/action-row.ts'
import { type ActionId, actionOf } from '../../../electron/contract/actions.ts'

/** What of the keys the element with the focus uses itself. */
export type KeyControl = 'none' | 'text' | 'select' | 'button' | 'slider'

/** Where a key is pressed. */
export interface KeyPlace {
  /** The part of the window that has the focus; null for everything else. */
  readonly region: FocusRegion | null
  readonly control: KeyControl
  /** Whether the focus came to the control by the Tab key, rather than by the pointer. */
  readonly byTab: boolean
  readonly screen: 'library' | 'search' | 'video' | 'other'
  /** What lies above the page: a sheet, menu or popover keeps all keys to itself, the preview most. */
  readonly cover: 'none' | 'preview' | 'sheet'
}

/** A key as it is pressed. */
export interface PressedKey {
  /** `KeyboardEvent.key`. */
  readonly key: string
  /** Ctrl, ⌘ or Alt is held, other than to type a character. */
  readonly command: boolean
  /** The key goes on with a character that is being composed. */
  readonly composing: boolean
  /** Shortcuts of the table of actions that it is, in the order of the table. */
  readonly matches: readonly { readonly id: ActionId; readonly accelerator: string }[]
}

/** What a key does: an action; a search that begins with what the key types; nothing, or what the browser does with it. */
export type KeyDecision =
  | { readonly kind: 'action'; readonly id: ActionId }
  | { readonly kind: 'begin-search' }
  | { readonly kind: 'nothing' }

const nameOf = (accelerator: string): string => accelerator.split('+').at(-1) ?? ''
const arrows = new Set(['Left', 'Right', 'Up', 'Down'])
/** Shortcuts with Ctrl or ⌘ that text fields use too. */
const editingKeys = new Set(['CmdOrCtrl+I'])

/** Whether a shortcut is a key that the control with the focus uses itself. */
const belongsToControl = (accelerator: string, { control, byTab, screen, region }: KeyPlace): boolean => {
  if (control === 'none') return false
  if (control === 'text') return isTypingKey(accelerator) || editingKeys.has(accelerator)
  if (!isTypingKey(accelerator)) return false
  const key = nameOf(accelerator)
  // Where a film plays, these are keys of the film, unless a person came to the control by the keyboard.
  if (key === 'Space') return byTab || (screen !== 'video' && region !== 'preview')
  if (key === 'Enter' && region === 'preview') return byTab
  if (key === 'Enter' || control === 'select') return true
  return control === 'slider' && arrows.has(key)
}

const actsHere = (id: ActionId, accelerator: string, place: KeyPlace): boolean => {
  const { keysIn } = actionOf[id]
  if (place.cover === 'preview') return id === 'search.focus' || keysIn?.includes('preview') === true
  if (!isTypingKey(accelerator) || keysIn === undefined) return true
  const plays = place.screen === 'video' && nameOf(accelerator) === 'Space'
  const region = place.region ?? (plays ? 'player' : null)
  return region !== null && keysIn.includes(region)
}

/** Keys that begin a character which an input method, or the next key, completes. */
const composesWith = new Set(['Dead', 'Process'])

/**
 * What a key does where it is pressed; `isEnabled` tells whether an action can be done now. The one place that decides it:
 * each sentence of docs/keyboard.md about keys is a row of its test.
 */
export const decideKey = (pressed: PressedKey, place: KeyPlace, isEnabled: (id: ActionId) => boolean): KeyDecision => {
  if (pressed.composing || place.cover === 'sheet') return { kind: 'nothing' }
  const found = pressed.matches.find(
    ({ id, accelerator }) => !belongsToControl(accelerator, place) && actsHere(id, accelerator, place) && isEnabled(id),
  )
  if (found !== undefined) return { kind: 'action', id: found.id }
  const types = (pressed.key.length === 1 && pressed.key !== ' ') || composesWith.has(pressed.key)
  const begins =
    types &&
    !pressed.command &&
    place.screen === 'library' &&
    place.cover === 'none' &&
    place.control !== 'text' &&
    place.control !== 'select'
  return begins ? { kind: 'begin-search' } : { kind: 'nothing' }
}
