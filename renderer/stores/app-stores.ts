import type { QueryClient } from '@tanstack/react-query'
import type { StoreApi } from 'zustand/vanilla'
import type { DesktopBridge } from '../../electron/contract/desktop-bridge.ts'
import type { LibraryEvent, SavedPreferences } from '../../electron/contract/index.ts'
import type { Client } from '../client/client.ts'
import { followEvents } from '../client/event-stream.ts'
import { createQueryCache } from '../queries/core-query.ts'
import { createEventUpdates } from '../queries/event-updates.ts'
import { type ActionState, createActionStore } from './action-store.ts'
import { type AttentionTeller, createAttentionTeller } from './attention.ts'
import { type BinActions, createBinActions } from './bin-actions.ts'
import { createDragOut, type DragOutActions } from './drag-out.ts'
import { createDuplicateActions, type DuplicateActions } from './duplicate-actions.ts'
import { createHistoryActions, type HistoryActions } from './history-actions.ts'
import { createImportStore, type ImportState } from './import-store.ts'
import { createJobActions, type JobActions } from './job-actions.ts'
import { wholeLibrary } from './library-address.ts'
import { createLibraryStore, type LibraryState } from './library-store.ts'
import { createListImport, type ListImportActions } from './list-import.ts'
import { createMarkActions, type MarkActions } from './mark-actions.ts'
import { createMetadataActions, type MetadataActions } from './metadata-actions.ts'
import { createModelRequestsStore, type ModelRequestsState } from './model-requests-store.ts'
import { createPanelActions, type PanelActions } from './panel-actions.ts'
import { createPeopleActions, type PeopleActions } from './people-actions.ts'
import type { PreferenceStorage } from './preference-storage.ts'
import { createPreferencesStore, type PreferencesState } from './preferences-store.ts'
import { createProblemActions, type ProblemActions } from './problem-actions.ts'
import { createSceneEditActions, type SceneEditActions } from './scene-edit-actions.ts'
import { createHeatStore, type HeatState } from './search/heat-store.ts'
import { createQueryFileStore, type QueryFileState } from './search/query-file-store.ts'
import { questionKey } from './search/search-address.ts'
import { createSearchHistoryActions, type SearchHistoryActions } from './search/search-history-actions.ts'
import { emptyQuery } from './search/search-query.ts'
import { createSearchAbilities, type SearchAbilities } from './search/search-status.ts'
import { createSearchStore, type SearchState } from './search/search-store.ts'
import { createSelectionStore, type SelectionState } from './selection-store.ts'
import { createSettingsActions, type SettingsActions } from './settings-actions.ts'
import { createStatusStore, type StatusState } from './status-store.ts'
import { createToastStore, type ToastState } from './toast-store.ts'
import { createVideoActions, type VideoActions } from './video-actions.ts'
import { createVideoViewStore, type TabStorage, type VideoViewState } from './video-view-store.ts'
import { createWatchFolderActions, type WatchFolderActions } from './watch-folder-actions.ts'
import { createWindowStore, type PageWindowState } from './window-store.ts'

/** What the stores are made from. */
export interface AppDependencies {
  readonly client: Client
  readonly desktop: DesktopBridge | null
  readonly storage: PreferenceStorage
  /** What lasts as long as the tab, over its reloads. */
  readonly tab?: TabStorage
}

/** State of each store by its name. */
export interface AppStates {
  readonly actions: ActionState
  readonly toasts: ToastState
  readonly preferences: PreferencesState
  readonly window: PageWindowState
  readonly library: LibraryState
  readonly selection: SelectionState
  readonly status: StatusState
  readonly search: SearchState
  readonly queryFiles: QueryFileState
  readonly heat: HeatState
  readonly imports: ImportState
  readonly modelRequests: ModelRequestsState
  readonly videoViews: VideoViewState
}
/** Every store of the window. */
export type StoreTable = { readonly [Name in keyof AppStates]: StoreApi<AppStates[Name]> }
/** What can be done with what the core keeps; the answers go into the cache. */
export interface ServerActions {
  readonly settings: SettingsActions
  readonly jobs: JobActions
  readonly problems: ProblemActions
  readonly searchHistory: SearchHistoryActions
  readonly searchAbilities: SearchAbilities
  readonly videos: VideoActions
  readonly bins: BinActions
  readonly lists: ListImportActions
  readonly watchFolders: WatchFolderActions
  readonly panels: PanelActions
  readonly dragOut: DragOutActions
  readonly history: HistoryActions
  readonly sceneEdits: SceneEditActions
  readonly marks: MarkActions
  readonly metadata: MetadataActions
  readonly people: PeopleActions
  readonly duplicates: DuplicateActions
}

/** Every store of the window and the cache of what the core knows, with the client and the desktop bridge they work with. */
export type AppStores = StoreTable &
  ServerActions & {
    readonly client: Client
    readonly desktop: DesktopBridge | null
    readonly cache: QueryClient
    /** Tells the core what is on screen. */
    readonly attention: AttentionTeller
    /** Shows the preferences that another window changed. */
    readonly takePreferences: (saved: SavedPreferences) => void
    /** Brings the cache up to date with one event of the core. */
    readonly updateCache: (event: LibraryEvent) => void
  }

/** What is selected follows what is listed: a new search begins with nothing, an undone removal selects what came back. */
const followLists = (
  selection: StoreApi<SelectionState>,
  library: StoreApi<LibraryState>,
  search: StoreApi<SearchState>,
): void => {
  library.subscribe((state, before) => {
    if (state.order !== before.order) selection.getState().keepListed('library', state.order)
    if (state.restored !== before.restored) selection.getState().selectThese('library', state.order, state.restored)
  })
  let asked = questionKey(search.getState().query)
  search.subscribe(({ query, answered }, before) => {
    if (query !== before.query) {
      // When it is asked, not when it is answered: who selects while the answer is on its way keeps what they selected.
      const question = questionKey(query)
      if (question !== asked) selection.getState().reset('search')
      asked = question
    }
    if (answered === before.answered) return
    if (answered === null) selection.getState().reset('search')
    else {
      selection.getState().keepListed(
        'search',
        answered.results.map(({ id }) => id),
      )
    }
  })
}

