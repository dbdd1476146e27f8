import { createStore } from 'zustand/vanilla'
import { awaitProxy } from '../client/await-proxy.ts'
import type { Client } from '../client/client.ts'
import type { ClientError } from '../client/client-error.ts'

/** How far the playable copy of a video is. */
export type ProxyEntry =
  | { readonly status: 'making'; readonly progress: number }
  | { readonly status: 'ready' }
  | { readonly status: 'failed'; readonly error: ClientError }

/** Copies made for videos that a browser cannot play as they are. */
export interface ProxyState {
  /** By the address of the copy: another sound track makes another copy. */
  readonly entries: ReadonlyMap<string, ProxyEntry>
  /** Asks for the copy and follows its making; asking again while it is made, or once it is there, does nothing. */
  readonly want: (proxyUrl: string) => void
}

/** Makes the proxy store. */
export const createProxyStore = (client: Client) =>
  createStore<ProxyState>()((set, get) => {
    const put = (proxyUrl: string, entry: ProxyEntry): void =>
      set((state) => ({ entries: new Map(state.entries).set(proxyUrl, entry) }))
    return {
      entries: new Map(),
      want: (proxyUrl) => {
        const known = get().entries.get(proxyUrl)
        if (known !== undefined && known.status !== 'failed') return
        put(proxyUrl, { status: 'making', progress: 0 })
        void awaitProxy(
          client,
          proxyUrl,
          (progress) => put(proxyUrl, { status: 'making', progress }),
          AbortSignal.timeout(6 * 3_600_000),
        ).then((answer) => put(proxyUrl, answer.ok ? { status: 'ready' } : { status: 'failed', error: answer.error }))
      },
    }
  })
