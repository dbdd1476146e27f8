import type { Modality, Space } from '../../contract/index.ts'
import type { StorePort } from '../../domain/ports/index.ts'
import { ok } from '../../domain/result.ts'
import type { Core } from '../core-api.ts'
import { notFound, refuse } from '../failures.ts'
import { createVectorExports } from './vector-exports.ts'

/** The embedding spaces of one library. */
export type Spaces = Core['spaces'] & {
  readonly close: () => Promise<void>
}

/** What the spaces need of the rest of the core. */
export interface SpacesParts {
  readonly store: StorePort
  readonly temporaryFolder: string
  /** Queues the stage that fills the spaces of a modality for these videos. */
  readonly fill: (modality: Modality, videoIds: readonly string[]) => Promise<void>
  /** Vectors were deleted. */
  readonly changed: () => void
}

/** Lists, empties, rebuilds and exports the spaces. */
export const createSpaces = ({ store, temporaryFolder, fill, changed }: SpacesParts): Spaces => {
  const exports = createVectorExports(store, temporaryFolder)

  const answer = async (id: string) => {
    const space: Space | null = await store.vectors.get(id)
    return space === null ? notFound('embedding space') : ok(space)
  }

  return {
    list: store.vectors.list,
    rebuild: async (id) => {
      const space = await store.vectors.get(id)
      if (space === null) return notFound('embedding space')
      if (!space.active && !space.building) {
        return refuse('conflict', `Nothing fills ${id}: its model is not chosen.`, 'Activate the model first.')
      }
      await store.vectors.drop(id)
      await fill(space.modality, await store.vectors.incompleteVideos(id))
      changed()
      return answer(id)
    },
    drop: async (id) => {
      if (!(await store.vectors.drop(id))) return notFound('embedding space')
      changed()
      return ok(null)
    },
    exportVectors: exports.get,
    close: exports.close,
  }
}
