import { type Bin, formatClock } from '../../../electron/contract/index.ts'

/** A length without hours where it has none, in whole seconds. */
export const shortLength = (durationMs: number): string =>
  formatClock(Math.round(durationMs / 1000) * 1000)
    .replace(/\.\d+$/, '')
    .replace(/^00:/, '')

/** How much is in a bin, in a word or two. */
export const binSummary = ({ kind, itemCount, durationMs }: Bin): string => {
  if (kind === 'folder') return 'Folder'
  if (kind === 'smart') return 'Smart'
  return itemCount === 0 ? 'Empty' : `${itemCount.toLocaleString()} · ${shortLength(durationMs)}`
}
