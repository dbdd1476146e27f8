import type {
  CreateSavedSearch,
  HistoryEntry,
  MarkSort,
  Page,
  PageQuery,
  PatchSavedSearch,
  SavedSearch,
  SearchFilter,
  SemanticSearch,
} from '../../contract/index.ts'

/** Finds the scenes that pass a filter. */
export interface SceneFilterStore {
  /** Grows whenever scenes, removals, tags or captions change what a filter leaves. */
  readonly revision: () => Promise<number>
  /** Numbers of the scenes that pass a filter, ascending; never those of removed videos. */
  readonly scenes: (filter: SearchFilter) => Promise<Float64Array>
  /** For each of some scenes, how it stands in an order by marks, its own or its video's; higher goes first. */
  readonly markRanks: (scenes: Float64Array, by: MarkSort) => Promise<Uint8Array>
  /** Grows whenever a video is removed or brought back. */
  readonly removalRevision: () => Promise<number>
  /** Scenes of removed videos, ascending: what is hidden without any filter. */
  readonly removedScenes: () => Promise<Float64Array>
}

/** Searches that a person keeps under a name, and the history of those that were made. */
export interface SavedSearchStore {
  /** Puts a search into the history, which keeps the newest 500; the same request again moves to the front. */
  readonly remember: (request: SemanticSearch, relevant: number, now: string) => Promise<void>
  /** Newest first. */
  readonly history: (page: PageQuery) => Promise<Page<HistoryEntry>>
  readonly clearHistory: () => Promise<void>
  /** By name. */
  readonly list: (page: PageQuery) => Promise<Page<SavedSearch>>
  readonly get: (id: string) => Promise<SavedSearch | null>
  /** Null when the name is taken. */
  readonly save: (input: CreateSavedSearch, now: string) => Promise<SavedSearch | null>
  readonly change: (id: string, patch: PatchSavedSearch, now: string) => Promise<SavedSearch | 'unknown' | 'taken'>
  readonly delete: (id: string) => Promise<boolean>
}
