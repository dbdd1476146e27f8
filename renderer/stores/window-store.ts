import { createStore } from 'zustand/vanilla'

/** Sheets and overlays; at most one is open. */
export type Sheet =
  | { readonly kind: 'palette' }
  | { readonly kind: 'keyboard' }
  | { readonly kind: 'import-paths' }
  | { readonly kind: 'problems' }
  | { readonly kind: 'notices' }
  | { readonly kind: 'save-search' }
  | { readonly kind: 'saved-searches' }
  | { readonly kind: 'rename'; readonly videoId: string }
  | { readonly kind: 'locate'; readonly videoId: string }
  /** Null: a model that is not in the list, under an id of the person's own. */
  | { readonly kind: 'model-import'; readonly modelId: string | null }
  | {
      readonly kind: 'model-confirm'
      readonly act: 'remove' | 'rebuild' | 'clear'
      readonly modelId: string
      /** Whose vectors; null where the act is about the model's files. */
      readonly spaceId: string | null
    }
  /** The large preview over a list. */
  | { readonly kind: 'preview'; readonly scope: 'library' | 'search' }

/** What lies over the stage, and where each screen was scrolled to. */
export interface WindowState {
  readonly sheet: Sheet | null
  readonly open: (sheet: Sheet) => void
  readonly close: () => void
  /** Scroll places by address, so that back and forward return to them. */
  readonly scrollPlaces: Map<string, number>
}

/** Makes the window store. */
export const createWindowStore = () =>
  createStore<WindowState>()((set) => ({
    sheet: null,
    open: (sheet) => set({ sheet }),
    close: () => set({ sheet: null }),
    scrollPlaces: new Map(),
  }))
