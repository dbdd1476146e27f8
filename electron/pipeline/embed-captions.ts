import { meanVector, passagesOf } from '../domain/embedding/passages.ts'
import { cuesOfScenes } from '../domain/embedding/scene-captions.ts'
import { everySceneOf } from '../domain/every-scene.ts'
import type { SceneRecord, SceneVectorBatch, VectorBatch, VectorPassage } from '../domain/ports/index.ts'
import { reachOf } from '../domain/scene-reach.ts'
import { embedBatches } from './embed-batches.ts'
import { type EmbedMissing, missingScenesOf, progressOf, sceneWriter, skipScenes } from './embed-stage.ts'

/** A passage of a scene, by its place in it. */
interface PassageKey {
  readonly scene: SceneRecord
  readonly at: number
}

/** What is known of a scene whose passages are being embedded. */
interface OpenScene {
  left: number
  readonly passages: (VectorPassage | null)[]
  /** Why its last passage without a vector has none. */
  reason: string
}

/**
 * Embeds what is said in each scene, passage by passage. A scene's vector is the mean of its passages'; it is written with them when all
 * are there.
 */
export const embedCaptions: EmbedMissing = async (parts, run) => {
  const { task, modelId, spaceId } = run
  const { video } = task
  const missing = new Set((await missingScenesOf(parts, spaceId, video.id)).map(({ id }) => id))
  // The track whose excerpts are shown and searched: the first one with text.
  const track = video.captionTracks.find(({ readable, cueCount }) => readable && cueCount > 0)?.track ?? null
  const cues = track === null ? [] : await parts.store.captions.all(video.id, track)
  const scenes = await everySceneOf(parts.store.scenes, video.id)
  const own = cuesOfScenes(cues, scenes.map(reachOf))
  const wanted = scenes.flatMap((scene, index) =>
    missing.has(scene.id) ? [{ scene, passages: passagesOf(own[index] ?? []) }] : [],
  )
  const silent = wanted.filter(({ passages }) => passages.length === 0)
  await skipScenes(
    parts,
    spaceId,
    silent.map(({ scene }) => scene),
    'no_captions',
  )
  const spoken = wanted.filter(({ passages }) => passages.length > 0)
  const open = new Map(
    spoken.map(({ scene, passages }): readonly [string, OpenScene] => [
      scene.id,
      { left: passages.length, passages: passages.map(() => null), reason: 'empty' },
    ]),
  )
  const timeOf = new Map(spoken.map(({ scene, passages }) => [scene.id, passages]))
  const items = spoken.flatMap(({ scene, passages }) =>
    passages.map(({ text }, at) => {
      const key = `${scene.id} ${at}`
      return { key: { scene, at }, item: { kind: 'text' as const, key, text, role: 'passage' as const } }
    }),
  )
  const write = sceneWriter(
    parts,
    spaceId,
    spoken.map(({ scene }) => scene),
  )

  /** The scenes that are complete with these passages. */
  const closedBy = (batch: VectorBatch<PassageKey>): SceneVectorBatch => {
    const closed: string[] = []
    const take = ({ scene, at }: PassageKey, vector: Float32Array | null, reason: string | null): void => {
      const known = open.get(scene.id)
      const passage = timeOf.get(scene.id)?.[at]
      if (known === undefined || passage === undefined) return
      known.left -= 1
      if (vector !== null) known.passages[at] = { startMs: passage.startMs, endMs: passage.endMs, vector }
      if (reason !== null) known.reason = reason
      if (known.left === 0) closed.push(scene.id)
    }
    for (const { key, vector } of batch.vectors) take(key, vector, null)
    for (const { key, reason } of batch.skipped) take(key, null, reason)
    const ended = closed.map((key) => {
      const { passages = [], reason = '' } = open.get(key) ?? {}
      open.delete(key)
      const made = passages.filter((passage) => passage !== null)
      return { key, reason, made, mean: meanVector(made.map(({ vector }) => vector)) }
    })
    return {
      vectors: ended.flatMap(({ key, made, mean }) =>
        mean === null ? [] : [{ key, vector: mean, passages: made.length > 1 ? made : [] }],
      ),
      skipped: ended.flatMap(({ key, reason, mean }) => (mean === null ? [{ key, reason }] : [])),
    }
  }

  return embedBatches({
    embedding: parts.embedding,
    modelId,
    items,
    signal: task.signal,
    write: async (batch) => {
      const closed = closedBy(batch)
      if (closed.vectors.length + closed.skipped.length > 0) await write(closed)
    },
    onProgress: progressOf(task, items.length),
  })
}