/** Makes every store of the window, wired to one client. */
export const createAppStores = ({ client, desktop, storage, tab }: AppDependencies): AppStores => {
  const cache = createQueryCache()
  const toasts = createToastStore()
  const preferences = createPreferencesStore(storage)
  const windowStore = createWindowStore()
  const bins = createBinActions(client, cache, toasts.getState, preferences.getState)
  const { sort, order } = preferences.getState()
  const searchAbilities = createSearchAbilities(client, cache)
  const { whenKnown } = searchAbilities
  const search = createSearchStore(client, { whenKnown })
  const heat = createHeatStore(client, { query: () => search.getState().query, whenKnown })
  const kept = preferences.getState()
  // Sliders and switches stay where they were left; the rest of a search is in the address.
  search.setState({ query: { ...emptyQuery, weights: kept.weights, sources: kept.sources } })
  search.subscribe((state, before) => {
    if (state.query === before.query) return
    heat.getState().changed()
    if (state.query.weights !== before.query.weights) preferences.getState().change({ weights: state.query.weights })
    if (state.query.sources !== before.query.sources) {
      preferences.getState().change({ sources: [...state.query.sources] })
    }
  })
  const status = createStatusStore(client)
  const jobs = createJobActions(client, cache, toasts.getState)
  const library = createLibraryStore(client, toasts.getState, { sort, order, ...wholeLibrary }, cache)
  const history = createHistoryActions(client, toasts.getState)
  const selection = createSelectionStore()
  followLists(selection, library, search)
  return {
    client,
    desktop,
    cache,
    updateCache: createEventUpdates(cache),
    takePreferences: (saved) => {
      const fields = storage.takeOver?.(saved) ?? {}
      if (Object.keys(fields).length > 0) preferences.getState().change(fields)
      if (!('sort' in fields || 'order' in fields)) return
      const { sort, order } = preferences.getState()
      library.getState().setQuery({ ...library.getState().query, sort, order })
    },
    toasts,
    preferences,
    window: windowStore,
    library,
    actions: createActionStore(),
    selection,
    status,
    attention: createAttentionTeller(client, () => {
      const counts = status.getState().stats?.jobs
      return counts === undefined || counts.waiting + counts.running > 0
    }),
    jobs,
    problems: createProblemActions({
      client,
      cache,
      toasts: toasts.getState,
      retryJob: jobs.retry,
      reloadLibrary: () => library.getState().reload(),
    }),
    search,
    searchAbilities,
    heat,
    searchHistory: createSearchHistoryActions(client, cache, toasts.getState),
    queryFiles: createQueryFileStore(client, toasts.getState),
    videos: createVideoActions(client, cache, toasts.getState),
    people: createPeopleActions(client, cache, toasts.getState, history),
    duplicates: createDuplicateActions(client, cache, toasts.getState, history),
    bins,
    dragOut: createDragOut({
      desktop,
      exportFiles: bins.exportFiles,
      preferences: preferences.getState,
      toasts: toasts.getState,
    }),
    lists: createListImport(client, cache, preferences.getState, (results) =>
      windowStore.getState().open({ kind: 'imported-lists', results }),
    ),
    watchFolders: createWatchFolderActions(client, cache, toasts.getState),
    panels: createPanelActions(client, cache, toasts.getState),
    history,
    sceneEdits: createSceneEditActions(client, cache, toasts.getState, history),
    marks: createMarkActions(client, cache, toasts.getState, history, (marks) => search.getState().marked(marks)),
    metadata: createMetadataActions(client, toasts.getState),
    videoViews: createVideoViewStore(tab),
    settings: createSettingsActions(client, cache, toasts.getState),
    modelRequests: createModelRequestsStore(client, cache),
    imports: createImportStore({
      client,
      desktop,
      toasts: toasts.getState,
      showProblems: () => windowStore.getState().open({ kind: 'problems' }),
      askForVideo: (path) => windowStore.getState().open({ kind: 'attach-captions', path }),
    }),
  }
}

/** Lets one event of the core change the cache and the stores. */
export const applyEvent = (stores: AppStores, event: LibraryEvent): void => {
  stores.updateCache(event)
  if (event.preferences !== undefined) stores.takePreferences(event.preferences)
  if (event.stats !== undefined) stores.status.getState().setStats(event.stats)
  if (event.jobs !== undefined) stores.window.getState().jobsChanged(event.jobs)
  if (event.type === 'snapshot') {
    // Changes may have been missed while the stream was down.
    stores.library.getState().reload()
    stores.search.getState().refresh()
    return
  }
  if (event.videos !== undefined) stores.library.getState().upsert(event.videos)
  if (event.removedVideoIds !== undefined) {
    stores.library.getState().drop(event.removedVideoIds)
    stores.selection.getState().forget('library', new Set(event.removedVideoIds))
  }
  if (event.spacesChanged !== undefined) stores.heat.getState().changed()
  if (event.scenesChanged !== undefined || event.binsChanged !== undefined) stores.search.getState().refresh()
}

/** Connects the stores to the core until the signal aborts. */
export const connectStores = (stores: AppStores, signal: AbortSignal): void => {
  void followEvents({
    fetch: stores.client.fetch,
    signal,
    onState: (state) => stores.status.getState().setConnection(state),
    onEvent: (event) => applyEvent(stores, event),
  })
}
