import { z } from 'zod'
import { type ActionRow, cardMenuParts, type FocusRegion } from './action-row.ts'
import { type MainModalityLabel, modalities } from './modalities.ts'

const inLists: readonly FocusRegion[] = ['list', 'preview']
const onVideo: readonly FocusRegion[] = ['player', 'scenes']
const atScenes: readonly FocusRegion[] = ['list', 'scenes', 'player', 'preview']
const whereItPlays: readonly FocusRegion[] = ['player', 'scenes', 'preview']

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
  {
    id: 'video.open',
    label: 'Open',
    group: 'file',
    accelerators: ['Enter'],
    scope: 'list',
    keysIn: [...inLists, 'scenes'],
    card: { part: 'open' },
  },
  {
    id: 'list.preview',
    label: 'Preview',
    group: 'file',
    accelerators: ['Space'],
    scope: 'list',
    keysIn: inLists,
    card: { part: 'open' },
  },
  {
    id: 'video.rename',
    label: 'Rename…',
    group: 'file',
    accelerators: ['F2'],
    scope: 'list',
    keysIn: ['list'],
    card: { part: 'file' },
  },
  {
    id: 'video.reveal',
    label: 'Show in Folder',
    group: 'file',
    accelerators: ['CmdOrCtrl+Shift+R'],
    scope: 'everywhere',
    card: { part: 'file' },
    desktopOnly: true,
  },
  {
    id: 'video.locate',
    label: 'Locate…',
    group: 'file',
    accelerators: [],
    scope: 'everywhere',
    card: { part: 'file' },
  },
  { id: 'video.setPoster', label: 'Set as Poster', group: 'file', accelerators: [], scope: 'everywhere' },
  {
    id: 'video.automaticPoster',
    label: 'Choose Poster Automatically',
    group: 'file',
    accelerators: [],
    scope: 'everywhere',
  },
  {
    id: 'video.remove',
    label: 'Remove from Library',
    group: 'file',
    accelerators: ['Delete', 'Backspace'],
    scope: 'everywhere',
    keysIn: ['list'],
    card: { part: 'remove', many: 'Remove {count} Videos', danger: true },
  },
  {
    id: 'video.undoRemove',
    label: 'Undo Remove',
    group: 'edit',
    accelerators: ['CmdOrCtrl+Z'],
    scope: 'everywhere',
  },
  {
    id: 'list.selectAll',
    label: 'Select All',
    group: 'edit',
    accelerators: ['CmdOrCtrl+A'],
    scope: 'list',
  },
  {
    id: 'edit.copyTimecode',
    label: 'Copy Timecode',
    group: 'edit',
    accelerators: ['Shift+C'],
    scope: 'video',
    keysIn: ['player'],
  },
  {
    id: 'video.copyPath',
    label: 'Copy Path',
    group: 'edit',
    accelerators: [],
    scope: 'list',
    card: { part: 'copy', many: 'Copy {count} Paths' },
  },
  {
    id: 'scene.copyWords',
    label: 'Copy Words',
    group: 'edit',
    accelerators: [],
    scope: 'list',
    card: { part: 'copy', many: 'Copy Words of {count} Scenes' },
  },
  { id: 'search.focus', label: 'Search', group: 'edit', accelerators: ['CmdOrCtrl+K', '/'], scope: 'everywhere' },
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
  {
    id: 'search.similar',
    label: 'Similar Scenes',
    group: 'search',
    accelerators: ['S'],
    scope: 'everywhere',
    keysIn: atScenes,
    card: { part: 'search', many: 'Similar to These {count} Scenes' },
  },
  {
    id: 'search.moreLike',
    label: 'More Like This',
    group: 'search',
    accelerators: ['M'],
    scope: 'everywhere',
    keysIn: atScenes,
    card: { part: 'search', many: 'More Like These {count} Scenes' },
  },
  {
    id: 'search.lessLike',
    label: 'Less Like This',
    group: 'search',
    accelerators: ['Shift+M'],
    scope: 'everywhere',
    keysIn: atScenes,
    card: { part: 'search', many: 'Less Like These {count} Scenes' },
  },
  {
    id: 'search.why',
    label: 'Why This Scene',
    group: 'search',
    accelerators: ['W'],
    scope: 'list',
    keysIn: ['list'],
    card: { part: 'search' },
  },
  {
    id: 'search.copyTimecodes',
    label: 'Copy as Timecodes',
    group: 'search',
    accelerators: ['Shift+C'],
    scope: 'list',
    keysIn: ['list', 'scenes', 'preview'],
    card: { part: 'copy', many: 'Copy {count} Scenes as Timecodes' },
  },
  {
    id: 'search.copyCsv',
    label: 'Copy as CSV',
    group: 'search',
    accelerators: ['CmdOrCtrl+Shift+C'],
    scope: 'list',
    keysIn: ['list', 'scenes', 'preview'],
    card: { part: 'copy', many: 'Copy {count} Scenes as CSV' },
  },
  {
    id: 'search.copyAddress',
    label: 'Copy Address of This Search',
    group: 'search',
    accelerators: [],
    scope: 'list',
    card: { part: 'copy' },
  },
  { id: 'search.byFile', label: 'Search by Picture or Sound…', group: 'search', accelerators: [], scope: 'everywhere' },
  {
    id: 'search.byFrame',
    label: 'Search by This Frame',
    group: 'search',
    accelerators: ['Shift+S'],
    scope: 'video',
    keysIn: onVideo,
  },
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
  {
    id: 'player.playPause',
    label: 'Play or Pause',
    group: 'playback',
    accelerators: ['Space'],
    scope: 'video',
    keysIn: onVideo,
  },
  { id: 'player.pause', label: 'Pause', group: 'playback', accelerators: ['K'], scope: 'video', keysIn: whereItPlays },
  {
    id: 'player.shuttleBack',
    label: 'Play Backwards',
    group: 'playback',
    accelerators: ['J'],
    scope: 'video',
    keysIn: whereItPlays,
  },
  {
    id: 'player.shuttleForward',
    label: 'Play Faster',
    group: 'playback',
    accelerators: ['L'],
    scope: 'video',
    keysIn: whereItPlays,
  },
  {
    id: 'player.stepBack',
    label: 'One Frame Back',
    group: 'playback',
    accelerators: [',', 'Left'],
    scope: 'video',
    keysIn: whereItPlays,
  },
  {
    id: 'player.stepForward',
    label: 'One Frame Forward',
    group: 'playback',
    accelerators: ['.', 'Right'],
    scope: 'video',
    keysIn: whereItPlays,
  },
  {
    id: 'player.previousScene',
    label: 'Previous Scene',
    group: 'playback',
    accelerators: ['Up'],
    scope: 'video',
    keysIn: onVideo,
  },
  {
    id: 'player.nextScene',
    label: 'Next Scene',
    group: 'playback',
    accelerators: ['Down'],
    scope: 'video',
    keysIn: onVideo,
  },
  { id: 'player.markIn', label: 'Mark In', group: 'playback', accelerators: ['I'], scope: 'video', keysIn: onVideo },
  { id: 'player.markOut', label: 'Mark Out', group: 'playback', accelerators: ['O'], scope: 'video', keysIn: onVideo },
  {
    id: 'player.goToIn',
    label: 'Go to In',
    group: 'playback',
    accelerators: ['Shift+I'],
    scope: 'video',
    keysIn: onVideo,
  },
  {
    id: 'player.goToOut',
    label: 'Go to Out',
    group: 'playback',
    accelerators: ['Shift+O'],
    scope: 'video',
    keysIn: onVideo,
  },
  {
    id: 'player.playRange',
    label: 'Play In to Out',
    group: 'playback',
    accelerators: ['Shift+Space'],
    scope: 'video',
    keysIn: onVideo,
  },
  {
    id: 'player.loop',
    label: 'Loop In to Out',
    group: 'playback',
    accelerators: ['Shift+L'],
    scope: 'video',
    keysIn: onVideo,
    toggle: true,
  },
  {
    id: 'player.clearMarks',
    label: 'Clear In and Out',
    group: 'playback',
    accelerators: ['Shift+X'],
    scope: 'video',
    keysIn: onVideo,
  },
  {
    id: 'player.nextPeak',
    label: 'Next Match',
    group: 'playback',
    accelerators: ['N'],
    scope: 'video',
    keysIn: onVideo,
  },
  {
    id: 'player.previousPeak',
    label: 'Previous Match',
    group: 'playback',
    accelerators: ['Shift+N'],
    scope: 'video',
    keysIn: onVideo,
  },
  {
    id: 'player.fullScreen',
    label: 'Full Screen',
    group: 'playback',
    accelerators: ['F'],
    scope: 'video',
    keysIn: onVideo,
    toggle: true,
  },
  {
    id: 'timeline.zoomIn',
    label: 'Zoom In',
    group: 'timeline',
    accelerators: ['Plus'],
    scope: 'video',
    keysIn: onVideo,
  },
  {
    id: 'timeline.zoomOut',
    label: 'Zoom Out',
    group: 'timeline',
    accelerators: ['-'],
    scope: 'video',
    keysIn: onVideo,
  },
  {
    id: 'timeline.fit',
    label: 'Zoom to Fit',
    group: 'timeline',
    accelerators: ['Shift+Z'],
    scope: 'video',
    keysIn: onVideo,
  },
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
