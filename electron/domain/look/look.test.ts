import { describe, expect, it } from 'vitest'
import { colourBinCount, colourHistogram } from './colours.ts'
import { edgeHistograms, textureBinCount, textureHistogram } from './edges.ts'
import { layoutCoefficients } from './layout.ts'
import { createLookDescriber, lookSpace } from './look.ts'
import { createSmallPictures, smallHeight, smallWidth } from './small-picture.ts'

const [width, height] = [160, 90]

/** A full-range 4:2:0 frame painted by a function of shares of the sides. */
const frameOf = (paint: (x: number, y: number) => readonly [number, number, number]): Uint8Array => {
  const frame = new Uint8Array((width * height * 3) / 2)
  const clamp = (value: number): number => Math.min(255, Math.max(0, Math.round(value)))
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const [luma, blue, red] = paint(x / width, y / height)
      frame[y * width + x] = clamp(luma)
      const at = Math.floor(y / 2) * (width / 2) + Math.floor(x / 2)
      frame[width * height + at] = clamp(blue)
      frame[width * height * 1.25 + at] = clamp(red)
    }
  }
  return frame
}
const describeFrame = createLookDescriber(width, height)
const look = (paint: Parameters<typeof frameOf>[0]) => describeFrame(frameOf(paint), null)
const cosine = (left: Float32Array, right: Float32Array) =>
  left.reduce((sum, value, index) => sum + value * (right[index] ?? 0), 0)
const waves = (x: number, y: number): readonly [number, number, number] => [
  128 + 60 * Math.sin(9 * x + 4 * y),
  128 + 40 * Math.sin(5 * y),
  128 + 40 * Math.cos(7 * x),
]
const plane = (paint: (x: number, y: number) => number): Float32Array =>
  Float32Array.from({ length: smallWidth * smallHeight }, (_, index) =>
    paint(index % smallWidth, Math.floor(index / smallWidth)),
  )

describe('the look of a frame', () => {
  it('is a unit vector of the space’s length, the same each time, also of black, grey and tiny frames', () => {
    const pictures = [waves, () => [0, 128, 128] as const, () => [128, 128, 128] as const, () => [255, 0, 255] as const]
    for (const paint of pictures) {
      const vector = look(paint)
      expect(vector).toHaveLength(lookSpace.dimension)
      expect(Math.hypot(...vector)).toBeCloseTo(1, 5)
      expect(look(paint)).toEqual(vector)
    }
    const tiny = createLookDescriber(2, 2)(Uint8Array.of(9, 200, 30, 90, 100, 140), 'bt709')
    expect(Math.hypot(...tiny)).toBeCloseTo(1, 5)
  })
  it('hardly changes with brightness, but with layout, colour and texture', () => {
    const vector = look(waves)
    const changed = (change: (x: number, y: number) => readonly [number, number, number]) =>
      cosine(vector, look(change))
    expect(changed((x, y) => [waves(x, y)[0] + 25, waves(x, y)[1], waves(x, y)[2]])).toBeGreaterThan(0.98)
    expect(changed((x, y) => waves(1 - x, y))).toBeLessThan(0.8)
    expect(changed((x, y) => [waves(x, y)[0], 255 - waves(x, y)[1], 255 - waves(x, y)[2]])).toBeLessThan(0.8)
    expect(
      changed((x, y) => {
        const [light, blue, red] = waves(x, y)
        return [light + 40 * Math.sin(300 * x * y), blue, red]
      }),
    ).toBeLessThan(0.9)
  })
  it('takes the colour matrix into account', () => {
    const vivid = frameOf((x) => [90, 90, x < 0.5 ? 240 : 60])
    expect(cosine(describeFrame(vivid, null), describeFrame(vivid, 'bt709'))).toBeLessThan(0.9999)
    const picture = createSmallPictures(width, height)(
      frameOf(() => [54, 99, 255]),
      'bt709',
    )
    // Pure red in BT.709: luma 54, Cb 99, Cr 255 (clipped).
    expect(Math.round((picture.red[0] ?? 0) / 10)).toBe(25)
    expect(Math.abs(picture.green[0] ?? 99)).toBeLessThan(3)
    expect(Math.abs(picture.blue[0] ?? 99)).toBeLessThan(3)
  })
})

describe('its parts', () => {
  it('layout: eight times the mean first, and a single cosine in its own coefficient', () => {
    expect(
      layoutCoefficients(
        plane(() => 10),
        3,
      )[0],
    ).toBeCloseTo(80, 6)
    const across = layoutCoefficients(
      plane((x) => Math.cos(((2 * Math.floor(x / 8) + 1) * 2 * Math.PI) / 16)),
      4,
    )
    const largest = across.map(Math.abs).indexOf(Math.max(...across.map(Math.abs)))
    expect(largest).toBe(2)
    expect(across.filter((value) => Math.abs(value) > 1e-4)).toHaveLength(1)
  })
  it('colours: shares add up to one; grey is grey, and a turned hue moves to the next bins', () => {
    const painted = (r: number, g: number, b: number) => {
      const [red, green, blue] = [plane(() => r), plane(() => g), plane(() => b)]
      return colourHistogram({ red, green, blue, intensity: red, redGreen: red, yellowBlue: red })
    }
    const colours: readonly (readonly [number, number, number])[] = [
      [10, 10, 10],
      [250, 10, 10],
      [20, 90, 200],
      [100, 130, 120],
    ]
    for (const [r, g, b] of colours) {
      expect(painted(r, g, b).reduce((sum, share) => sum + share, 0)).toBeCloseTo(1, 6)
    }
    expect(painted(77, 77, 80)[colourBinCount - 1]).toBeCloseTo(1, 6)
    expect(painted(250, 0, 0)[12]).toBeCloseTo(1, 6)
    expect(painted(0, 250, 0)[16]).toBeCloseTo(1, 6)
    expect(painted(0, 0, 250)[20]).toBeCloseTo(1, 6)
  })
  it('edges: in the direction and the cell in which they are', () => {
    const upright = edgeHistograms(plane((x) => (x < 8 ? 0 : 200)))
    const directions = Array.from({ length: 8 }, (_, bin) =>
      upright.filter((__, at) => at % 8 === bin).reduce((a, b) => a + b, 0),
    )
    expect(directions.indexOf(Math.max(...directions))).toBe(0)
    expect(directions.slice(1).every((sum) => sum === 0)).toBe(true)
    const columns = Array.from({ length: 4 }, (_, column) =>
      upright.filter((__, at) => Math.floor(at / 8) % 4 === column).reduce((a, b) => a + b, 0),
    )
    expect(columns.indexOf(Math.max(...columns))).toBe(0)
    expect(columns[3]).toBe(0)
  })
  it('texture: flat surfaces, spots and noise fall into bins of their own, at any brightness', () => {
    expect(textureHistogram(plane(() => 99))[0]).toBe(1)
    const spots = (level: number) =>
      textureHistogram(plane((x, y) => (x % 4 === 0 && y % 4 === 0 ? level : level + 40)))
    expect(spots(20)[8]).toBeGreaterThan(0.05)
    expect(spots(180)).toEqual(spots(20))
    const checks = textureHistogram(plane((x, y) => ((x ^ y) & 1 ? 200 : 0)))
    expect(checks[textureBinCount - 1]).toBeGreaterThan(0.4)
  })
})
