import { createStore } from 'zustand/vanilla'
import type { FocusRegion } from '../../electron/contract/action-row.ts'
import type { ActionId } from '../../electron/contract/actions.ts'

interface Entry {
  readonly run: () => void
  readonly checked: boolean
  /** The part of the window that this is done for; without one it is done whatever has the focus. */
  readonly region?: FocusRegion
}

/** What each action does right now. Screens put their handlers in while they are on show. */
export interface ActionState {
  readonly entries: ReadonlyMap<ActionId, readonly Entry[]>
  /** The part of the window that has the focus, or had it before a menu or sheet was opened. */
  readonly region: FocusRegion | null
  readonly setRegion: (region: FocusRegion | null) => void
  /** Puts in a handler; the answer takes it out again. */
  readonly provide: (id: ActionId, entry: Entry) => () => void
  readonly isEnabled: (id: ActionId) => boolean
  /** Runs the action; false when nothing handles it now. */
  readonly run: (id: ActionId) => boolean
}

/** Of several handlers that of the part with the focus counts, then the newest one for any part. */
const entryFor = (entries: readonly Entry[], region: FocusRegion | null): Entry | undefined =>
  entries.findLast((entry) => entry.region !== undefined && entry.region === region) ??
  entries.findLast((entry) => entry.region === undefined) ??
  entries.at(-1)

/** Makes the action store. */
export const createActionStore = () =>
  createStore<ActionState>()((set, get) => {
    const put = (id: ActionId, change: (entries: readonly Entry[]) => readonly Entry[]): void =>
      set((state) => {
        const entries = new Map(state.entries)
        const next = change(entries.get(id) ?? [])
        if (next.length === 0) entries.delete(id)
        else entries.set(id, next)
        return { entries }
      })
    return {
      entries: new Map(),
      region: null,
      setRegion: (region) => {
        if (region !== get().region) set({ region })
      },
      provide: (id, entry) => {
        put(id, (entries) => [...entries, entry])
        return () => put(id, (entries) => entries.filter((other) => other !== entry))
      },
      isEnabled: (id) => get().entries.has(id),
      run: (id) => {
        const { entries, region } = get()
        const entry = entryFor(entries.get(id) ?? [], region)
        entry?.run()
        return entry !== undefined
      },
    }
  })
