import type { ActionRow, FocusRegion } from './action-row.ts'

const inLists: readonly FocusRegion[] = ['list']

/** What is decided about copies and takes, on their page. */
export const duplicateActions: readonly ActionRow<'alike.keep' | 'alike.notAlike' | 'alike.play'>[] = [
  {
    id: 'alike.keep',
    label: 'Keep This, Reject the Others',
    group: 'mark',
    accelerators: ['K'],
    scope: 'list',
    keysIn: inLists,
  },
  { id: 'alike.notAlike', label: 'Not Alike', group: 'mark', accelerators: ['N'], scope: 'list', keysIn: inLists },
  {
    id: 'alike.play',
    label: 'Play Side by Side',
    group: 'playback',
    accelerators: ['L'],
    scope: 'list',
    keysIn: inLists,
  },
]
