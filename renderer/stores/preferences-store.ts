import { createJSONStorage, persist, type StateStorage } from 'zustand/middleware'
import { createStore } from 'zustand/vanilla'
import { type Preferences, preferencesSchema } from '../../electron/contract/index.ts'

/** Preferences with the one way to change them. */
export interface PreferencesState extends Preferences {
  readonly change: (patch: Partial<Preferences>) => void
}

/** Makes the preferences store over a string storage; anything unreadable falls back to its default. */
export const createPreferencesStore = (storage: StateStorage) =>
  createStore<PreferencesState>()(
    persist(
      (set) => ({
        ...preferencesSchema.parse({}),
        change: (patch) => set(patch),
      }),
      {
        name: 'goodclips-preferences',
        version: 1,
        storage: createJSONStorage(() => storage),
        partialize: ({ change: _, ...preferences }) => preferences,
        merge: (saved, current) => ({ ...current, ...preferencesSchema.parse(saved ?? {}) }),
      },
    ),
  )
