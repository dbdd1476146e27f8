import type { QueryClient } from '@tanstack/react-query'
import type { Client } from '../client/client.ts'
import { putJobs } from '../queries/job-queries.ts'
import { showFailure, type ToastState } from './toast-store.ts'

/** What can be asked of a job; a refusal is told in a notice. */
export interface JobActions {
  readonly retry: (id: string) => Promise<void>
  readonly cancel: (id: string) => Promise<void>
}

/** Makes the actions on jobs. */
export const createJobActions = (client: Client, cache: QueryClient, toasts: () => ToastState): JobActions => {
  const ask = async (name: 'retryJob' | 'cancelJob', id: string): Promise<void> => {
    const answer = await client.call(name, { params: { id } }, AbortSignal.timeout(15_000))
    if (answer.ok) {
      putJobs(cache, [answer.value])
      return
    }
    showFailure(toasts(), answer.error)
  }
  return { retry: (id) => ask('retryJob', id), cancel: (id) => ask('cancelJob', id) }
}
