import { createStore } from 'zustand/vanilla'
import type { SearchStatus } from '../../../electron/contract/index.ts'
import type { Client } from '../../client/client.ts'

/** What each modality can answer now. */
export interface SearchStatusState {
  /** Null until it was read, or when it cannot be. */
  readonly status: SearchStatus | null
  /** Reads it again, soon; several calls in a row are one reading. */
  readonly reload: () => void
  /** The status, read first if it never was; null when the core does not tell. */
  readonly whenKnown: (signal: AbortSignal) => Promise<SearchStatus | null>
  /** A person is about to search: models that sleep are woken, at most once in a while. */
  readonly prepare: () => void
}

const answerWithinMs = 15_000
/** While something loads or is being built, it is asked for again this often. */
const againMs = 1500
/** Vectors come in batches many times a second while an import runs. */
const gatherMs = 700
const prepareEveryMs = 60_000

const isUnderWay = (status: SearchStatus): boolean =>
  status.index.state === 'building' || status.modalities.some(({ state }) => state === 'loading')

/** Makes the store of the search status. */
export const createSearchStatusStore = (client: Client) => {
  let reading: Promise<SearchStatus | null> | null = null
  let waits = false
  let known = false
  let preparedAtMs = Number.NEGATIVE_INFINITY

  return createStore<SearchStatusState>()((set, get) => {
    const later = (ms: number): void => {
      if (waits) return
      waits = true
      setTimeout(() => {
        waits = false
        void read()
      }, ms)
    }
    const put = (status: SearchStatus): void => {
      set({ status })
      if (isUnderWay(status)) later(againMs)
    }
    const read = (): Promise<SearchStatus | null> => {
      reading ??= (async () => {
        const answer = await client.call('searchStatus', {}, AbortSignal.timeout(answerWithinMs))
        reading = null
        known = true
        if (answer.ok) put(answer.value)
        return get().status
      })()
      return reading
    }
    return {
      status: null,
      reload: () => later(gatherMs),
      whenKnown: (signal) => (known || signal.aborted ? Promise.resolve(get().status) : read()),
      prepare: () => {
        const now = performance.now()
        const sleeps = get().status?.modalities.some(({ state }) => state === 'sleeping') === true
        if (!sleeps || now - preparedAtMs < prepareEveryMs) return
        preparedAtMs = now
        void (async () => {
          const answer = await client.call('prepareSearch', {}, AbortSignal.timeout(answerWithinMs))
          if (answer.ok) put(answer.value)
        })()
      },
    }
  })
}
