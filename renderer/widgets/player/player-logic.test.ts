import { describe, expect, it } from 'vitest'
import { parseTypedTime } from '../../ui/typed-time.ts'
import { createFrameClock } from './frame-clock.ts'
import { stepBackwards, stepForwards } from './frame-walk.ts'
import { mark, rangeOf } from './marks.ts'
import { isInRange, rangeStep } from './play-range.ts'
import { indexAt, nextStart, previousStart } from './scene-at.ts'
import { reverseTimeMs, type ShuttleKey, type ShuttleRate, shuttle } from './shuttle.ts'

describe('shuttle', () => {
  const press = (...keys: readonly ShuttleKey[]): ShuttleRate => keys.reduce<ShuttleRate>(shuttle, 0)

  it('goes faster with each L and J, up to four times', () => {
    expect(press('forward')).toBe(1)
    expect(press('forward', 'forward')).toBe(2)
    expect(press('forward', 'forward', 'forward', 'forward')).toBe(4)
    expect(press('back', 'back', 'back')).toBe(-4)
  })

  it('turns round at normal speed, and K stands still', () => {
    expect(press('forward', 'forward', 'back')).toBe(-1)
    expect(press('back', 'back', 'forward')).toBe(1)
    expect(press('back', 'pause')).toBe(0)
    expect(press('toggle')).toBe(1)
    expect(press('back', 'toggle')).toBe(0)
  })

  it('plays backwards by the clock and stops at the start', () => {
    expect(reverseTimeMs(5000, 1000, -2, 1)).toBe(3000)
    expect(reverseTimeMs(5000, 1000, -1, 0.5)).toBe(4500)
    expect(reverseTimeMs(5000, 9000, -1, 1)).toBe(0)
  })
})

