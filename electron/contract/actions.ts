import { z } from 'zod'
import { type MainModalityLabel, modalities } from './modalities.ts'

/** Menus of the desktop app and groups of the command palette and the keyboard sheet, in this order, with their titles. */
export const actionGroups = [
  { id: 'file', title: 'File' },
  { id: 'edit', title: 'Edit' },
  { id: 'view', title: 'View' },
  { id: 'go', title: 'Go' },
  { id: 'search', title: 'Search' },
  { id: 'playback', title: 'Playback' },
  { id: 'timeline', title: 'Timeline' },
  { id: 'help', title: 'Help' },
] as const satisfies readonly { readonly id: string; readonly title: string }[]
export type ActionGroup = (typeof actionGroups)[number]['id']
/** The title of each group. */
export const groupTitles = Object.fromEntries(actionGroups.map(({ id, title }) => [id, title])) as Readonly<
  // Built from the groups, so every id is a key.
  Record<ActionGroup, string>
>

/** What menus, shortcuts and the command palette know of an action. */
export interface ActionRow<Id extends string = string> {
  readonly id: Id
  readonly label: string
  readonly group: ActionGroup
  /**
   * Shortcuts, the first is the one shown. Grammar: `CmdOrCtrl+`, `Alt+`, `Shift+` in this order, then one of
   * A–Z, 0–9, F2, Enter, Space, Left, Right, Up, Down, Delete, Backspace, Plus, `-` `,` `.` `?`.
   */
  readonly accelerators: readonly string[]
  /** `video`: only on a video's page; `list`: only where videos or scenes are listed. */
  readonly scope: 'everywhere' | 'list' | 'video'
  /** Needs what only the desktop app can do. */
  readonly desktopOnly?: true
  /** Is on or off, which menus show by a mark. */
  readonly toggle?: true
}

const actionTable = <const Id extends string>(rows: readonly ActionRow<Id>[]): readonly ActionRow<Id>[] => rows

/** One preset of the sliders for every modality whose slider is always in view. */
const onlyOne: readonly ActionRow<`weights.${MainModalityLabel}`>[] = modalities.flatMap((row) =>
  row.slider === 'main'
    ? [
        {
          id: `weights.${row.label}` as const,
          label: `Weights: ${row.label.charAt(0).toUpperCase()}${row.label.slice(1)} Only`,
          group: 'search' as const,
          accelerators: [],
          scope: 'everywhere' as const,
        },
      ]
    : [],
)

/**
 * Every action that a person can start from a menu, a key, the command palette or a context menu; the order is that in
 * menus. A row here and a call of `useAction` with what it does, where that is known, are all that a new one needs.
 */
