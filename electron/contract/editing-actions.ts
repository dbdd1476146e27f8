import type { ActionRow, FocusRegion } from './action-row.ts'
import { type Label, labelColours } from './marks.ts'

const onVideo: readonly FocusRegion[] = ['player', 'scenes']
const atCards: readonly FocusRegion[] = ['list', 'scenes', 'player', 'preview']

/** Taking back and doing again. */
export const historyActions: readonly ActionRow<'edit.undo' | 'edit.redo'>[] = [
  { id: 'edit.undo', label: 'Undo', group: 'edit', accelerators: ['CmdOrCtrl+Z'], scope: 'everywhere' },
  { id: 'edit.redo', label: 'Redo', group: 'edit', accelerators: ['CmdOrCtrl+Shift+Z'], scope: 'everywhere' },
]

const ofScenes = <const Id extends string>(
  id: Id,
  label: string,
  accelerators: readonly string[],
  isOnCards = false,
): ActionRow<Id> => ({
  id,
  label,
  group: 'scene',
  accelerators,
  scope: 'video',
  keysIn: onVideo,
  ...(isOnCards ? { card: { part: 'scene' } } : {}),
})

type SceneActionId =
  `scene.${'split' | 'mergePrevious' | 'mergeNext' | 'boundaryBack' | 'boundaryForward' | 'boundaryBack10' | 'boundaryForward10' | 'dropShort' | 'reset'}`

/** What a person changes about the scenes of a video, on its page. The boundary is the one nearest to the playhead. */
export const sceneActions: readonly ActionRow<SceneActionId>[] = [
  ofScenes('scene.split', 'Split Scene at Playhead', ['CmdOrCtrl+B'], true),
  ofScenes('scene.mergePrevious', 'Merge with Previous Scene', ['Alt+Up'], true),
  ofScenes('scene.mergeNext', 'Merge with Next Scene', ['Alt+Down'], true),
  ofScenes('scene.boundaryBack', 'Move Boundary One Frame Back', ['Alt+Left']),
  ofScenes('scene.boundaryForward', 'Move Boundary One Frame Forward', ['Alt+Right']),
  ofScenes('scene.boundaryBack10', 'Move Boundary Ten Frames Back', ['Alt+Shift+Left']),
  ofScenes('scene.boundaryForward10', 'Move Boundary Ten Frames Forward', ['Alt+Shift+Right']),
  ofScenes('scene.dropShort', 'Drop Short Scenes…', []),
  ofScenes('scene.reset', 'Reset Scenes of Video', []),
]

const stars = [0, 1, 2, 3, 4, 5] as const

type MarkActionId =
  | `mark.rating${(typeof stars)[number]}`
  | `mark.${'pick' | 'reject' | 'unflag' | 'tag' | 'note' | 'noLabel'}`
  | `mark.label.${Label}`

const ofMarks = <const Id extends string>(id: Id, label: string, key: string | null, card = false): ActionRow<Id> => ({
  id,
  label,
  group: 'mark',
  accelerators: key === null ? [] : [key],
  scope: 'everywhere',
  keysIn: atCards,
  ...(card ? { card: { part: 'mark' } } : {}),
})

/** What is said of what is selected, of the scene on show, or of the frames between in and out. */
export const markActions: readonly ActionRow<MarkActionId>[] = [
  ...stars.map((count) =>
    ofMarks(`mark.rating${count}`, count === 0 ? 'No Stars' : count === 1 ? '1 Star' : `${count} Stars`, String(count)),
  ),
  ofMarks('mark.pick', 'Pick', 'P', true),
  ofMarks('mark.reject', 'Reject', 'X', true),
  ofMarks('mark.unflag', 'Neither Pick nor Reject', 'U'),
  ofMarks('mark.tag', 'Tags…', 'T', true),
  ofMarks('mark.note', 'Note…', 'Shift+N', true),
  ...labelColours.map((colour) =>
    ofMarks(`mark.label.${colour}`, `Label: ${colour.charAt(0).toUpperCase()}${colour.slice(1)}`, null),
  ),
  ofMarks('mark.noLabel', 'No Label', null),
]
