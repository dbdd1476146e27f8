import { createStore } from 'zustand/vanilla'
import type { BinEntry, ExportSource, Job, MarkTarget } from '../../electron/contract/index.ts'
import type { ListImport } from './list-import.ts'

/** What a mark says before it is changed, where one thing is marked and that is known. */
export interface MarkBefore {
  readonly tags: readonly string[]
  readonly note: string | null
}

/** Sheets and overlays; at most one is open. */
export type OpenSheet =
  | { readonly kind: 'palette' }
  | { readonly kind: 'keyboard' }
  | { readonly kind: 'import-paths' }
  | { readonly kind: 'watch-folder' }
  | { readonly kind: 'problems' }
  | { readonly kind: 'notices' }
  | { readonly kind: 'save-search' }
  | { readonly kind: 'saved-searches' }
  | { readonly kind: 'rename'; readonly videoId: string }
  | {
      readonly kind: 'mark-tags' | 'mark-note'
      readonly targets: readonly MarkTarget[]
      readonly before: MarkBefore | null
    }
  | { readonly kind: 'drop-short'; readonly videoId: string }
  | { readonly kind: 'new-bin' }
  | { readonly kind: 'imported-lists'; readonly results: readonly ListImport[] }
  | { readonly kind: 'tag-videos'; readonly videoIds: readonly string[] }
  | { readonly kind: 'locate'; readonly videoId: string }
  | { readonly kind: 'attach-captions'; readonly path: string }
  /** Null: a model that is not in the list, under an id of the person's own. */
  | { readonly kind: 'forget-people' }
  | { readonly kind: 'model-import'; readonly modelId: string | null }
  | {
      readonly kind: 'model-confirm'
      readonly act: 'remove' | 'rebuild' | 'clear'
      readonly modelId: string
      /** Whose vectors; null where the act is about the model's files. */
      readonly spaceId: string | null
    }
  /** Without entries a bin is made. */
  | { readonly kind: 'choose-bin'; readonly entries: readonly BinEntry[] }
  | { readonly kind: 'export'; readonly source: ExportSource; readonly name: string; readonly count: number }
  /** The large preview over a list. */
  | { readonly kind: 'preview'; readonly scope: 'library' | 'search' }

/** What lies over the stage, and where each screen was scrolled to. */
export interface PageWindowState {
  readonly sheet: OpenSheet | null
  readonly open: (sheet: OpenSheet) => void
  readonly close: () => void
  /** Whether the details lie over the stage, in windows that are too narrow to have them beside it. */
  readonly drawerOpen: boolean
  readonly setDrawer: (open: boolean) => void
  /** Scroll places by step of the history and list, so that Back and Forward return to them. */
  readonly scrollOffsets: Map<string, number>
  /** Whether Back or Forward led to what is on show, rather than a new step. */
  readonly isReturning: boolean
  readonly setReturning: (isReturning: boolean) => void
  /** Cancelled jobs that the person has seen to. */
  readonly dismissedJobs: ReadonlySet<string>
  readonly dismissJobs: (ids: readonly string[]) => void
  /** Jobs changed: one that is cancelled once more after a new try is to be seen to again. */
  readonly jobsChanged: (jobs: readonly Job[]) => void
}

/** Tells the window store, until the signal aborts, whether Back or Forward led to what is on show. */
export const followHistory = (
  target: Pick<EventTarget, 'addEventListener'>,
  { setReturning }: Pick<PageWindowState, 'setReturning'>,
  signal: AbortSignal,
): void => {
  // Before the router hears of it and draws: lists ask while they are drawn. The router sends the last two.
  const options = { capture: true, signal }
  target.addEventListener('popstate', () => setReturning(true), options)
  for (const step of ['pushState', 'replaceState']) target.addEventListener(step, () => setReturning(false), options)
}

/** Makes the window store. */
export const createWindowStore = () =>
  createStore<PageWindowState>()((set) => ({
    sheet: null,
    open: (sheet) => set({ sheet }),
    close: () => set({ sheet: null }),
    drawerOpen: false,
    setDrawer: (drawerOpen) => set({ drawerOpen }),
    scrollOffsets: new Map(),
    isReturning: false,
    setReturning: (isReturning) => set({ isReturning }),
    dismissedJobs: new Set(),
    dismissJobs: (ids) => set((state) => ({ dismissedJobs: new Set([...state.dismissedJobs, ...ids]) })),
    jobsChanged: (jobs) =>
      set(({ dismissedJobs }) => {
        const back = jobs.filter(({ id, state }) => state !== 'cancelled' && dismissedJobs.has(id))
        if (back.length === 0) return {}
        const left = new Set(dismissedJobs)
        for (const { id } of back) left.delete(id)
        return { dismissedJobs: left }
      }),
  }))
