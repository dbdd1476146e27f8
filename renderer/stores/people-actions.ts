import type { QueryClient } from '@tanstack/react-query'
import type { ForgottenPeople, PatchPeople, Person } from '../../electron/contract/index.ts'
import type { Client } from '../client/client.ts'
import { queryKeys } from '../queries/query-keys.ts'
import type { HistoryActions } from './history-actions.ts'
import { showFailure, type ToastState } from './toast-store.ts'

/** What can be done with people; a refusal is told in a notice. */
export interface PeopleActions {
  /** Answers the people that changed and are still there; null when it was refused. `message` tells what was done, with a way back. */
  readonly change: (change: PatchPeople, message: string) => Promise<readonly Person[] | null>
  /** Deletes all faces and names for good; null when it failed. */
  readonly forget: () => Promise<ForgottenPeople | null>
}

const answerWithinMs = 60_000
/** The files of the database and of its backups are written anew. */
const forgottenWithinMs = 15 * 60_000

/** Makes the actions on people. */
export const createPeopleActions = (
  client: Client,
  cache: QueryClient,
  toasts: () => ToastState,
  history: Pick<HistoryActions, 'noted'>,
): PeopleActions => {
  const readAgain = (): Promise<void> => cache.invalidateQueries({ queryKey: queryKeys.people })
  return {
    change: async (body, message) => {
      const answer = await client.call('patchPeople', { body }, AbortSignal.timeout(answerWithinMs))
      await readAgain()
      if (answer.ok) {
        history.noted(message)
        return answer.value.items
      }
      showFailure(toasts(), answer.error)
      return null
    },
    forget: async () => {
      const answer = await client.call('forgetPeople', {}, AbortSignal.timeout(forgottenWithinMs))
      await readAgain()
      void cache.invalidateQueries({ queryKey: queryKeys.settings })
      if (answer.ok) return answer.value
      showFailure(toasts(), answer.error)
      return null
    },
  }
}
