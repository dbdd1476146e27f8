import { describe, expect, it } from 'vitest'
import { cuesOfScenes } from './scene-captions.ts'
import { clipFrames } from './scene-frames.ts'

const cue = (startMs: number, endMs: number, text = `${startMs}`) => ({ startMs, endMs, text })
const scenes = [cue(0, 2_000), cue(2_000, 4_400), cue(4_400, 4_700), cue(4_700, 9_000)]

describe('cues of scenes', () => {
  it('belong where most of them is said, and not where they just begin or end', () => {
    const own = cuesOfScenes([cue(200, 1_500), cue(1_900, 3_900), cue(3_500, 4_450)], scenes)
    expect(own.map((cues) => cues.map(({ startMs }) => startMs))).toEqual([[200], [1_900, 3_500], [], []])
  })
  it('belong to both sides of a cut that halves them, and to a short scene that they fill', () => {
    const own = cuesOfScenes([cue(1_000, 3_000), cue(3_000, 8_000)], scenes)
    expect(own.map((cues) => cues.map(({ startMs }) => startMs))).toEqual([[1_000], [1_000, 3_000], [3_000], [3_000]])
  })
  it('are never lost inside the film, whatever their order and length', () => {
    const cues = [cue(8_999, 8_999), cue(100, 100), cue(0, 60_000), cue(2_000, 2_001)]
    const own = cuesOfScenes(cues, scenes)
    for (const each of cues) expect(own.some((list) => list.includes(each))).toBe(true)
    expect(own[0]?.map(({ startMs }) => startMs)).toEqual([0, 100])
    expect(cuesOfScenes([cue(9_000, 9_500)], scenes).flat()).toEqual([])
    expect(cuesOfScenes([], scenes)).toHaveLength(4)
  })
})

describe('the frames of a clip', () => {
  const frames = Array.from({ length: 40 }, (_, index) => ({ frameNumber: index * 10 }))
  it('are all of the scene, or eight spread over it', () => {
    expect(clipFrames(frames, { startFrame: 100, endFrame: 130 }).map((frame) => frame.frameNumber)).toEqual([
      100, 110, 120,
    ])
    const eight = clipFrames(frames, { startFrame: 0, endFrame: 400 }).map((frame) => frame.frameNumber)
    expect(eight).toEqual([20, 70, 120, 170, 220, 270, 320, 370])
    expect(clipFrames(frames, { startFrame: 101, endFrame: 109 })).toEqual([])
  })
})
