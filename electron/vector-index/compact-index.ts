import type { CompactIndex, CompactIndexOptions } from './index-options.ts'

/** The accelerator of a library's search (see `index-options.ts`). */
export const createCompactIndex = (_options: CompactIndexOptions): CompactIndex => {
  throw new Error('not built yet')
}
