import type { Anchor } from '../contract/index.ts'
import { pages } from '../domain/pages.ts'
import type { SceneNumber, SceneRecord, StorePort } from '../domain/ports/index.ts'
import { ok, type Result } from '../domain/result.ts'
import { refuseSearch, type SearchProblem } from './search-problem.ts'

const pageSize = 500

type Scenes = Pick<StorePort, 'scenes' | 'videos'>

const sceneByIndex = async (store: Scenes, videoId: string, index: number): Promise<SceneRecord | null> => {
  const read = pages((position) => store.scenes.list(videoId, { limit: pageSize, ...position }))
  for await (const scenes of read) {
    const found = scenes.find((scene) => scene.index === index)
    if (found !== undefined) return found
  }
  return null
}

const sceneOf = async (store: Scenes, anchor: Anchor): Promise<SceneRecord | null> => {
  const scene =
    'sceneId' in anchor
      ? await store.scenes.get(anchor.sceneId)
      : 'timeMs' in anchor
        ? await store.scenes.at(anchor.videoId, anchor.timeMs)
        : await sceneByIndex(store, anchor.videoId, anchor.index)
  if (scene === null) return null
  const video = await store.videos.get(scene.videoId)
  return video === null || video.removedAt !== null ? null : scene
}

const nameOf = (anchor: Anchor): string => {
  if ('sceneId' in anchor) return anchor.sceneId
  return 'timeMs' in anchor ? `${anchor.videoId} at ${anchor.timeMs} ms` : `${anchor.videoId}, scene ${anchor.index}`
}

/** The numbers of the scenes that anchors name; refuses with the names of those that there are not. */
export const resolveAnchors = async (
  store: Scenes,
  anchors: readonly Anchor[],
): Promise<Result<readonly SceneNumber[], SearchProblem>> => {
  const scenes = await Promise.all(anchors.map((anchor) => sceneOf(store, anchor)))
  const missing = anchors.filter((_, place) => scenes[place] === null).map(nameOf)
  const ids = scenes.flatMap((scene) => (scene === null ? [] : [scene.id]))
  const numbers = missing.length > 0 || ids.length === 0 ? {} : await store.scenes.numbers(ids)
  if (missing.length > 0) {
    return refuseSearch(
      'not_found',
      `There is no such scene: ${missing.join('; ')}.`,
      'Its video may have been removed or cut again; choose the scene anew.',
    )
  }
  return ok([...new Set(ids.flatMap((id) => numbers[id] ?? []))])
}
