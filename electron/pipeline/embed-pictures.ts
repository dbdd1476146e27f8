import type { Failure } from '../contract/index.ts'
import { clipFrames } from '../domain/embedding/scene-frames.ts'
import type { FileSlice, SampledFrame } from '../domain/ports/index.ts'
import { err, ok, type Result } from '../domain/result.ts'
import { embedBatches } from './embed-batches.ts'
import { type EmbedMissing, embedScenes, missingScenesOf, progressOf, skipScenes } from './embed-stage.ts'
import type { StageParts } from './stage.ts'

/** The file with the sampled frames is missing. A new analysis writes it again. */
export const framesMissing: Failure = {
  code: 'frames_missing',
  message: 'The kept pictures of this video are not there.',
  remedy: 'Retry its analysis, which makes them again.',
}

/** Where each of these sampled frames lies as a JPEG; `frames_missing` where their file is gone or too short. */
export const slicesOf = async (
  parts: StageParts,
  contentId: string,
  frames: readonly SampledFrame[],
): Promise<Result<(frame: SampledFrame) => FileSlice>> => {
  const bytes = frames.reduce((most, { offset, length }) => Math.max(most, offset + length), 0)
  const path = await parts.framePack(contentId, bytes)
  if (path === null) return err(framesMissing)
  return ok(({ offset, length }) => ({ path, offset, length }))
}

/**
 * Embeds every sampled frame with a model that takes pictures and words. A scene's vector is the mean of its frames'.
 */
export const embedFrames: EmbedMissing = async (parts, { task, modelId, spaceId }) => {
  const { contentId, id: videoId } = task.video
  const { vectors } = parts.store
  const missing = new Set(await vectors.missingFrames(spaceId, contentId))
  const frames = (await parts.store.scenes.frames(contentId)).filter(({ frameNumber }) => missing.has(frameNumber))
  const slice = await slicesOf(parts, contentId, frames)
  if (frames.length > 0 && !slice.ok) return slice
  const items = frames.flatMap((frame) => {
    const key = String(frame.frameNumber)
    return slice.ok
      ? [{ key: frame.frameNumber, item: { kind: 'image' as const, key, image: slice.value(frame) } }]
      : []
  })
  const problems = await embedBatches({
    embedding: parts.embedding,
    modelId,
    items,
    signal: task.signal,
    write: (batch) => vectors.writeFrames(spaceId, contentId, batch),
    onProgress: progressOf(task, items.length),
  })
  // After a failure, too: the frames that were embedded until then make their scenes searchable.
  await vectors.poolScenes(spaceId, videoId)
  return problems
}

/** Embeds each scene as a short clip of at most eight frames; these vectors are compared only with each other. */
export const embedClips: EmbedMissing = async (parts, run) => {
  const { contentId, id: videoId } = run.task.video
  const scenes = await missingScenesOf(parts, run.spaceId, videoId)
  if (scenes.length === 0) return ok(new Map())
  const frames = await parts.store.scenes.frames(contentId)
  const slice = await slicesOf(parts, contentId, frames)
  if (!slice.ok) return slice
  const clips = scenes.map((scene) => ({ scene, frames: clipFrames(frames, scene) }))
  const empty = clips.filter((clip) => clip.frames.length === 0)
  await skipScenes(
    parts,
    run.spaceId,
    empty.map(({ scene }) => scene),
    'no_frames',
  )
  const items = clips.flatMap((clip) => {
    const { scene } = clip
    const item = { kind: 'clip' as const, key: scene.id, frames: clip.frames.map(slice.value) }
    return clip.frames.length === 0 ? [] : [{ key: scene.id, scene, item }]
  })
  return embedScenes(parts, run, items)
}
