import { z } from 'zod'

/** Every action a person can start from a menu, a key or the command palette. */
export const actionIdSchema = z.enum([
  'import.files',
  'import.folder',
  'import.paths',
  'import.problems',
  'models.import',
  'video.remove',
  'video.undoRemove',
  'video.reveal',
  'video.open',
  'video.rename',
  'list.preview',
  'list.selectAll',
  'edit.copyTimecode',
  'search.focus',
  'search.similar',
  'search.moreLike',
  'search.lessLike',
  'search.why',
  'search.exactWords',
  'search.byFile',
  'search.byFrame',
  'search.save',
  'search.saved',
  'search.copyTimecodes',
  'search.copyCsv',
  'weights.balanced',
  'weights.picture',
  'weights.sound',
  'weights.words',
  'palette.open',
  'go.library',
  'go.search',
  'go.activity',
  'go.models',
  'go.settings',
  'view.toggleActivity',
  'view.toggleDetails',
  'view.theme',
  'player.playPause',
  'player.pause',
  'player.shuttleBack',
  'player.shuttleForward',
  'player.stepBack',
  'player.stepForward',
  'player.previousScene',
  'player.nextScene',
  'player.markIn',
  'player.markOut',
  'player.nextPeak',
  'player.previousPeak',
  'timeline.zoomIn',
  'timeline.zoomOut',
  'timeline.fit',
  'help.keyboard',
])
export type ActionId = z.infer<typeof actionIdSchema>

/** Menus of the desktop app and groups of the command palette and the keyboard sheet, in this order. */
export const actionGroups = ['file', 'edit', 'view', 'go', 'search', 'playback', 'timeline', 'help'] as const
export type ActionGroup = (typeof actionGroups)[number]

/** What menus, shortcuts and the command palette know of an action; the renderer adds what it does. */
export interface ActionData {
  readonly id: ActionId
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
}

/** The registry's data. Order is the order in menus. */
export const actions: readonly ActionData[] = [
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
  },
  {
    id: 'view.toggleDetails',
    label: 'Details Panel',
    group: 'view',
    accelerators: ['CmdOrCtrl+I'],
    scope: 'everywhere',
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
  { id: 'search.exactWords', label: 'Exact Words', group: 'search', accelerators: [], scope: 'everywhere' },
  {
    id: 'search.save',
    label: 'Save This Search…',
    group: 'search',
    accelerators: ['CmdOrCtrl+S'],
    scope: 'everywhere',
  },
  { id: 'search.saved', label: 'Saved Searches…', group: 'search', accelerators: [], scope: 'everywhere' },
  { id: 'weights.balanced', label: 'Weights: Balanced', group: 'search', accelerators: [], scope: 'everywhere' },
  { id: 'weights.picture', label: 'Weights: Picture Only', group: 'search', accelerators: [], scope: 'everywhere' },
  { id: 'weights.sound', label: 'Weights: Sound Only', group: 'search', accelerators: [], scope: 'everywhere' },
  { id: 'weights.words', label: 'Weights: Words Only', group: 'search', accelerators: [], scope: 'everywhere' },
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
]

/** Whether a shortcut types or edits text in a text field, and so must not be taken from one that has the focus. */
export const isTypingKey = (accelerator: string): boolean =>
  !/^(CmdOrCtrl|Alt)\+/.test(accelerator) || ['CmdOrCtrl+A', 'CmdOrCtrl+Z'].includes(accelerator)
