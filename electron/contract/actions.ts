import { z } from 'zod'
import { type ActionRow, actionTable, cardMenuParts } from './action-row.ts'
import { duplicateActions } from './duplicate-actions.ts'
import { historyActions, markActions, sceneActions } from './editing-actions.ts'
import { fileActions } from './file-actions.ts'
import { keepActions } from './keep-actions.ts'
import { playbackActions } from './playback-actions.ts'
import { searchActions } from './search-actions.ts'
import { windowActions } from './window-actions.ts'

/**
 * Every action that a person can start from a menu, a key, the command palette or a context menu; the order is that in
 * menus. A row here and a call of `useAction` with what it does, where that is known, are all that a new one needs.
 */
export const actions = actionTable([
  ...fileActions,
  ...historyActions,
  ...keepActions,
  ...windowActions,
  ...searchActions,
  ...playbackActions,
  ...sceneActions,
  ...markActions,
  ...duplicateActions,
  { id: 'help.keyboard', label: 'Keyboard Shortcuts', group: 'help', accelerators: ['?'], scope: 'everywhere' },
])

/** Id of an action. */
export type ActionId = (typeof actions)[number]['id']
/** What menus, shortcuts and the command palette know of an action of the table. */
export type ActionData = ActionRow<ActionId>
/** The actions of the menus of cards, in the order of the menu. */
export const cardActions: readonly ActionData[] = cardMenuParts.flatMap((part) =>
  actions.filter((action: ActionData) => action.card?.part === part),
)
/** The ids of all actions. */
export const actionIdSchema = z.enum(actions.map(({ id }) => id))

/** The row of each action. */
export const actionOf = Object.fromEntries(actions.map((action) => [action.id, action])) as Readonly<
  // Built from the rows, so every id is a key.
  Record<ActionId, ActionData>
>
