import type { Flag } from '../../../electron/contract/index.ts'

/** How flags are called in filters. */
export const flagNames: Readonly<Record<Flag, string>> = { pick: 'Picked', reject: 'Rejected' }

/** The chip of a range of stars. */
export const starsText = (min: number | undefined, max: number | undefined): string => {
  if (max === 0) return 'without stars'
  if (max === undefined || max === 5) return `${'★'.repeat(min ?? 0)}${(min ?? 0) === 5 ? '' : ' and more'}`
  return `${min ?? 0} to ${max} stars`
}
