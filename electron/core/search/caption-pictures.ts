import type { CaptionStore, StorePort } from '../../domain/ports/index.ts'

/** Sampled frames that show the text on screen of caption hits, by the places of the hits; those that none shows are left out. */
export const picturesOfFoundWords = async (
  store: Pick<StorePort, 'scenes'>,
  hits: Awaited<ReturnType<CaptionStore['search']>>['items'],
): Promise<ReadonlyMap<number, number>> => {
  const placed = hits.flatMap(({ scene, caption }, hit) =>
    scene === null || caption.box == null ? [] : [{ hit, sceneId: scene.id, caption }],
  )
  if (placed.length === 0) return new Map()
  const numbers = await store.scenes.numbers([...new Set(placed.map(({ sceneId }) => sceneId))])
  const wanted = placed.flatMap(({ hit, sceneId, caption: { startMs, endMs } }) => {
    const scene = numbers[sceneId]
    return scene === undefined ? [] : [{ hit, scene, startMs, endMs }]
  })
  const frames = await store.scenes.framesAt(wanted.map(({ scene, startMs, endMs }) => ({ scene, startMs, endMs })))
  return new Map(
    frames.flatMap(({ at, frameNumber }) => (wanted[at] === undefined ? [] : [[wanted[at].hit, frameNumber]])),
  )
}
