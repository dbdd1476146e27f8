import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { detectBoundaries } from '../../domain/cuts/detect.ts'
import { decodeFeatures } from '../../domain/cuts/feature-codec.ts'
import type { FrameFeatures } from '../../domain/cuts/features.ts'
import { keyframeOf } from '../../domain/cuts/keyframe.ts'
import { framesEndMs, inWholeMs, scenesFrom } from '../../domain/cuts/scenes.ts'
import { cancelled } from '../../domain/failure.ts'
import type { RecutCall, SampledFrame, SceneCut } from '../../domain/ports/index.ts'
import { err, ok, type Result } from '../../domain/result.ts'
import { featuresName, finishInterruptedCommit } from './result-folder.ts'
import { sceneRange } from './scene-range.ts'

const noFeatures = (message: string) => ({
  code: 'features_missing',
  message: `What the analysis measured cannot be used: ${message}.`,
  remedy: 'Analyse the video again.',
})

/** The kept features of a film; fails with `features_missing`. */
export const readFeatures = async (contentFolder: string): Promise<Result<FrameFeatures>> => {
  await finishInterruptedCommit(contentFolder)
  const bytes = await readFile(path.join(contentFolder, featuresName)).catch(() => null)
  if (bytes === null) return err(noFeatures('its per-frame features are not there'))
  const decoded = decodeFeatures(bytes)
  return decoded.ok ? decoded : err(noFeatures(decoded.error.message))
}

/** When each frame of an analysed film begins, in ms of film time, from its kept features. */
export const readFrameTimes = async (contentFolder: string): Promise<Result<Float64Array>> => {
  const features = await readFeatures(contentFolder)
  return features.ok ? ok(Float64Array.from(features.value.timesMs).slice(0, features.value.frameCount)) : features
}

/** Cuts a film again with other settings from its kept features; keyframes come from the frames that exist. */
export const recut = async (call: RecutCall): Promise<Result<readonly SceneCut[]>> => {
  const read = await readFeatures(call.contentFolder)
  if (!read.ok) return read
  if (call.signal.aborted) return err(cancelled)

  const features = read.value
  const { frameCount, timesMs } = features
  const boundaries = detectBoundaries(features, call.cuts).filter(({ frame }) => frame > 0 && frame < frameCount)
  const frames = call.frames.toSorted((left, right) => left.frameNumber - right.frameNumber)
  let next = 0
  return ok(
    scenesFrom(boundaries, frameCount, timesMs, Math.max(call.durationMs, framesEndMs(frameCount, timesMs))).map(
      (span, index) => {
        const own: SampledFrame[] = []
        for (; next < frames.length; next++) {
          const frame = frames[next]
          if (frame === undefined || frame.frameNumber >= span.endFrame) break
          if (frame.frameNumber >= span.startFrame) own.push(frame)
        }
        const range = sceneRange(boundaries[index - 1] ?? null, boundaries[index] ?? null, frameCount)
        return { ...inWholeMs(span), keyframe: keyframeOf(own, range)?.frameNumber ?? null }
      },
    ),
  )
}
