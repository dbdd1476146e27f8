import type { QueryClient } from '@tanstack/react-query'
import type { Mark, MarkChange, MarkTarget } from '../../electron/contract/index.ts'
import type { Client } from '../client/client.ts'
import { queryKeys } from '../queries/query-keys.ts'
import type { HistoryActions } from './history-actions.ts'
import { showFailure, type ToastState } from './toast-store.ts'

/** What is said of videos, scenes and ranges. */
export interface MarkActions {
  /** Changes all of them; `message` tells it with a way back. True when it was done. */
  readonly put: (targets: readonly MarkTarget[], change: MarkChange, message: string) => Promise<boolean>
}

/** Makes the actions on marks. What shows them follows by the events of the core. */
export const createMarkActions = (
  client: Client,
  cache: QueryClient,
  toasts: () => ToastState,
  history: Pick<HistoryActions, 'noted'>,
  /** Shows at once what was said, where it is known to no query. */
  show: (marks: readonly Mark[]) => void,
): MarkActions => ({
  put: async (targets, change, message) => {
    const body = { targets: [...targets], ...change }
    const answer = await client.call('putMarks', { body }, AbortSignal.timeout(60_000))
    if (!answer.ok) {
      showFailure(toasts(), answer.error)
      return false
    }
    void cache.invalidateQueries({ queryKey: queryKeys.tags })
    show(answer.value.items)
    history.noted(message, 'marks')
    return true
  },
})
