import type { SceneNumber } from '../../domain/ports/index.ts'
import type { IndexStore } from '../index-options.ts'

/** Scenes of removed videos: their vectors are kept, but they are not found and do not count. */
export interface HiddenScenes {
  readonly has: (scene: SceneNumber) => boolean
  /** Reads them again if they may have changed; answers the scenes that went and those that came back. */
  readonly refresh: () => Promise<{
    readonly gone: readonly SceneNumber[]
    readonly back: readonly SceneNumber[]
  } | null>
}

/** Nothing is hidden until the first `refresh`. */
export const createHiddenScenes = (store: IndexStore): HiddenScenes => {
  let hidden: ReadonlySet<SceneNumber> = new Set()
  let revision = Number.NaN
  return {
    has: (scene) => hidden.has(scene),
    refresh: async () => {
      const now = await store.sceneFilters.removalRevision()
      if (now === revision) return null
      const next = new Set(await store.sceneFilters.removedScenes())
      const gone = [...next].filter((scene) => !hidden.has(scene))
      const back = [...hidden].filter((scene) => !next.has(scene))
      hidden = next
      revision = now
      return { gone, back }
    },
  }
}
