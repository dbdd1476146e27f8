import { keyframeOf, type SceneRange, standingOf } from '../../domain/cuts/keyframe.ts'
import type { FramePool } from './frame-pool.ts'
import { frameQuality, frameSignature, representativeness } from './frame-quality.ts'
import type { Size } from './frame-size.ts'

/** Most frames that are kept as JPEG of one scene. */
export const mostFramesPerScene = 8
/** Most frames of the current scene that are kept in memory until it ends. */
const mostSettledCandidates = 32
/** Most frames that are kept in memory until the cut detector knows which scene they belong to. */
const mostRecentFrames = 160
/** A scene keeps one frame for every so many milliseconds, plus one. */
const sampleEveryMs = 1000

/** A frame that may be kept. */
export interface CandidateFrame {
  readonly frameNumber: number
  readonly timeMs: number
  /** Of the frame alone (`frameQuality`); once it is kept, times its likeness to its scene. */
  readonly quality: number
  readonly pixels: Uint8Array
}

/** What is kept of a closed scene: ascending by frame number, never empty, the keyframe among them. */
export interface SceneSample {
  readonly kept: readonly CandidateFrame[]
  readonly keyframe: number
}

/** What the kernel measured on a frame, as far as quality depends on it. */
export interface FrameMeasures {
  readonly lumaMean: number
  readonly lumaDeviation: number
  readonly sharpness: number
}

/** Chooses frames scene by scene while the film is decoded, in bounded memory. */
export interface SceneSampler {
  /** Takes over `pixels`. */
  readonly push: (frameNumber: number, timeMs: number, pixels: Uint8Array, measures: FrameMeasures) => void
  /**
   * Tells that no boundary lies between the start of the current scene and `frame` (exclusive), so the frames before it
   * may be thinned out.
   */
  readonly settle: (frame: number) => void
  /** Closes the open scene. The caller gives the pixels of the kept frames back to the pool. */
  readonly close: (scene: SceneRange) => SceneSample
  readonly dispose: () => void
}

interface Waiting extends CandidateFrame {
  quality: number
  readonly lumaStep: number
  readonly measures: FrameMeasures
}

/**
 * A sampler for frames of one size.
 *
 * Frames whose scene is not certain yet wait one and all. Settled ones go into at most 32 buckets of equal length, each
 * of which keeps its best frame; when the scene outgrows them, neighbouring buckets are merged.
 */
export const createSceneSampler = (size: Size, pool: FramePool): SceneSampler => {
  let sceneStart = 0
  let stride = 1
  let recent: Waiting[] = []
  let buckets: Waiting[] = []
  let previousLuma: number | null = null

  const bucketOf = (candidate: CandidateFrame): number => Math.floor((candidate.frameNumber - sceneStart) / stride)
  const add = (candidates: readonly Waiting[]): void => {
    for (const candidate of candidates) {
      const last = buckets.at(-1)
      if (last === undefined || bucketOf(last) !== bucketOf(candidate)) {
        buckets.push(candidate)
      } else if (candidate.quality > last.quality) {
        buckets[buckets.length - 1] = candidate
        pool.giveBack(last.pixels)
      } else {
        pool.giveBack(candidate.pixels)
      }
    }
  }
  const settle = (frame: number): void => {
    // The newest frame's quality still depends on the frame after it.
    const count = recent.findIndex((candidate, index) => candidate.frameNumber >= frame || index === recent.length - 1)
    add(recent.splice(0, Math.max(0, count)))
    while (buckets.length > mostSettledCandidates) {
      stride *= 2
      const merged = buckets
      buckets = []
      add(merged)
    }
  }

  return {
    push: (frameNumber, timeMs, pixels, { lumaMean, lumaDeviation, sharpness }) => {
      const lumaStep = previousLuma === null ? 0 : Math.abs(lumaMean - previousLuma)
      previousLuma = lumaMean
      const before = recent.at(-1)
      if (before && lumaStep > before.lumaStep) before.quality = frameQuality({ ...before.measures, lumaStep })
      const measures = { lumaMean, lumaDeviation, sharpness }
      recent.push({
        frameNumber,
        timeMs,
        pixels,
        lumaStep,
        measures,
        quality: frameQuality({ ...measures, lumaStep }),
      })
      if (recent.length > mostRecentFrames) {
        // The detector has not decided for long: of the older half, every second frame is dropped.
        recent = recent.filter((candidate, index) => {
          const stays = index >= mostRecentFrames / 2 || index % 2 === 0
          if (!stays) pool.giveBack(candidate.pixels)
          return stays
        })
      }
    },
    settle,
    close: (scene) => {
      const following = recent.findIndex(({ frameNumber }) => frameNumber >= scene.endFrame)
      const own = recent.splice(0, following === -1 ? recent.length : following)
      const candidates = [...buckets, ...own]
      buckets = []
      stride = 1
      sceneStart = scene.endFrame
      const sample = chooseFrames(candidates, scene, size)
      const kept = new Set(sample.kept.map(({ pixels }) => pixels))
      for (const candidate of candidates) {
        if (!kept.has(candidate.pixels)) pool.giveBack(candidate.pixels)
      }
      return sample
    },
    dispose: () => {
      for (const { pixels } of [...buckets, ...recent]) pool.giveBack(pixels)
      buckets = []
      recent = []
    },
  }
}

/** How many frames of a scene are kept: one a second and one more, 2…8, of those there are. */
export const keptFrameCount = (durationMs: number): number =>
  Math.min(mostFramesPerScene, Math.max(2, Math.ceil(durationMs / sampleEveryMs) + 1))

/**
 * The keyframe is the best candidate by quality, position and likeness to its scene; the others are the best of equal
 * parts. The quality that is kept of a frame has its likeness counted in, so that it can be compared without its pixels.
 */
export const chooseFrames = (candidates: readonly CandidateFrame[], scene: SceneRange, size: Size): SceneSample => {
  const likeness = representativeness(
    candidates.map(({ pixels }) => frameSignature(pixels, size.width, size.height)),
    candidates.map((candidate) => standingOf(candidate, scene)),
  )
  const judged = candidates.map((candidate, index) => ({
    ...candidate,
    quality: candidate.quality * (likeness[index] ?? 0),
  }))
  const keyframe = keyframeOf(judged, scene)
  if (keyframe === undefined) throw new Error(`no frame at hand for the scene from ${scene.startFrame}`)

  const first = candidates[0]?.timeMs ?? 0
  const last = candidates.at(-1)?.timeMs ?? 0
  const parts = keptFrameCount(last - first)
  const length = scene.endFrame - scene.startFrame
  const partOf = ({ frameNumber }: CandidateFrame): number =>
    Math.min(parts - 1, Math.floor(((frameNumber - scene.startFrame) * parts) / length))
  const kept: CandidateFrame[] = []
  for (let part = 0; part < parts; part++) {
    const inPart = judged.filter((candidate) => partOf(candidate) === part)
    const chosen = partOf(keyframe) === part ? keyframe : keyframeOf(inPart, scene)
    if (chosen) kept.push(chosen)
  }
  return { kept, keyframe: keyframe.frameNumber }
}
