import type { LibraryIndex, SceneIndexOptions } from './index-options.ts'

/** The index of a library (see `index-options.ts`). */
export const createSceneIndex = (_options: SceneIndexOptions): LibraryIndex => {
  throw new Error('not built yet')
}