export const actions = actionTable([
  {
    id: 'import.files',
    label: 'Import Files…',
    group: 'file',
    accelerators: ['CmdOrCtrl+O'],
    scope: 'everywhere',
  },
  {
    id: 'import.folder',
    label: 'Import Folder…',
    group: 'file',
    accelerators: ['CmdOrCtrl+Shift+O'],
    scope: 'everywhere',
  },
  { id: 'import.paths', label: 'Import by Path…', group: 'file', accelerators: [], scope: 'everywhere' },
  { id: 'import.problems', label: 'What Could Not Be Imported…', group: 'file', accelerators: [], scope: 'everywhere' },
  { id: 'models.import', label: 'Import Model from Folder…', group: 'file', accelerators: [], scope: 'everywhere' },
  { id: 'video.open', label: 'Open', group: 'file', accelerators: ['Enter'], scope: 'list' },
  { id: 'list.preview', label: 'Preview', group: 'file', accelerators: ['Space'], scope: 'list' },
  { id: 'video.rename', label: 'Rename…', group: 'file', accelerators: ['F2'], scope: 'list' },
  {
    id: 'video.reveal',
    label: 'Show in Folder',
    group: 'file',
    accelerators: ['CmdOrCtrl+Shift+R'],
    scope: 'everywhere',
    desktopOnly: true,
  },
  {
    id: 'video.remove',
    label: 'Remove from Library',
    group: 'file',
    accelerators: ['Delete', 'Backspace'],
    scope: 'everywhere',
  },
  {
    id: 'video.undoRemove',
    label: 'Undo Remove',
    group: 'edit',
    accelerators: ['CmdOrCtrl+Z'],
    scope: 'everywhere',
  },
  { id: 'list.selectAll', label: 'Select All', group: 'edit', accelerators: ['CmdOrCtrl+A'], scope: 'list' },
  { id: 'edit.copyTimecode', label: 'Copy Timecode', group: 'edit', accelerators: ['Shift+C'], scope: 'video' },
  { id: 'search.focus', label: 'Search', group: 'edit', accelerators: ['CmdOrCtrl+K'], scope: 'everywhere' },
  {
    id: 'palette.open',
    label: 'Command Palette…',
    group: 'view',
    accelerators: ['CmdOrCtrl+Shift+P'],
    scope: 'everywhere',
  },
  {
    id: 'view.toggleActivity',
    label: 'Activity Panel',
    group: 'view',
    accelerators: ['CmdOrCtrl+J'],
    scope: 'everywhere',
    toggle: true,
  },
  {
    id: 'view.toggleDetails',
    label: 'Details Panel',
    group: 'view',
    accelerators: ['CmdOrCtrl+I'],
    scope: 'everywhere',
    toggle: true,
  },
  { id: 'view.theme', label: 'Change Theme', group: 'view', accelerators: [], scope: 'everywhere' },
  { id: 'go.library', label: 'Library', group: 'go', accelerators: ['CmdOrCtrl+1'], scope: 'everywhere' },
  { id: 'go.search', label: 'Search Results', group: 'go', accelerators: ['CmdOrCtrl+2'], scope: 'everywhere' },
  { id: 'go.activity', label: 'Activity', group: 'go', accelerators: ['CmdOrCtrl+3'], scope: 'everywhere' },
  { id: 'go.models', label: 'Models', group: 'go', accelerators: ['CmdOrCtrl+4'], scope: 'everywhere' },
  { id: 'go.settings', label: 'Settings…', group: 'go', accelerators: ['CmdOrCtrl+,'], scope: 'everywhere' },
  { id: 'search.similar', label: 'Similar Scenes', group: 'search', accelerators: ['S'], scope: 'everywhere' },
  { id: 'search.moreLike', label: 'More Like This', group: 'search', accelerators: ['M'], scope: 'everywhere' },
  { id: 'search.lessLike', label: 'Less Like This', group: 'search', accelerators: ['Shift+M'], scope: 'everywhere' },
  { id: 'search.why', label: 'Why This Scene', group: 'search', accelerators: ['W'], scope: 'list' },
  { id: 'search.copyTimecodes', label: 'Copy as Timecodes', group: 'search', accelerators: ['Shift+C'], scope: 'list' },
  { id: 'search.copyCsv', label: 'Copy as CSV', group: 'search', accelerators: ['CmdOrCtrl+Shift+C'], scope: 'list' },
  { id: 'search.byFile', label: 'Search by Picture or Sound…', group: 'search', accelerators: [], scope: 'everywhere' },
  { id: 'search.byFrame', label: 'Search by This Frame', group: 'search', accelerators: ['Shift+S'], scope: 'video' },
  {
    id: 'search.exactWords',
    label: 'Exact Words',
    group: 'search',
    accelerators: [],
    scope: 'everywhere',
    toggle: true,
  },
  {
    id: 'search.save',
    label: 'Save This Search…',
    group: 'search',
    accelerators: ['CmdOrCtrl+S'],
    scope: 'everywhere',
  },
  { id: 'search.saved', label: 'Saved Searches…', group: 'search', accelerators: [], scope: 'everywhere' },
  { id: 'weights.balanced', label: 'Weights: Balanced', group: 'search', accelerators: [], scope: 'everywhere' },
  ...onlyOne,
  { id: 'player.playPause', label: 'Play or Pause', group: 'playback', accelerators: ['Space'], scope: 'video' },
  { id: 'player.pause', label: 'Pause', group: 'playback', accelerators: ['K'], scope: 'video' },
  { id: 'player.shuttleBack', label: 'Play Backwards', group: 'playback', accelerators: ['J'], scope: 'video' },
  { id: 'player.shuttleForward', label: 'Play Faster', group: 'playback', accelerators: ['L'], scope: 'video' },
  { id: 'player.stepBack', label: 'One Frame Back', group: 'playback', accelerators: [',', 'Left'], scope: 'video' },
  {
    id: 'player.stepForward',
    label: 'One Frame Forward',
    group: 'playback',
    accelerators: ['.', 'Right'],
    scope: 'video',
  },
  { id: 'player.previousScene', label: 'Previous Scene', group: 'playback', accelerators: ['Up'], scope: 'video' },
  { id: 'player.nextScene', label: 'Next Scene', group: 'playback', accelerators: ['Down'], scope: 'video' },
  { id: 'player.markIn', label: 'Mark In', group: 'playback', accelerators: ['I'], scope: 'video' },
  { id: 'player.markOut', label: 'Mark Out', group: 'playback', accelerators: ['O'], scope: 'video' },
  { id: 'player.nextPeak', label: 'Next Match', group: 'playback', accelerators: ['N'], scope: 'video' },
  { id: 'player.previousPeak', label: 'Previous Match', group: 'playback', accelerators: ['Shift+N'], scope: 'video' },
  { id: 'timeline.zoomIn', label: 'Zoom In', group: 'timeline', accelerators: ['Plus'], scope: 'video' },
  { id: 'timeline.zoomOut', label: 'Zoom Out', group: 'timeline', accelerators: ['-'], scope: 'video' },
  { id: 'timeline.fit', label: 'Zoom to Fit', group: 'timeline', accelerators: ['Shift+Z'], scope: 'video' },
  { id: 'help.keyboard', label: 'Keyboard Shortcuts', group: 'help', accelerators: ['?'], scope: 'everywhere' },
])

/** Id of an action. */
export type ActionId = (typeof actions)[number]['id']
/** What menus, shortcuts and the command palette know of an action of the table. */
export type ActionData = ActionRow<ActionId>
/** The ids of all actions. */
export const actionIdSchema = z.enum(actions.map(({ id }) => id))

/** The row of each action. */
export const actionOf = Object.fromEntries(actions.map((action) => [action.id, action])) as Readonly<
  // Built from the rows, so every id is a key.
  Record<ActionId, ActionData>
>

/** Whether a shortcut types or edits text in a text field, and so must not be taken from one that has the focus. */
export const isTypingKey = (accelerator: string): boolean =>
  !/^(CmdOrCtrl|Alt)\+/.test(accelerator) || ['CmdOrCtrl+A', 'CmdOrCtrl+Z'].includes(accelerator)
