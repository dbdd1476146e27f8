import type { CutSettings } from '../../contract/index.ts'
import { type Boundary, createCutTracker } from '../../domain/cuts/detect.ts'
import { createFeatureRecorder, type FrameFeatures } from '../../domain/cuts/features.ts'
import { framesEndMs, inWholeMs, type KnownEnds, scenesFrom, videoEndMs } from '../../domain/cuts/scenes.ts'
import type { FilmstripLayout, SceneCut } from '../../domain/ports/index.ts'
import { createFrameKernel } from '../kernel/frame-kernel.ts'
import { createFilmstripComposer, type FilmstripComposer, type FilmstripSheet } from './filmstrip.ts'
import type { FramePool } from './frame-pool.ts'
import type { Size } from './frame-size.ts'
import { sceneRange } from './scene-range.ts'
import { type CandidateFrame, createSceneSampler } from './scene-sampler.ts'

/** Collects everything that is learned from the frames of a video, frame by frame. */
export interface FramePass {
  readonly frameCount: () => number
  readonly filmstrip: Pick<FilmstripComposer, 'coveredMs' | 'soFar'>
  /** Takes over `pixels`. When it returns a promise, the next frame has to wait for it (back-pressure). */
  readonly push: (pixels: Uint8Array, timeMs: number, pts: number) => void | Promise<void>
  /** Ends the pass after the last frame; there must have been one. */
  readonly finish: (parts: KnownEnds) => Promise<FramePassFindings>
}

/** What a finished pass found. */
export interface FramePassFindings {
  readonly scenes: readonly SceneCut[]
  /** End of the last frame in ms of film time. */
  readonly framesEndMs: number
  /** End of the last picture in ms; it may be shown longer than a frame. */
  readonly pictureEndMs: number
  /** End of the video in ms. */
  readonly durationMs: number
  readonly filmstrip: FilmstripLayout | null
  readonly features: FrameFeatures
}

/** Where the pass sends pictures while it runs. Each promise resolves when the pixels may be used again. */
export interface PictureSink {
  readonly frame: (candidate: CandidateFrame) => Promise<void>
  readonly sheet: (sheet: FilmstripSheet) => Promise<void>
}

/** Boundaries are searched for every so many frames; fixed, so that the result does not depend on timing. */
const framesPerLook = 8

/** A pass over frames of one size. */
export const createFramePass = async (options: {
  readonly size: Size
  readonly pool: FramePool
  readonly cuts: CutSettings
  readonly claimedDurationMs: number
  readonly sink: PictureSink
}): Promise<FramePass> => {
  const { size, pool, sink } = options
  const kernel = await createFrameKernel(size)
  const features = createFeatureRecorder({ ...size, comparedPixels: kernel.comparedPixels })
  const tracker = createCutTracker(features, options.cuts)
  const sampler = createSceneSampler(size, pool)
  const filmstrip = createFilmstripComposer({
    frame: size,
    claimedDurationMs: options.claimedDurationMs,
    onSheet: sink.sheet,
  })
  const keyframes: number[] = []
  let opening: Boundary | null = null
  let known = 0

  const scaleLatest = (target: Uint8Array, { width, height }: Size): void => {
    const luma = width * height
    const chroma = luma / 4
    kernel.downscalePlane(0, target, width, height)
    kernel.downscalePlane(1, target.subarray(luma), width / 2, height / 2)
    kernel.downscalePlane(2, target.subarray(luma + chroma), width / 2, height / 2)
  }
  const closeScene = async (closing: Boundary | null): Promise<void> => {
    const range = sceneRange(opening, closing, features.frameCount)
    const { kept, keyframe } = sampler.close(range)
    keyframes.push(keyframe)
    opening = closing
    for (const candidate of kept) {
      await sink.frame(candidate)
      pool.giveBack(candidate.pixels)
    }
  }
  const closeKnownScenes = async (): Promise<void> => {
    while (known < tracker.boundaries.length) {
      const boundary = tracker.boundaries[known++]
      if (boundary === undefined || boundary.frame <= 0 || boundary.frame >= features.frameCount) continue
      sampler.settle(boundary.frame)
      await closeScene(boundary)
    }
    sampler.settle(tracker.settledFrame)
  }
  const look = (): void | Promise<void> => {
    tracker.advance()
    if (known < tracker.boundaries.length) return closeKnownScenes()
    sampler.settle(tracker.settledFrame)
  }

  const finishScenes = async (): Promise<void> => {
    tracker.finish()
    await closeKnownScenes()
    await closeScene(null)
    sampler.dispose()
  }
  const finishFilmstrip = async (durationMs: number): Promise<FilmstripLayout | null> => {
    if (filmstrip.isDue(durationMs)) await filmstrip.show(durationMs, scaleLatest)
    return filmstrip.finish()
  }

  return {
    frameCount: () => features.frameCount,
    filmstrip,
    push: (pixels, timeMs, pts) => {
      const frameNumber = features.frameCount
      // The kernel still holds the previous frame, which is shown until now: tiles before now get its picture.
      const tiles = frameNumber > 0 && filmstrip.isDue(timeMs) ? filmstrip.show(timeMs, scaleLatest) : undefined
      const row = kernel.push(pixels)
      features.append(row, timeMs, pts)
      sampler.push(frameNumber, timeMs, pixels, row)
      const scenes = (frameNumber + 1) % framesPerLook === 0 ? look() : undefined
      if (tiles === undefined) return scenes
      return Promise.all([tiles, scenes]).then(() => {})
    },
    finish: async (parts) => {
      const { frameCount } = features
      const durationMs = Math.max(1, Math.round(videoEndMs(frameCount, features.timesMs, parts)))
      // At the same time, because each waits for its own encoder.
      const [layout] = await Promise.all([finishFilmstrip(durationMs), finishScenes()])
      const spans = scenesFrom(tracker.boundaries, frameCount, features.timesMs, durationMs)
      return {
        scenes: spans.map((span, index) => ({ ...inWholeMs(span), keyframe: keyframes[index] ?? null })),
        framesEndMs: framesEndMs(frameCount, features.timesMs),
        pictureEndMs: videoEndMs(frameCount, features.timesMs, { ...parts, soundEndMs: null }),
        durationMs,
        filmstrip: layout,
        features,
      }
    },
  }
}
