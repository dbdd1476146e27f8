import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { detectBoundaries } from '../../domain/cuts/detect.ts'
import { decodeFeatures } from '../../domain/cuts/feature-codec.ts'
import { framesEndMs, inWholeMs, scenesFrom } from '../../domain/cuts/scenes.ts'
import { cancelled } from '../../domain/failure.ts'
import type { RecutCall, SampledFrame, SceneCut } from '../../domain/ports/index.ts'
import { err, ok, type Result } from '../../domain/result.ts'
import { keyframeOf } from './frame-quality.ts'
import { featuresName, finishInterruptedCommit } from './result-folder.ts'
import { sceneRange } from './scene-range.ts'

const noFeatures = (message: string) => ({
  code: 'features_missing',
  message: `This video cannot be cut again: ${message}.`,
  remedy: 'Analyse the video again.',
})

/** Cuts a film again with other settings from its kept features; keyframes come from the frames that exist. */
export const recut = async (call: RecutCall): Promise<Result<readonly SceneCut[]>> => {
  await finishInterruptedCommit(call.contentFolder)
  const bytes = await readFile(path.join(call.contentFolder, featuresName)).catch(() => null)
  if (bytes === null) return err(noFeatures('its per-frame features are not there'))
  const decoded = decodeFeatures(bytes)
  if (!decoded.ok) return err(noFeatures(decoded.error.message))
  if (call.signal.aborted) return err(cancelled)

  const features = decoded.value
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
