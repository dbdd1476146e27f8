import { labelColours, type MarkChange, type MarkTarget } from '../../../electron/contract/index.ts'
import { useStores } from '../../stores/use-stores.tsx'
import type { MarkBefore } from '../../stores/window-store.ts'
import type { CardRuns } from '../actions/card-menu.ts'

const stars = [0, 1, 2, 3, 4, 5] as const

/** What is marked, and what is said of it now, as far as that is known. */
export interface Marked {
  readonly target: MarkTarget
  readonly before: MarkBefore | null
}

/** What is said of these, by keys and menus; nothing where there are none. */
export const useMarkRuns = (marked: readonly Marked[]): CardRuns => {
  const targets = marked.map(({ target }) => target)
  const before = marked.length === 1 ? (marked[0]?.before ?? null) : null
  const { marks, window } = useStores()
  const some = (run: () => void): (() => void) | null => (targets.length === 0 ? null : run)
  const on = targets.length === 1 ? '' : ` · ${targets.length.toLocaleString()}`
  const put = (change: MarkChange, message: string) => some(() => void marks.put(targets, change, message + on))
  return {
    ...Object.fromEntries(
      stars.map((rating) => [
        `mark.rating${rating}`,
        put({ rating }, rating === 0 ? 'Rating taken away' : `Rated ${'★'.repeat(rating)}`),
      ]),
    ),
    ...Object.fromEntries(labelColours.map((label) => [`mark.label.${label}`, put({ label }, `Labelled ${label}`)])),
    'mark.noLabel': put({ label: null }, 'Label taken away'),
    'mark.pick': put({ flag: 'pick' }, 'Picked'),
    'mark.reject': put({ flag: 'reject' }, 'Rejected'),
    'mark.unflag': put({ flag: null }, 'Flag taken away'),
    'mark.tag': some(() => window.getState().open({ kind: 'mark-tags', targets, before })),
    'mark.note': some(() => window.getState().open({ kind: 'mark-note', targets, before })),
  }
}
