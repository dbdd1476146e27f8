import type { Failure, Space } from '../../contract/index.ts'

/** Codes of skipped scenes that say something about the model rather than about the scene. */
const refusals: ReadonlySet<string> = new Set([
  'not_finite',
  'invalid_vector',
  'no_answer',
  'quarantined',
  'unsupported',
  'internal',
])

/** A model counts as broken when more than this share of what it was given yields no usable vector. */
const mostRefused = 0.5
/** While a space is being filled, fewer refused scenes than this prove nothing. */
const leastRefused = 8

type Counts = Pick<Space, 'present' | 'missing' | 'skipped'>

const refusedOf = ({ skipped }: Counts): number =>
  skipped.reduce((sum, { reason, count }) => sum + (refusals.has(reason) ? count : 0), 0)

const isRefused = (counts: Counts): boolean => {
  const refused = refusedOf(counts)
  return refused > 0 && refused >= (counts.present + refused) * mostRefused
}

/** Whether a space may take the place of another one: no scene waits, and the model gave usable vectors for most that it was shown. */
export const isComplete = (counts: Counts): boolean => counts.missing === 0 && !isRefused(counts)

/**
 * The failure of a model that runs and yields mostly unusable vectors; null when it works, or too few scenes were
 * tried.
 */
export const refusedVectors = (counts: Counts): Failure | null => {
  const refused = refusedOf(counts)
  if (!isRefused(counts) || (counts.missing > 0 && refused < leastRefused)) return null
  const shown = (counts.present + refused).toLocaleString('en')
  return {
    code: 'vectors_refused',
    message: `The model gave no usable vector for ${refused.toLocaleString('en')} of the ${shown} scenes that it was shown.`,
    remedy:
      'Its files may be damaged: try again, or install it anew. Until then the model before it goes on answering.',
  }
}
