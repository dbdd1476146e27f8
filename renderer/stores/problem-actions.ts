import type { QueryClient } from '@tanstack/react-query'
import type { NeedsYou } from '../../electron/contract/index.ts'
import type { Client } from '../client/client.ts'
import { queryKeys } from '../queries/query-keys.ts'
import { showFailure, type ToastState } from './toast-store.ts'

/** What can be done about what needs a person, wherever it is shown; a refusal is told in a notice. */
export interface ProblemActions {
  /** Dismisses them: badge, row and, where there is nothing to show of a video, its card go. */
  readonly dismiss: (ids: readonly string[]) => Promise<void>
  readonly dismissAll: () => Promise<void>
  /** Says what it means that another film took the place of one. */
  readonly answerReplaced: (id: string, use: 'renew' | 'apart') => Promise<void>
  /** Runs everything of a video again that can be. */
  readonly retry: (problem: Extract<NeedsYou, { readonly kind: 'video' }>) => Promise<void>
}

const answerWithinMs = 60_000
const atOnce = 500

/** Makes the actions on what needs a person. */
export const createProblemActions = (parts: {
  readonly client: Client
  readonly cache: QueryClient
  readonly toasts: () => ToastState
  readonly retryJob: (id: string) => Promise<void>
  readonly reloadLibrary: () => void
}): ProblemActions => {
  const { client, cache, toasts } = parts
  const within = (): AbortSignal => AbortSignal.timeout(answerWithinMs)

  const bringBack = async (videoIds: readonly string[]): Promise<void> => {
    for (const id of videoIds) {
      const answer = await client.call('patchVideo', { params: { id }, body: { removed: false } }, within())
      if (!answer.ok) showFailure(toasts(), answer.error)
    }
    parts.reloadLibrary()
    await cache.invalidateQueries({ queryKey: queryKeys.problems })
  }

  const tellRemoved = (videoIds: readonly string[]): void => {
    if (videoIds.length === 0) return
    const count = videoIds.length
    toasts().show({
      message: `Removed ${count === 1 ? '1 video' : `${count.toLocaleString()} videos`} that could not be read`,
      detail: 'The files themselves were not touched.',
      action: { label: 'Undo', run: () => void bringBack(videoIds) },
    })
  }

  /** Answers the videos that were removed; null when it was refused. */
  const dismissSome = async (ids: readonly string[]): Promise<readonly string[] | null> => {
    const answer = await client.call('dismissProblems', { body: { ids: [...ids] } }, within())
    if (answer.ok) return answer.value.removedVideoIds
    showFailure(toasts(), answer.error)
    return null
  }

  return {
    dismiss: async (ids) => {
      const removed = (await dismissSome(ids)) ?? []
      await cache.invalidateQueries({ queryKey: queryKeys.problems })
      tellRemoved(removed)
    },
    dismissAll: async () => {
      const removed: string[] = []
      for (;;) {
        const page = await client.call('listProblems', { query: { limit: atOnce } }, within())
        if (!page.ok) {
          showFailure(toasts(), page.error)
          break
        }
        const ids = page.value.items.map(({ id }) => id)
        const gone = ids.length === 0 ? null : await dismissSome(ids)
        if (gone === null) break
        removed.push(...gone)
        if (page.value.nextCursor === null) break
      }
      await cache.invalidateQueries({ queryKey: queryKeys.problems })
      tellRemoved(removed)
    },
    answerReplaced: async (id, use) => {
      const answer = await client.call('answerReplaced', { params: { id }, body: { use } }, within())
      if (!answer.ok) showFailure(toasts(), answer.error)
      parts.reloadLibrary()
      await cache.invalidateQueries({ queryKey: queryKeys.problems })
    },
    retry: async ({ jobIds }) => {
      for (const id of jobIds) await parts.retryJob(id)
      await cache.invalidateQueries({ queryKey: queryKeys.problems })
    },
  }
}
