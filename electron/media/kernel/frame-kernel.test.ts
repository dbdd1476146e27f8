import { describe, expect, test } from 'vitest'
import {
  blendReaches,
  blockLags,
  correlationCode,
  detectorColumnStarts,
  distanceCode,
  type FrameFeatureRow,
  ratioCode,
  shareCode,
} from '../../domain/cuts/features.ts'
import {
  blockDistance,
  hsvFrame,
  hsvOf,
  lumaStatistics,
  planesOf,
  scaleArea,
  scaleLinear,
  smallFrame,
} from './fixtures/reference-kernel.ts'
import { createFrameKernel } from './frame-kernel.ts'

const sizes = [
  [1, 1],
  [3, 2],
  [448, 2],
  [2, 448],
  [17, 9],
  [64, 36],
  [253, 448],
  [256, 144],
  [448, 252],
] as const

const randomFrom = (seed: number): (() => number) => {
  let state = seed >>> 0
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0
    return state / 2 ** 32
  }
}

const frameBytes = (width: number, height: number): number =>
  width * height + 2 * Math.ceil(width / 2) * Math.ceil(height / 2)

/** Noise over a random tint: every frame differs in brightness, colour and detail. */
const randomFrame = (width: number, height: number, random: () => number): Uint8Array => {
  const [base, noise] = [random() * 200, random() * 120]
  return Uint8Array.from({ length: frameBytes(width, height) }, () => Math.min(255, base + random() * noise))
}

const expectCode = (actual: number | undefined, expected: number): void => {
  // Sums in another order may cross the border of a code.
  expect(Math.abs((actual ?? Number.NaN) - expected)).toBeLessThanOrEqual(1)
}

const copyOf = (row: FrameFeatureRow): FrameFeatureRow => ({ ...row, detectorColumns: row.detectorColumns.slice() })

describe.each(sizes)('a kernel for %i × %i', (width, height) => {
  const random = randomFrom(width * 1000 + height)
  const frames = Array.from({ length: 3 }, () => randomFrame(width, height, random))

  test('measures what the plain implementation does', async () => {
    const kernel = await createFrameKernel({ width, height })
    expect(kernel.frameBytes).toBe(frameBytes(width, height))
    const rows = frames.map((frame) => copyOf(kernel.push(frame)))
    const hsv = frames.map((frame) => hsvFrame(frame, width, height))
    const small = frames.map((frame) => smallFrame(frame, width, height))
    expect(kernel.comparedPixels * 3).toBe(hsv[0]?.length)
    rows.forEach((row, index) => {
      const frame = frames[index] ?? new Uint8Array()
      const luma = lumaStatistics(planesOf(frame, width, height)[0])
      expect(row.lumaMean).toBeCloseTo(luma.mean, 6)
      expect(row.lumaDeviation).toBeCloseTo(luma.deviation, 6)
      expect(row.sharpness).toBeCloseTo(luma.sharpness, 6)
      const sums = [0, 0, 0]
      hsv[index]?.forEach((value, at) => {
        sums[at % 3] = (sums[at % 3] ?? 0) + (index === 0 ? 0 : Math.abs(value - (hsv[index - 1]?.[at] ?? 0)))
      })
      expect([row.hueDelta, row.saturationDelta, row.valueDelta]).toEqual(sums)
      for (let lag = 1; lag <= index; lag++) {
        const expected = blockDistance(small[index] ?? [], small[index - lag] ?? [])
        const at = blockLags.findIndex((known) => Number(known) === lag)
        expectCode(row.detectorColumns[detectorColumnStarts.distance + at], distanceCode.encode(expected.distance))
        expectCode(row.detectorColumns[detectorColumnStarts.relative + at], ratioCode.encode(expected.relative))
      }
    })
  })

  test('scales planes by area, down and up', async () => {
    const kernel = await createFrameKernel({ width, height })
    const [frame] = frames
    if (frame === undefined) throw new Error('there is a frame')
    kernel.push(frame)
    for (const [plane, source] of planesOf(frame, width, height).entries()) {
      for (const [targetWidth, targetHeight] of [
        [160, 90],
        [7, 5],
        [1, 1],
      ] as const) {
        const target = new Uint8Array(targetWidth * targetHeight)
        kernel.downscalePlane(plane === 0 ? 0 : plane === 1 ? 1 : 2, target, targetWidth, targetHeight)
        const expected = scaleArea(source, targetWidth, targetHeight)
        expect([...target]).toEqual(
          [...target].map((_, at) => expected.at(at % targetWidth, Math.floor(at / targetWidth))),
        )
      }
    }
  })

  test('tells the sharpness of a frame without counting it', async () => {
    const [first, second, third] = frames
    if (first === undefined || second === undefined || third === undefined) throw new Error('there are frames')
    const kernel = await createFrameKernel({ width, height })
    kernel.push(first)
    const expected = copyOf(kernel.push(second))
    const other = await createFrameKernel({ width, height })
    other.push(first)
    expect(other.sharpness(third)).toBeCloseTo(lumaStatistics(planesOf(third, width, height)[0]).sharpness, 6)
    expect(other.push(second)).toEqual(expected)
  })
})