describe('frame clock', () => {
  const ntsc = { num: 24_000, den: 1001 }

  it('gives every frame back from its own start and middle at a constant rate', () => {
    const clock = createFrameClock({
      frameRate: ntsc,
      variableFrameRate: false,
      frameCount: 200_000,
      durationMs: 8_341_667,
      scenes: [],
    })
    for (const frame of [0, 1, 2, 23, 24, 1000, 143_856, 199_999]) {
      expect(clock.frameAt(clock.startOf(frame))).toBe(frame)
      expect(clock.frameAt(clock.middleOf(frame))).toBe(frame)
    }
    expect(clock.exact).toBe(true)
  })

  it('agrees with the stored frame numbers at scene boundaries, whose times are whole milliseconds', () => {
    const scenes = [0, 220, 288, 334, 1000].map((startFrame, index, all) => {
      const endFrame = all[index + 1] ?? 1253
      const msOf = (frame: number): number => Math.round((frame * 1001) / 24)
      return { startFrame, endFrame, startMs: msOf(startFrame), endMs: msOf(endFrame) }
    })
    const clock = createFrameClock({
      frameRate: ntsc,
      variableFrameRate: false,
      frameCount: 1253,
      durationMs: 52_261,
      scenes,
    })
    for (const scene of scenes) {
      expect(clock.frameAt(scene.startMs)).toBe(scene.startFrame)
      expect(clock.startOf(scene.startFrame)).toBe(scene.startMs)
      expect(clock.frameAt(clock.middleOf(scene.endFrame - 1))).toBe(scene.endFrame - 1)
    }
  })

  it('starts where the first frame starts when the picture begins after the sound', () => {
    const clock = createFrameClock({
      frameRate: { num: 25, den: 1 },
      variableFrameRate: false,
      frameCount: 100,
      durationMs: 4120,
      scenes: [{ startFrame: 0, endFrame: 100, startMs: 120, endMs: 4120 }],
    })
    expect(clock.startOf(1)).toBe(160)
    expect(clock.frameAt(0)).toBe(0)
  })

  it('estimates by each scene of a variable rate and says so', () => {
    const clock = createFrameClock({
      frameRate: { num: 20, den: 1 },
      variableFrameRate: true,
      frameCount: 40,
      durationMs: 20_000,
      scenes: [
        { startFrame: 0, endFrame: 30, startMs: 0, endMs: 1000 },
        { startFrame: 30, endFrame: 40, startMs: 1000, endMs: 20_000 },
      ],
    })
    expect(clock.exact).toBe(false)
    expect(clock.startOf(30)).toBe(1000)
    expect(clock.startOf(31)).toBe(2900)
    expect(clock.frameAt(2950)).toBe(31)
    expect(clock.intervalAt(500)).toBeCloseTo(33.33, 1)
  })

  it('lays a time on its frame, and leaves one outside of the frames where it is', () => {
    const late = { frameRate: { num: 25, den: 1 }, variableFrameRate: false, frameCount: 100 }
    const scenes = [{ startFrame: 0, endFrame: 100, startMs: 1500, endMs: 20_000 }]
    const clock = createFrameClock({ ...late, durationMs: 20_000, scenes })
    expect(clock.snap(3000)).toEqual({ timeMs: 2980, seekMs: 3000 })
    expect(clock.snap(1499.5)).toEqual({ timeMs: 1500, seekMs: 1520 })
    // Sound before the first picture, and after the last.
    expect(clock.snap(500)).toEqual({ timeMs: 500, seekMs: 500 })
    expect(clock.snap(5499)).toEqual({ timeMs: 5460, seekMs: 5480 })
    expect(clock.snap(10_000)).toEqual({ timeMs: 10_000, seekMs: 10_000 })
    // A link that comes before the scenes is not laid on a grid that nobody knows yet.
    const unread = createFrameClock({ ...late, durationMs: 11_500, scenes: [] })
    expect(unread.snap(10_500)).toEqual({ timeMs: 10_500, seekMs: 10_500 })
  })

  it('tells frames apart that begin within the same millisecond', () => {
    const scenes = [0, 129, 1001].map((startFrame, index, all) => {
      const endFrame = all[index + 1] ?? 2000
      return { startFrame, endFrame, startMs: Math.round(startFrame / 2), endMs: Math.round(endFrame / 2) }
    })
    const clock = createFrameClock({
      frameRate: { num: 2000, den: 1 },
      variableFrameRate: false,
      frameCount: 2000,
      durationMs: 1000,
      scenes,
    })
    for (const frame of [0, 1, 129, 1001, 1999]) {
      expect(clock.startOf(frame)).toBe(frame / 2)
      expect(clock.frameAt(clock.startOf(frame))).toBe(frame)
      expect(clock.frameAt(clock.middleOf(frame))).toBe(frame)
    }
    // Stored as 65 ms, at which frame 130 is on show; a link to the scene shows the scene's own first frame.
    expect(scenes[1]?.startMs).toBe(65)
    expect(clock.exactStartOf(65)).toBe(64.5)
    expect(clock.snap(clock.exactStartOf(501)).timeMs).toBe(500.5)
    expect(clock.exactStartOf(66)).toBe(66)
  })

  it('takes the stored start of a scene as it is where frames are longer than a millisecond', () => {
    const clock = createFrameClock({
      frameRate: { num: 30_000, den: 1001 },
      variableFrameRate: false,
      frameCount: 300,
      durationMs: 10_010,
      scenes: [
        { startFrame: 0, endFrame: 100, startMs: 0, endMs: 3337 },
        { startFrame: 100, endFrame: 300, startMs: 3337, endMs: 10_010 },
      ],
    })
    expect(clock.exactStartOf(3337)).toBe(3337)
  })

  it('stays within the film', () => {
    const clock = createFrameClock({
      frameRate: { num: 25, den: 1 },
      variableFrameRate: false,
      frameCount: 10,
      durationMs: 400,
      scenes: [],
    })
    expect(clock.frameAt(1e9)).toBe(9)
    expect(clock.startOf(-5)).toBe(0)
    expect(clock.startOf(99)).toBe(360)
  })
})

describe('stepping through a variable rate', () => {
  // A screen recording: bursts of movement, then a slide that stands for nine seconds.
  const starts = [0, 33, 66, 100, 101, 140, 9140, 9160, 9500]
  const durationMs = 9600
  const show = (timeMs: number): Promise<number | null> =>
    Promise.resolve(starts.findLast((start) => start <= timeMs) ?? null)

  it('visits every frame forwards, however long or short', async () => {
    const visited = [0]
    for (;;) {
      const next = await stepForwards(visited.at(-1) ?? 0, 40, durationMs, show)
      if (next === null) break
      visited.push(next)
    }
    expect(visited).toEqual(starts)
  })

  it('visits every frame backwards', async () => {
    const visited = [9500]
    for (;;) {
      const next = await stepBackwards(visited.at(-1) ?? 0, show)
      if (next === null) break
      visited.push(next)
    }
    expect(visited).toEqual(starts.toReversed())
  })

  it('gives up when the player cannot say what it shows', async () => {
    expect(await stepForwards(0, 40, durationMs, () => Promise.resolve(null))).toBeNull()
  })
})

