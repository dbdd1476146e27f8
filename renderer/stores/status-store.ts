import { createStore } from 'zustand/vanilla'
import type { Stats } from '../../electron/contract/index.ts'
import type { ConnectionState } from '../client/event-stream.ts'

/** Whether the core is heard, and its newest counts. */
export interface StatusState {
  readonly connection: ConnectionState
  readonly stats: Stats | null
  readonly setConnection: (connection: ConnectionState) => void
  readonly setStats: (stats: Stats) => void
}

/** Makes the status store. */
export const createStatusStore = () =>
  createStore<StatusState>()((set) => ({
    connection: 'connecting',
    stats: null,
    setConnection: (connection) => set({ connection }),
    setStats: (stats) => set({ stats }),
  }))
