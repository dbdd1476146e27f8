import type { QueryClient } from '@tanstack/react-query'
import type { CreateWatchFolderInput, PatchWatchFolder, WatchFolder } from '../../electron/contract/index.ts'
import type { Client } from '../client/client.ts'
import { describeClientError } from '../client/client-error.ts'
import { queryKeys } from '../queries/query-keys.ts'
import { showFailure, type ToastState } from './toast-store.ts'

/** What can be done with watched folders. */
export interface WatchFolderActions {
  /** Null when the folder is watched; else why not. */
  readonly create: (input: CreateWatchFolderInput) => Promise<string | null>
  readonly change: (id: string, patch: PatchWatchFolder) => Promise<void>
  /** Watches a folder no longer; the notice takes it back. */
  readonly remove: (folder: WatchFolder) => Promise<void>
}

const answerWithinMs = 30_000

/** Makes the actions on watched folders. */
export const createWatchFolderActions = (
  client: Client,
  cache: QueryClient,
  toasts: () => ToastState,
): WatchFolderActions => {
  const limit = (): AbortSignal => AbortSignal.timeout(answerWithinMs)
  const listAgain = (): Promise<void> => cache.invalidateQueries({ queryKey: queryKeys.watchFolders })
  const create: WatchFolderActions['create'] = async (body) => {
    const answer = await client.call('createWatchFolder', { body }, limit())
    await listAgain()
    if (answer.ok) return null
    const { message, remedy } = describeClientError(answer.error)
    return `${message} ${remedy}`.trim()
  }
  return {
    create,
    change: async (id, body) => {
      const answer = await client.call('patchWatchFolder', { params: { id }, body }, limit())
      if (!answer.ok) showFailure(toasts(), answer.error)
      await listAgain()
    },
    remove: async ({ id, path, recursive, include, exclude, enabled, whenReplaced }) => {
      const answer = await client.call('deleteWatchFolder', { params: { id } }, limit())
      if (answer.ok)
        toasts().show({
          message: 'The folder is not watched any more. Its videos stay.',
          action: {
            label: 'Undo',
            run: () => void create({ path, recursive, include, exclude, enabled, whenReplaced }),
          },
        })
      else showFailure(toasts(), answer.error)
      await listAgain()
    },
  }
}
