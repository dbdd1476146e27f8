import { z } from 'zod'
import { createJSONStorage, persist, type StateStorage } from 'zustand/middleware'
import { createStore } from 'zustand/vanilla'
import { forModalities, listVideosQuerySchema, settingsSchema } from '../../electron/contract/index.ts'
import { balancedValues } from './search/weights.ts'

const sliderSchema = z.number().min(0).max(100)

const preferencesSchema = z.object({
  theme: settingsSchema.shape.theme.unwrap().catch('system'),
  sort: listVideosQuerySchema.shape.sort.unwrap().exclude(['relevance']).catch('added'),
  order: listVideosQuerySchema.shape.order.unwrap().catch('desc'),
  /** Least width of a card in the library and in results, in pixels; null: as fits the window. */
  libraryCardWidth: z.number().min(120).max(420).nullable().catch(null),
  resultCardWidth: z.number().min(160).max(480).nullable().catch(null),
  /** Where the sliders of the search were left. */
  weights: z.object(forModalities(() => sliderSchema)).catch(balancedValues),
  detailsOpen: z.boolean().catch(true),
  /** Sizes of panels by group, in per cent, as the panel library reports them. */
  layouts: z.record(z.string(), z.record(z.string(), z.number())).catch({}),
  /** The player's sound: 0…1. */
  volume: z.number().min(0).max(1).catch(1),
  muted: z.boolean().catch(false),
  /** Whether the timeline draws the sound. */
  waveformShown: z.boolean().catch(true),
  openDays: z.array(z.string()).catch([]),
})
/** What the person set about the look of this window; kept in the browser's local storage. */
export type Preferences = z.infer<typeof preferencesSchema>

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
