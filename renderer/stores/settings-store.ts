import { createStore } from 'zustand/vanilla'
import type { PatchSettings, Settings } from '../../electron/contract/index.ts'
import type { Client } from '../client/client.ts'
import { type ClientError, describeClientError } from '../client/client-error.ts'
import type { ToastState } from './toast-store.ts'

/** Settings of the library, kept by the core. */
export interface SettingsState {
  readonly settings: Settings | null
  readonly version: string | null
  readonly error: ClientError | null
  readonly load: (signal: AbortSignal) => Promise<void>
  readonly patch: (patch: PatchSettings) => Promise<void>
}

/** Makes the settings store. */
export const createSettingsStore = (client: Client, toasts: () => ToastState) =>
  createStore<SettingsState>()((set, get) => ({
    settings: null,
    version: null,
    error: null,
    load: async (signal) => {
      const [settings, health] = await Promise.all([
        client.call('getSettings', {}, signal),
        client.call('health', {}, signal),
      ])
      if (settings.ok) set({ settings: settings.value, error: null })
      else if (settings.error.kind !== 'aborted') set({ error: settings.error })
      if (health.ok) set({ version: health.value.version })
    },
    patch: async (patch) => {
      const before = get().settings
      if (before !== null) {
        const { limits, ...rest } = patch
        set({ settings: { ...before, ...rest, limits: { ...before.limits, ...limits } } as Settings })
      }
      const answer = await client.call('patchSettings', { body: patch }, AbortSignal.timeout(15_000))
      if (answer.ok) {
        set({ settings: answer.value })
        return
      }
      set({ settings: before })
      const { message, remedy } = describeClientError(answer.error)
      toasts().show({ tone: 'problem', message, detail: remedy })
    },
  }))
