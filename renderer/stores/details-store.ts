import { createStore } from 'zustand/vanilla'
import type { VideoDetails } from '../../electron/contract/index.ts'
import type { Client } from '../client/client.ts'
import type { ClientError } from '../client/client-error.ts'

/** What is known of one video's details. */
export type DetailsEntry =
  | { readonly status: 'loading' }
  | { readonly status: 'ready'; readonly details: VideoDetails }
  | { readonly status: 'failed'; readonly error: ClientError }

/** Details of the videos looked at lately (filmstrip, stream address, streams, tracks). */
export interface DetailsState {
  readonly entries: ReadonlyMap<string, DetailsEntry>
  /** Reads a video's details unless they are there or on their way. */
  readonly want: (videoId: string) => void
  /** Reads them again, showing the old ones meanwhile. */
  readonly refresh: (videoId: string) => void
  /** Puts in details that another answer brought. */
  readonly put: (details: VideoDetails) => void
  /** Details changed on the core: those on show are read again, the others forgotten. */
  readonly invalidate: (videoIds: readonly string[]) => void
  /** Says that a component shows this video; call the answer when it no longer does. */
  readonly hold: (videoId: string) => () => void
}

const maxEntries = 64

/** Makes the details store, a small cache that forgets the least lately used. */
export const createDetailsStore = (client: Client) => {
  const held = new Map<string, number>()
  const stale = new Set<string>()
  const reading = new Set<string>()

  return createStore<DetailsState>()((set, get) => {
    const put = (id: string, entry: DetailsEntry): void => {
      const entries = new Map(get().entries)
      entries.delete(id)
      entries.set(id, entry)
      for (const key of entries.keys()) {
        if (entries.size <= maxEntries) break
        if (!held.has(key)) entries.delete(key)
      }
      set({ entries })
    }
    const read = async (id: string): Promise<void> => {
      if (reading.has(id)) {
        stale.add(id)
        return
      }
      reading.add(id)
      if (get().entries.get(id)?.status !== 'ready') put(id, { status: 'loading' })
      do {
        stale.delete(id)
        const answer = await client.call('getVideo', { params: { id } }, AbortSignal.timeout(30_000))
        if (answer.ok) put(id, { status: 'ready', details: answer.value })
        else if (get().entries.get(id)?.status !== 'ready') put(id, { status: 'failed', error: answer.error })
      } while (stale.has(id))
      reading.delete(id)
    }
    return {
      entries: new Map(),
      want: (id) => {
        if (!get().entries.has(id)) void read(id)
      },
      refresh: (id) => void read(id),
      put: (details) => put(details.id, { status: 'ready', details }),
      invalidate: (ids) => {
        const forgotten = ids.filter((id) => !held.has(id) && get().entries.has(id))
        if (forgotten.length > 0) {
          const entries = new Map(get().entries)
          for (const id of forgotten) entries.delete(id)
          set({ entries })
        }
        for (const id of ids) if (held.has(id)) void read(id)
      },
      hold: (id) => {
        held.set(id, (held.get(id) ?? 0) + 1)
        let released = false
        return () => {
          if (released) return
          released = true
          const left = (held.get(id) ?? 1) - 1
          if (left === 0) held.delete(id)
          else held.set(id, left)
        }
      },
    }
  })
}
