/**
 * The door of the vector index: everything that other rooms may use. How it works is told in `docs/vector-index.md`.
 */

export { createCompactIndex } from './compact/compact-index.ts'
export { createDirectIndex } from './direct/direct-index.ts'
export type {
  CompactIndex,
  CompactIndexOptions,
  CompactTimings,
  IndexLog,
  IndexStore,
  LibraryIndex,
  MemoryMode,
  SceneIndexOptions,
} from './index-options.ts'
export { createSceneIndex } from './scene-index.ts'
