import { createStore } from 'zustand/vanilla'
import type { SearchStatus } from '../../../electron/contract/index.ts'
import type { Client } from '../../client/client.ts'
import type { HeatScene } from './heat-peaks.ts'
import { listsByFilter, type SearchQuery } from './search-query.ts'
import { ingredientsBody, requestOf } from './search-request.ts'

/** How well the scenes of the film on show answer the current query. */
export interface HeatState {
  readonly videoId: string | null
  /** In order of time; empty without a query. */
  readonly scenes: readonly HeatScene[]
  /** Whether `scenes` are an answer; false until the first for this film is there. */
  readonly isRead: boolean
  /** Keeps the heat of a film equal to the query until the answer is called. */
  readonly follow: (videoId: string) => () => void
  /** The query changed, or what it is compared with. */
  readonly changed: () => void
}

const answerWithinMs = 30_000

const inOrderOfTime = (scenes: readonly HeatScene[]): readonly HeatScene[] =>
  scenes.toSorted((one, other) => one.startMs - other.startMs)

/** Makes the heat store. */
export const createHeatStore = (
  client: Client,
  search: {
    readonly query: () => SearchQuery
    readonly whenKnown: (signal: AbortSignal) => Promise<SearchStatus | null>
  },
) =>
  createStore<HeatState>()((set, get) => {
    let isReading = false
    let again = false

    const readOnce = async (videoId: string): Promise<readonly HeatScene[]> => {
      const signal = AbortSignal.timeout(answerWithinMs)
      const status = await search.whenKnown(signal)
      const query = search.query()
      // Where only a filter lists scenes, none answers better than another.
      if (listsByFilter(query)) return []
      const request = requestOf(query, status)
      if (request.kind === 'nothing' || request.kind === 'muted' || request.kind === 'videos') return []
      if (request.kind === 'captions') {
        const body = { ...request.body, videoIds: [videoId], limit: 500 }
        const answer = await client.call('searchCaptions', { body }, signal)
        if (!answer.ok) return []
        return inOrderOfTime(
          answer.value.items.map(({ caption: { startMs, endMs } }) => ({ startMs, endMs, score: 1, relevant: true })),
        )
      }
      const answer = await client.call('searchHeat', { body: { ...ingredientsBody(query), videoId } }, signal)
      return answer.ok ? inOrderOfTime(answer.value.scenes.map((scene) => ({ ...scene, ...scene.said }))) : []
    }
    /** One request at a time; what changed meanwhile is asked for after it. */
    const read = async (): Promise<void> => {
      if (isReading) {
        again = true
        return
      }
      isReading = true
      try {
        do {
          again = false
          const { videoId } = get()
          if (videoId === null) return
          const scenes = await readOnce(videoId)
          if (get().videoId === videoId) set({ scenes, isRead: true })
        } while (again)
      } finally {
        isReading = false
      }
    }
    return {
      videoId: null,
      scenes: [],
      isRead: false,
      follow: (videoId) => {
        set({ videoId, scenes: [], isRead: false })
        void read()
        return () => {
          if (get().videoId === videoId) set({ videoId: null, scenes: [], isRead: false })
        }
      },
      changed: () => {
        if (get().videoId !== null) void read()
      },
    }
  })
