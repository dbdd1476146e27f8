import { createStore } from 'zustand/vanilla'
import type { Stats } from '../../electron/contract/index.ts'
import type { Client } from '../client/client.ts'
import type { ConnectionState } from '../client/event-stream.ts'

/** Whether the core is heard, and its newest counts. */
export interface StatusState {
  readonly connection: ConnectionState
  readonly stats: Stats | null
  readonly setConnection: (connection: ConnectionState) => void
  readonly setStats: (stats: Stats) => void
  /** Takes a notice off the list at once, and tells the core. */
  readonly dismissNotice: (id: string) => Promise<void>
}

/** Makes the status store. */
export const createStatusStore = (client: Client) =>
  createStore<StatusState>()((set) => ({
    connection: 'connecting',
    stats: null,
    setConnection: (connection) => set({ connection }),
    setStats: (stats) => set({ stats }),
    dismissNotice: async (id) => {
      set(({ stats }) => ({
        stats: stats === null ? null : { ...stats, notices: stats.notices.filter((notice) => notice.id !== id) },
      }))
      await client.call('dismissNotice', { params: { id } }, AbortSignal.timeout(15_000))
    },
  }))
