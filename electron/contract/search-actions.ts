import { type ActionRow, actionTable, type FocusRegion } from './action-row.ts'
import { type MainModalityLabel, modalities } from './modalities.ts'

const onVideo: readonly FocusRegion[] = ['player', 'scenes']
const atScenes: readonly FocusRegion[] = ['list', 'scenes', 'player', 'preview']

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

/** What makes, changes and keeps a search. */
export const searchActions = actionTable([
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
    id: 'search.unfold',
    label: 'Show or Fold Duplicates',
    group: 'search',
    accelerators: ['D'],
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
  { id: 'search.then', label: 'Then …', group: 'search', accelerators: [], scope: 'everywhere' },
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
    id: 'search.inFilm',
    label: 'Search Only in This Film',
    group: 'search',
    accelerators: [],
    scope: 'video',
    toggle: true,
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
])
