import { mkdir, mkdtemp, readdir, rename, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { fixtureClip } from '../../../build/fixtures/clips.ts'
import type { AnalysisResult } from '../../domain/ports/index.ts'
import { analysed, cuts, expectValue } from './fixtures/analysed.ts'
import { recut } from './recut.ts'

const slow = 240_000
const { signal } = new AbortController()
let root = ''
let folder = ''
let result: AnalysisResult
beforeAll(async () => {
  root = await mkdtemp(path.join(tmpdir(), 'goodclips-recut-'))
  folder = path.join(root, 'content')
  result = expectValue(await analysed(await fixtureClip('three-scenes'), folder))
}, slow)
afterAll(async () => {
  await rm(root, { recursive: true, force: true })
})

describe('recut', () => {
  it('gives the same scenes with the same settings', async () => {
    const again = expectValue(
      await recut({ durationMs: result.durationMs, contentFolder: folder, cuts, frames: result.frames, signal }),
    )
    expect(again).toEqual(result.scenes)
  })
  it('cuts otherwise with other settings, with keyframes inside their scenes', async () => {
    const whole = expectValue(
      await recut({
        durationMs: result.durationMs,
        contentFolder: folder,
        cuts: { ...cuts, minSceneFrames: 1000 },
        frames: result.frames,
        signal,
      }),
    )
    expect(whole).toHaveLength(1)
    expect(whole[0]).toMatchObject({ startFrame: 0, endFrame: 175, startMs: 0, endMs: 7000 })
    const content = expectValue(
      await recut({
        durationMs: result.durationMs,
        contentFolder: folder,
        cuts: { ...cuts, detector: 'content' },
        frames: result.frames,
        signal,
      }),
    )
    for (const { startFrame, endFrame, keyframe } of content) {
      if (keyframe === null) continue
      expect(keyframe).toBeGreaterThanOrEqual(startFrame)
      expect(keyframe).toBeLessThan(endFrame)
    }
  })
  it('has no keyframe where no frame is left', async () => {
    const frames = result.frames.filter(({ frameNumber }) => frameNumber < 50)
    const again = expectValue(
      await recut({ durationMs: result.durationMs, contentFolder: folder, cuts, frames, signal }),
    )
    expect(again.map(({ keyframe }) => keyframe === null)).toEqual([false, true, true])
  })
  it('says so when the features are gone or damaged', async () => {
    const empty = path.join(root, 'empty')
    expect(await recut({ durationMs: 0, contentFolder: empty, cuts, frames: [], signal })).toMatchObject({
      ok: false,
      error: { code: 'features_missing' },
    })
    await mkdir(empty)
    await writeFile(path.join(empty, 'features.bin'), 'not features')
    expect(await recut({ durationMs: 0, contentFolder: empty, cuts, frames: [], signal })).toMatchObject({ ok: false })
  })
  it('finishes a commit that was killed half-way', async () => {
    const ready = path.join(folder, 'analysis.ready')
    await mkdir(ready)
    await rename(path.join(folder, 'features.bin'), path.join(ready, 'features.bin'))
    expect(
      (await recut({ durationMs: result.durationMs, contentFolder: folder, cuts, frames: result.frames, signal })).ok,
    ).toBe(true)
    expect((await readdir(folder)).sort()).toEqual(['features.bin', 'filmstrip-0.jpg', 'frames.pack'])
  })
})
