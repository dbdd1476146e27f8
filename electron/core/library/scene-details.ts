import type { SceneDetails } from '../../contract/index.ts'
import type { ApiFailure } from '../../domain/failure.ts'
import type { StorePort } from '../../domain/ports/index.ts'
import { ok, type Result } from '../../domain/result.ts'
import { notFound } from '../failures.ts'
import { keyframeUrl, presentScene } from '../present.ts'

/** Looks up everything that is known of a scene. */
export const createSceneDetails =
  (store: Pick<StorePort, 'scenes' | 'captions' | 'vectors'>) =>
  async (id: string): Promise<Result<SceneDetails, ApiFailure>> => {
    const number = (await store.scenes.numbers([id]))[id]
    const scene = number === undefined ? undefined : (await store.scenes.byNumber([number]))[0]
    if (number === undefined || scene === undefined) return notFound('scene')
    const [sampled, said, spaces] = await Promise.all([
      store.scenes.frames(scene.contentId),
      store.captions.ofScenes([number]),
      store.vectors.list(),
    ])
    const known = await Promise.all(
      spaces.map(async (space) => (await store.vectors.ofScenes(space.id, Float64Array.of(number))).scenes.length > 0),
    )
    return ok({
      ...presentScene(scene),
      videoTitle: scene.videoTitle,
      frames: sampled
        .filter(({ frameNumber }) => frameNumber >= scene.startFrame && frameNumber < scene.endFrame)
        .map(({ frameNumber, timeMs }) => ({ frameNumber, timeMs, url: keyframeUrl(id, frameNumber) })),
      captions: said.flatMap(({ cues }) => [...cues]),
      spaces: spaces
        .filter((_, index) => known[index] === true)
        .map(({ id: spaceId, modality, model, active }) => ({ id: spaceId, modality, model, active })),
    })
  }
