import type { QueryClient } from '@tanstack/react-query'
import type { PatchSettings, Settings } from '../../electron/contract/index.ts'
import type { Client } from '../client/client.ts'
import { queryKeys } from '../queries/query-keys.ts'
import { showFailure, type ToastState } from './toast-store.ts'

/** What can be done with the settings of the library. */
export interface SettingsActions {
  /** Shows the change at once and takes it back, with a notice, when the core refuses it. */
  readonly patch: (patch: PatchSettings) => Promise<void>
}

/** Makes the actions on settings. */
export const createSettingsActions = (
  client: Client,
  cache: QueryClient,
  toasts: () => ToastState,
): SettingsActions => ({
  patch: async (patch) => {
    const before = cache.getQueryData<Settings>(queryKeys.settings)
    if (before !== undefined) {
      // A reading under way would bring the old value back.
      await cache.cancelQueries({ queryKey: queryKeys.settings })
      const { limits, ...rest } = patch
      cache.setQueryData(queryKeys.settings, {
        ...before,
        ...rest,
        limits: { ...before.limits, ...limits },
      } as Settings)
    }
    const answer = await client.call('patchSettings', { body: patch }, AbortSignal.timeout(15_000))
    if (answer.ok) {
      cache.setQueryData(queryKeys.settings, answer.value)
      return
    }
    if (before !== undefined) cache.setQueryData(queryKeys.settings, before)
    showFailure(toasts(), answer.error)
  },
})
