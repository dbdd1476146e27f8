import type { QueryClient } from '@tanstack/react-query'
import type { CreatedPanel, Panel } from '../../electron/contract/index.ts'
import type { Client } from '../client/client.ts'
import { describeClientError } from '../client/client-error.ts'
import { queryKeys } from '../queries/query-keys.ts'
import { showFailure, type ToastState } from './toast-store.ts'

/** What can be done with the pages of other programs that use the library. */
export interface PanelActions {
  /** The panel with its token, which nobody is told again; or why it was not let in. */
  readonly letIn: (origin: string) => Promise<CreatedPanel | string>
  readonly remove: (panel: Panel) => Promise<void>
}

const answerWithinMs = 30_000

/** Makes the actions on panels. */
export const createPanelActions = (client: Client, cache: QueryClient, toasts: () => ToastState): PanelActions => {
  const limit = (): AbortSignal => AbortSignal.timeout(answerWithinMs)
  const listAgain = (): Promise<void> => cache.invalidateQueries({ queryKey: queryKeys.panels })
  return {
    letIn: async (origin) => {
      const answer = await client.call('createPanel', { body: { origin } }, limit())
      await listAgain()
      if (answer.ok) return answer.value
      const { message, remedy } = describeClientError(answer.error)
      return `${message} ${remedy}`.trim()
    },
    remove: async ({ id, origin }) => {
      const answer = await client.call('deletePanel', { params: { id } }, limit())
      if (answer.ok) toasts().show({ message: `${origin} is not let in any more.` })
      else showFailure(toasts(), answer.error)
      await listAgain()
    },
  }
}
