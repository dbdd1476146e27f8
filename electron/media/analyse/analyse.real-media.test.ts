import { readdirSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { realMedia, realMediaFolder } from '../../../build/fixtures/real-media.ts'
import { analysed, expectValue, framePicture, probed } from './fixtures/analysed.ts'

let root = ''
beforeAll(async () => {
  root = await mkdtemp(path.join(tmpdir(), 'goodclips-real-'))
})
afterAll(async () => {
  await rm(root, { recursive: true, force: true })
})

const filesOf = (folder: string): readonly string[] =>
  realMediaFolder === null ? [] : readdirSync(path.join(realMediaFolder, folder)).map((name) => `${folder}/${name}`)

/** Streams of subtitles alone: `probe` refuses them. */
const withoutVideo = new Set(['subs/se_dvbsub_only.ts', 'subs/se_teletext_only.ts'])
const films = [...filesOf('edited'), ...filesOf('single'), ...filesOf('subs')].filter((name) => !withoutVideo.has(name))

describe.skipIf(realMediaFolder === null)('analyse on real files (skipped where there are none)', () => {
  it.each(films)('%s', async (name) => {
    const file = realMedia(name)
    const probe = await probed(file)
    const result = expectValue(await analysed(file, path.join(root, name), { probe }))
    expect(result.frameCount).toBeGreaterThan(0)
    expect(result.scenes.at(-1)?.endFrame).toBe(result.frameCount)
    for (const { keyframe, startFrame, endFrame } of result.scenes) {
      expect(keyframe).toBeGreaterThanOrEqual(startFrame)
      expect(keyframe).toBeLessThan(endFrame)
    }
    const [frame] = result.frames
    if (frame === undefined) throw new Error('no sampled frame')
    expect(Math.max(frame.width, frame.height)).toBeLessThanOrEqual(448)
    expect(Math.abs(frame.width / frame.height - probe.width / probe.height)).toBeLessThan(0.03)
    expect(result.warnings).toEqual([])
  })

  it('odd/mouse_openfield_yuv444.mp4 has no green frames, which seeking would give', async () => {
    const folder = path.join(root, 'mouse')
    const result = expectValue(await analysed(realMedia('odd/mouse_openfield_yuv444.mp4'), folder))
    for (const { frameNumber } of result.frames) {
      const [red, green, blue] = (await framePicture(folder, result.frames, frameNumber)).mean(0, 0, 1, 1)
      expect(green - Math.max(red, blue), `frame ${frameNumber}`).toBeLessThan(25)
    }
  })
})
