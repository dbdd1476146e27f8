import { createStore } from 'zustand/vanilla'
import type { ActionId } from '../../electron/contract/actions.ts'

interface Entry {
  readonly run: () => void
  readonly checked: boolean
}

/** What each action does right now. Screens put their handlers in while they are on show; the newest one counts. */
export interface ActionState {
  readonly entries: ReadonlyMap<ActionId, readonly Entry[]>
  /** Puts in a handler; the answer takes it out again. */
  readonly provide: (id: ActionId, entry: Entry) => () => void
  readonly isEnabled: (id: ActionId) => boolean
  /** Runs the action; false when nothing handles it now. */
  readonly run: (id: ActionId) => boolean
}

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
      provide: (id, entry) => {
        put(id, (entries) => [...entries, entry])
        return () => put(id, (entries) => entries.filter((other) => other !== entry))
      },
      isEnabled: (id) => get().entries.has(id),
      run: (id) => {
        const entry = get().entries.get(id)?.at(-1)
        entry?.run()
        return entry !== undefined
      },
    }
  })
