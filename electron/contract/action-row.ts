/** Menus of the desktop app and groups of the command palette and the keyboard sheet, in this order, with their titles. */
export const actionGroups = [
  { id: 'file', title: 'File' },
  { id: 'edit', title: 'Edit' },
  { id: 'view', title: 'View' },
  { id: 'go', title: 'Go' },
  { id: 'search', title: 'Search' },
  { id: 'playback', title: 'Playback' },
  { id: 'timeline', title: 'Timeline' },
  { id: 'scene', title: 'Scene' },
  { id: 'mark', title: 'Mark' },
  { id: 'help', title: 'Help' },
] as const satisfies readonly { readonly id: string; readonly title: string }[]
export type ActionGroup = (typeof actionGroups)[number]['id']
/** The title of each group. */
export const groupTitles = Object.fromEntries(actionGroups.map(({ id, title }) => [id, title])) as Readonly<
  // Built from the groups, so every id is a key.
  Record<ActionGroup, string>
>

/**
 * Parts of the window whose keys act while they have the focus: `list`, the videos of the library or the results of a search;
 * `scenes`, the scene list beside the player; `player`, the rest of a video's page; `preview`.
 */
export const focusRegions = ['list', 'scenes', 'player', 'preview'] as const
/** One part of the window whose keys act while it has the focus. */
export type FocusRegion = (typeof focusRegions)[number]

/** Parts of the menu of a card, in this order, with a line between them. */
export const cardMenuParts = ['open', 'bin', 'search', 'mark', 'scene', 'copy', 'file', 'remove'] as const
/** One part of the menu of a card. */
export type CardMenuPart = (typeof cardMenuParts)[number]

/** What menus, shortcuts and the command palette know of an action. */
export interface ActionRow<Id extends string = string> {
  readonly id: Id
  readonly label: string
  readonly group: ActionGroup
  /**
   * Shortcuts, the first is the one shown. Grammar: `CmdOrCtrl+`, `Alt+`, `Shift+` in this order, then one of
   * A–Z, 0–9, F2, Enter, Space, Left, Right, Up, Down, Delete, Backspace, Plus, `-` `,` `.` `?` `/`.
   */
  readonly accelerators: readonly string[]
  /** `video`: only on a video's page; `list`: only where videos or scenes are listed. */
  readonly scope: 'everywhere' | 'list' | 'video'
  /** Where the focus has to be for those of its shortcuts that also type; without it they act everywhere but in a text field. */
  readonly keysIn?: readonly FocusRegion[]
  /** Its line in the menu of a card. `many` names it for several at once, with `{count}` for how many; without it it is done to one. */
  readonly card?: { readonly part: CardMenuPart; readonly many?: string; readonly danger?: true }
  /** Needs what only the desktop app can do. */
  readonly desktopOnly?: true
  /** Is on or off, which menus show by a mark. */
  readonly toggle?: true
}

/** Rows whose ids are known to the type checker. */
export const actionTable = <const Id extends string>(rows: readonly ActionRow<Id>[]): readonly ActionRow<Id>[] => rows

/** Whether a shortcut types or edits text in a text field, and so must not be taken from one that has the focus. */
export const isTypingKey = (accelerator: string): boolean =>
  !/^(CmdOrCtrl|Alt)\+/.test(accelerator) || ['CmdOrCtrl+A', 'CmdOrCtrl+Z', 'CmdOrCtrl+Shift+Z'].includes(accelerator)
