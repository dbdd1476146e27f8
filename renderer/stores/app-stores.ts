import type { StateStorage } from 'zustand/middleware'
import type { StoreApi } from 'zustand/vanilla'
import type { DesktopBridge } from '../../electron/contract/desktop-bridge.ts'
import type { LibraryEvent } from '../../electron/contract/index.ts'
import type { Client } from '../client/client.ts'
import { followEvents } from '../client/event-stream.ts'
import { type ActionState, createActionStore } from './action-store.ts'
import { createDetailsStore, type DetailsState } from './details-store.ts'
import { createFilmStore, type FilmState } from './film-store.ts'
import { createImportStore, type ImportState } from './import-store.ts'
import { createJobStore, type JobState } from './job-store.ts'
import { createLibraryStore, type LibraryState } from './library-store.ts'
import { createModelStore, type ModelState } from './model-store.ts'
import { createPreferencesStore, type PreferencesState } from './preferences-store.ts'
import { createProxyStore, type ProxyState } from './proxy-store.ts'
import { createExamplesStore, type ExamplesState } from './search/examples-store.ts'
import { createHeatStore, type HeatState } from './search/heat-store.ts'
import { createKeptSearchesStore, type KeptSearchesState } from './search/kept-searches-store.ts'
import { emptyQuery } from './search/search-query.ts'
import { createSearchStatusStore, type SearchStatusState } from './search/search-status-store.ts'
import { createSearchStore, type SearchState } from './search/search-store.ts'
import { createSelectionStore, type SelectionState } from './selection-store.ts'
import { createSettingsStore, type SettingsState } from './settings-store.ts'
import { createStatusStore, type StatusState } from './status-store.ts'
import { createToastStore, type ToastState } from './toast-store.ts'
import { createWindowStore, type WindowState } from './window-store.ts'

/** What the stores are made from. */
export interface AppDependencies {
  readonly client: Client
  readonly desktop: DesktopBridge | null
  readonly storage: StateStorage
}

/** State of each store by its name. */
export interface AppStates {
  readonly actions: ActionState
  readonly toasts: ToastState
  readonly preferences: PreferencesState
  readonly window: WindowState
  readonly library: LibraryState
  readonly selection: SelectionState
  readonly status: StatusState
  readonly jobs: JobState
  readonly search: SearchState
  readonly searchStatus: SearchStatusState
  readonly keptSearches: KeptSearchesState
  readonly examples: ExamplesState
  readonly heat: HeatState
  readonly details: DetailsState
  readonly proxies: ProxyState
  readonly films: FilmState
  readonly settings: SettingsState
  readonly imports: ImportState
  readonly models: ModelState
}
/** Every store of the window. */
export type StoreTable = { readonly [Name in keyof AppStates]: StoreApi<AppStates[Name]> }
/** Every store of the window, with the client and the desktop bridge they work with. */
export type AppStores = StoreTable & {
  readonly client: Client
  readonly desktop: DesktopBridge | null
}

/** Makes every store of the window, wired to one client. */
export const createAppStores = ({ client, desktop, storage }: AppDependencies): AppStores => {
  const toasts = createToastStore()
  const preferences = createPreferencesStore(storage)
  const window = createWindowStore()
  const { sort, order } = preferences.getState()
  const jobs = createJobStore(client, toasts.getState)
  const details = createDetailsStore(client)
  const searchStatus = createSearchStatusStore(client)
  const { whenKnown } = searchStatus.getState()
  const search = createSearchStore(client, { whenKnown })
  const heat = createHeatStore(client, { query: () => search.getState().query, whenKnown })
  // Sliders stay where they were left; the rest of a search is in the address.
  search.setState({ query: { ...emptyQuery, weights: preferences.getState().weights } })
  search.subscribe((state, before) => {
    if (state.query === before.query) return
    heat.getState().changed()
    if (state.query.weights !== before.query.weights) preferences.getState().change({ weights: state.query.weights })
  })
  const library = createLibraryStore(client, toasts.getState, { sort, order, name: '' })
  return {
    client,
    desktop,
    toasts,
    preferences,
    window,
    library,
    actions: createActionStore(),
    selection: createSelectionStore(),
    status: createStatusStore(client),
    jobs,
    search,
    searchStatus,
    heat,
    keptSearches: createKeptSearchesStore(client, toasts.getState),
    examples: createExamplesStore(client, toasts.getState),
    details,
    films: createFilmStore(client, { toasts: toasts.getState, details: details.getState, jobs: jobs.getState }),
    proxies: createProxyStore(client),
    settings: createSettingsStore(client, toasts.getState),
    models: createModelStore(client),
    imports: createImportStore({
      client,
      desktop,
      toasts: toasts.getState,
      showProblems: () => window.getState().open({ kind: 'problems' }),
    }),
  }
}
/** Lets one event of the core change the stores. */
export const applyEvent = (stores: AppStores, event: LibraryEvent): void => {
  if (event.type === 'snapshot') {
    stores.status.getState().setStats(event.stats)
    stores.jobs.getState().replaceAll(event.jobs)
    stores.models.getState().replace(event.models, event.runtime)
    // Changes may have been missed while the stream was down.
    stores.library.getState().reload()
    stores.details.getState().invalidate([...stores.details.getState().entries.keys()])
    stores.films.getState().refresh([...stores.films.getState().films.keys()])
    stores.searchStatus.getState().reload()
    stores.search.getState().refresh()
    return
  }
  if (event.stats !== undefined) stores.status.getState().setStats(event.stats)
  if (event.jobs !== undefined) stores.jobs.getState().upsert(event.jobs)
  if (event.videos !== undefined) stores.library.getState().upsert(event.videos)
  if (event.removedVideoIds !== undefined) {
    stores.library.getState().drop(event.removedVideoIds)
    stores.jobs.getState().forgetVideos(event.removedVideoIds)
    stores.selection.getState().forget('library', new Set(event.removedVideoIds))
  }
  if (event.models !== undefined) {
    stores.models.getState().upsert(event.models)
    stores.searchStatus.getState().reload()
  }
  if (event.runtime !== undefined) stores.models.getState().setRuntime(event.runtime)
  if (event.spacesChanged !== undefined) {
    stores.models.getState().spacesChanged()
    stores.searchStatus.getState().reload()
    stores.heat.getState().changed()
  }
  if (event.scenesChanged !== undefined) {
    stores.details.getState().invalidate(event.scenesChanged)
    stores.films.getState().refresh(event.scenesChanged)
    stores.search.getState().refresh()
  }
}

/** Connects the stores to the core until the signal aborts. */
export const connectStores = (stores: AppStores, signal: AbortSignal): void => {
  void followEvents({
    fetch: stores.client.fetch,
    signal,
    onState: (state) => stores.status.getState().setConnection(state),
    onEvent: (event) => applyEvent(stores, event),
  })
  void stores.settings.getState().load(signal)
}
