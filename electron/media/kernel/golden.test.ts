import { execFile } from 'node:child_process'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { contentScore } from '../../domain/cuts/content-detectors.ts'
import { detectBoundaries } from '../../domain/cuts/detect.ts'
import { readVideo } from './fixtures/read-video.ts'

interface GoldenClip {
  readonly width: number
  readonly height: number
  readonly scores: readonly number[]
  readonly content: readonly number[]
  readonly adaptive: readonly number[]
}

const fixture = async <Content>(name: string): Promise<Content> =>
  JSON.parse(await readFile(path.join(import.meta.dirname, 'fixtures', name), 'utf8')) as Content

const golden = await fixture<{ readonly scenedetect: string; readonly clips: readonly GoldenClip[] }>(
  'golden-scores.json',
)
const recipe = await fixture<{ readonly filter: string }>('golden-clips.json')

/**
 * Most that a frame's score may differ, in units of content_val (threshold 27). Up to 448 pixels wide both sides see the same
 * pixels and differ by the rounding of YUV → RGB only; above, PySceneDetect interpolates from the full frame and we from one
 * scaled by area, so edges and fine patterns differ.
 */
const tolerance = (width: number): { readonly frame: number; readonly mean: number } =>
  width <= 448 ? { frame: 0.75, mean: 0.05 } : { frame: 1.5, mean: 0.25 }

let folder = ''
beforeAll(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'golden-'))
})
afterAll(() => rm(folder, { recursive: true, force: true }))

const makeClip = async (width: number, height: number): Promise<string> => {
  const file = path.join(folder, `${width}.mkv`)
  const graph = recipe.filter.replaceAll('{w}', String(width)).replaceAll('{h}', String(height))
  const exact = ['-fflags', '+bitexact', '-flags:v', '+bitexact', '-c:v', 'ffv1', '-pix_fmt', 'yuv420p']
  const args = ['-v', 'error', '-nostdin', '-y', '-filter_complex', graph, '-map', '[out]', ...exact, file]
  await promisify(execFile)('ffmpeg', args)
  return file
}

describe(`PySceneDetect ${golden.scenedetect}`, () => {
  test.each(golden.clips)('scores and cuts of the $width × $height clip', async (clip) => {
    const { features } = await readVideo(await makeClip(clip.width, clip.height))
    expect(features.frameCount).toBe(clip.scores.length)
    const differences = clip.scores.map((score, frame) => Math.abs(contentScore(features, frame) - score))
    const limit = tolerance(clip.width)
    expect(Math.max(...differences)).toBeLessThanOrEqual(limit.frame)
    expect(differences.reduce((sum, difference) => sum + difference, 0) / differences.length).toBeLessThan(limit.mean)
    for (const detector of ['content', 'adaptive'] as const) {
      const found = detectBoundaries(features, { detector, threshold: null, minSceneFrames: 15 })
      expect(found.map(({ frame }) => frame)).toEqual(clip[detector])
    }
  })
})
