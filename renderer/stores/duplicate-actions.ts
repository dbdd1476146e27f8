import type { QueryClient } from '@tanstack/react-query'
import type { KeepCopies, TellApart } from '../../electron/contract/index.ts'
import type { Client } from '../client/client.ts'
import { queryKeys } from '../queries/query-keys.ts'
import type { HistoryActions } from './history-actions.ts'
import { showFailure, type ToastState } from './toast-store.ts'

/** What is decided about copies and takes. Each is told with a way back; true when it was done. */
export interface DuplicateActions {
  readonly keep: (input: KeepCopies) => Promise<boolean>
  readonly tellApart: (input: TellApart) => Promise<boolean>
  readonly takeBackNotAlike: (input: TellApart) => Promise<boolean>
}

const answerWithinMs = 60_000

/** Makes the decisions about copies. Cards that show marks follow by the events of the core. */
export const createDuplicateActions = (
  client: Client,
  cache: QueryClient,
  toasts: () => ToastState,
  history: Pick<HistoryActions, 'noted'>,
): DuplicateActions => {
  const readAgain = (): void => void cache.invalidateQueries({ queryKey: queryKeys.duplicates })
  return {
    keep: async (body) => {
      const answer = await client.call('keepCopies', { body }, AbortSignal.timeout(answerWithinMs))
      readAgain()
      if (!answer.ok) {
        showFailure(toasts(), answer.error)
        return false
      }
      const { keep, reject } = body
      history.noted(`${keep.length.toLocaleString()} picked, ${reject.length.toLocaleString()} rejected`)
      return true
    },
    tellApart: async (body) => {
      const answer = await client.call('tellApart', { body }, AbortSignal.timeout(answerWithinMs))
      readAgain()
      if (!answer.ok) {
        showFailure(toasts(), answer.error)
        return false
      }
      history.noted('Told apart: they will not be shown as alike again')
      return true
    },
    takeBackNotAlike: async (body) => {
      const answer = await client.call('takeBackNotAlike', { body }, AbortSignal.timeout(answerWithinMs))
      readAgain()
      if (!answer.ok) {
        showFailure(toasts(), answer.error)
        return false
      }
      history.noted('Taken back: they are compared like any other scenes')
      return true
    },
  }
}