describe('blends', () => {
  test('the middle of a dissolve has no residual, the ends differ and do not correlate', async () => {
    const [width, height] = [128, 72]
    const random = randomFrom(7)
    const [from, to] = [randomFrame(width, height, random), randomFrame(width, height, random)]
    const kernel = await createFrameKernel({ width, height })
    const rows = Array.from({ length: 9 }, (_, step) =>
      copyOf(kernel.push(from.map((value, at) => Math.round(value + (((to[at] ?? 0) - value) * step) / 8)))),
    )
    const columns = rows[8]?.detectorColumns ?? new Uint8Array()
    const reach = blendReaches.indexOf(4)
    const change = distanceCode.values[columns[detectorColumnStarts.blendChange + reach] ?? 0] ?? 0
    const residual = distanceCode.values[columns[detectorColumnStarts.blendResidual + reach] ?? 0] ?? 0
    const correlation = correlationCode.values[columns[detectorColumnStarts.blendCorrelation + reach] ?? 0] ?? 1
    expect(change).toBeGreaterThan(5)
    expect(residual / change).toBeLessThan(0.12)
    expect(Math.abs(correlation)).toBeLessThan(0.2)
  })
})

describe('fine changes', () => {
  test('count the blocks that changed', async () => {
    const [width, height] = [160, 80]
    const frame = new Uint8Array(frameBytes(width, height)).fill(128)
    const kernel = await createFrameKernel({ width, height })
    kernel.push(frame)
    const changed = frame.slice()
    // 3 of the 10 × 10 blocks.
    for (let y = 8; y < 16; y++) changed.fill(200, y * width + 16, y * width + 64)
    const columns = kernel.push(changed).detectorColumns
    expect(columns[detectorColumnStarts.fineShare]).toBe(shareCode.encode(0.03))
    expect(kernel.push(changed).detectorColumns[detectorColumnStarts.fineShare]).toBe(0)
  })
})

describe('OpenCV arithmetic', () => {
  test('quotients in 32-bit floats equal the integer tables', () => {
    for (let index = 1; index < 256; index++) {
      for (const top of [1_044_480, 122_880]) {
        const single = Math.fround(Math.fround(top) / Math.fround(index))
        // Equal distance to the nearest integer's borders: the shorter float pushes no quotient over a half.
        expect(Math.round(single)).toBe(Math.round(top / index))
        expect(single % 1 === 0.5).toBe((top / index) % 1 === 0.5)
      }
    }
  })

  test.each([
    [0, 0, 255, [0, 255, 255]],
    [0, 255, 0, [60, 255, 255]],
    [255, 0, 0, [120, 255, 255]],
    [0, 0, 0, [0, 0, 0]],
    [128, 128, 128, [0, 0, 128]],
    [10, 20, 30, [15, 170, 30]],
    [30, 20, 31, [153, 90, 31]],
    [1, 0, 200, [0, 255, 200]],
  ])('blue %i, green %i, red %i', (blue, green, red, expected) => {
    expect(hsvOf(blue, green, red)).toEqual(expected)
  })

  test('linear interpolation keeps a plane of the same size and averages at half size', () => {
    const plane = { width: 4, height: 4, at: (x: number, y: number) => x * 10 + y * 40 }
    const same = scaleLinear(plane, 4, 4)
    const half = scaleLinear(plane, 2, 2)
    expect(same.at(3, 2)).toBe(110)
    expect([half.at(0, 0), half.at(1, 0), half.at(0, 1), half.at(1, 1)]).toEqual([25, 45, 105, 125])
  })
})

describe('refusals', () => {
  test.each([
    [0, 10],
    [513, 10],
    [10.5, 10],
  ])('frames of %d × %d', async (width, height) => {
    await expect(createFrameKernel({ width, height })).rejects.toThrow(RangeError)
  })

  test('a frame of another length, a target that is too small', async () => {
    const kernel = await createFrameKernel({ width: 16, height: 16 })
    expect(() => kernel.push(new Uint8Array(5))).toThrow(RangeError)
    expect(() => kernel.sharpness(new Uint8Array(5))).toThrow(RangeError)
    expect(() => kernel.downscalePlane(0, new Uint8Array(5), 16, 16)).toThrow(RangeError)
  })
})