describe('marks', () => {
  it('keep in before out', () => {
    expect(mark({ inMs: 1000, outMs: 2000 }, 'in', 3000)).toEqual({ inMs: 3000, outMs: null })
    expect(mark({ inMs: 1000, outMs: 2000 }, 'out', 500)).toEqual({ inMs: null, outMs: 500 })
    expect(mark({ inMs: 1000, outMs: null }, 'out', 1500)).toEqual({ inMs: 1000, outMs: 1500 })
  })

  it('reach to the ends of the film where one is open', () => {
    const clock = createFrameClock({
      frameRate: { num: 25, den: 1 },
      variableFrameRate: false,
      frameCount: 225,
      durationMs: 9000,
      scenes: [],
    })
    const range = (inMs: number | null, outMs: number | null) => rangeOf({ inMs, outMs }, 9000, clock)
    expect(range(null, null)).toBeNull()
    expect(range(120, null)).toEqual({ startMs: 120, lastMs: 8960, endMs: 9000 })
    // The frame at “out” is inside: one mark on one frame is one frame long.
    expect(range(null, 800)).toEqual({ startMs: 0, lastMs: 800, endMs: 840 })
    expect(range(800, 800)).toEqual({ startMs: 800, lastMs: 800, endMs: 840 })
    expect(range(null, 8960)).toEqual({ startMs: 0, lastMs: 8960, endMs: 9000 })
  })
})

describe('scenes around a time', () => {
  const scenes = [{ startMs: 0 }, { startMs: 1000 }, { startMs: 5000 }]

  it('finds the one on show', () => {
    expect(indexAt(scenes, 999.2)).toBe(1)
    expect(indexAt(scenes, 998)).toBe(0)
    expect(indexAt(scenes, 1e9)).toBe(2)
    expect(indexAt([], 5)).toBe(-1)
  })

  it('goes to the start first, then to the one before', () => {
    expect(previousStart(scenes, 3000, 500)).toBe(1000)
    expect(previousStart(scenes, 1200, 500)).toBe(0)
    expect(previousStart(scenes, 100, 500)).toBe(0)
    expect(nextStart(scenes, 1200)).toBe(5000)
    expect(nextStart(scenes, 6000)).toBeNull()
  })
})

describe('typed times', () => {
  const rate = { num: 25, den: 1 }

  it('reads timecodes, short clocks and digits from the right', () => {
    expect(parseTypedTime('00:00:12:05', rate)).toBe(12_200)
    expect(parseTypedTime('1:23', rate)).toBe(83_000)
    expect(parseTypedTime('1:02:03', rate)).toBe(3_723_000)
    expect(parseTypedTime('12.5', rate)).toBe(12_500)
    expect(parseTypedTime('1200', rate)).toBe(12_000)
    expect(parseTypedTime(' 10000 ', rate)).toBe(60_000)
    expect(parseTypedTime('00:00:01.250', null)).toBe(1250)
  })

  it('refuses what is no time', () => {
    for (const text of ['', 'abc', '1:2:3:4:5', '00:99:00:00', '0030', '00:00:00:25']) {
      expect(parseTypedTime(text, rate)).toBeNull()
    }
  })
})

describe('a part of a film', () => {
  const range = { startMs: 1000, endMs: 2000 }
  const at = (timeMs: number) => ({ timeMs, intervalMs: 40 })
  it('is played up to its last frame, which stays on show or is followed by the first', () => {
    expect(rangeStep(range, false, at(1920))).toBe('go-on')
    expect(rangeStep(range, false, at(1960))).toBe('stop')
    // The end is a whole millisecond, the frame is not.
    expect(rangeStep(range, true, at(1959.6))).toBe('again')
    expect(rangeStep(range, true, at(2040)), 'frames were left out').toBe('again')
    expect(rangeStep(null, true, at(5000))).toBe('go-on')
  })
  it('ends where somebody goes elsewhere', () => {
    expect([999.5, 1000, 1999, 2000, 0].map((timeMs) => isInRange(range, timeMs))).toEqual([
      true,
      true,
      true,
      false,
      false,
    ])
  })
})
