import type { SearchStore } from '../domain/ports/index.ts'

/** What an index reads from the library. */
export type IndexStore = Pick<
  SearchStore,
  | 'vectorBlock'
  | 'vectorsOf'
  | 'similarities'
  | 'vectorCounts'
  | 'vectorSequence'
  | 'vectorChanges'
  | 'forgetVectorChanges'
  | 'filterRevision'
  | 'filterScenes'
>
