import { describe, expect, it } from 'vitest'
import { createFilmstripComposer, type FilmstripSheet, finalIntervalMs } from './filmstrip.ts'
import { createFrameAssembler, createFramePool } from './frame-pool.ts'
import { fitInto, frameBytes } from './frame-size.ts'
import { startJpegEncoder } from './jpeg-encoder.ts'
import { createJpegSplitter } from './jpeg-splitter.ts'

describe('sizes', () => {
  it('are even, keep the aspect and never grow', () => {
    expect(fitInto({ width: 1920, height: 1080 }, 448)).toEqual({ width: 448, height: 252 })
    expect(fitInto({ width: 1080, height: 1920 }, 448)).toEqual({ width: 252, height: 448 })
    expect(fitInto({ width: 101, height: 57 }, 448)).toEqual({ width: 100, height: 56 })
    expect(fitInto({ width: 3000, height: 1 }, 448)).toEqual({ width: 448, height: 2 })
  })
})

describe('frame assembler', () => {
  it('cuts chunks of any size into frames and holds back while one is worked on', async () => {
    const pool = createFramePool(4)
    const frames: number[][] = []
    const assembler = createFrameAssembler(4, pool, (frame) => {
      frames.push([...frame])
      pool.giveBack(frame)
      return frames.length === 2 ? new Promise((resolve) => setTimeout(resolve, 20)) : undefined
    })
    expect(assembler.push(Uint8Array.of(1, 2, 3))).toBeUndefined()
    const busy = assembler.push(Uint8Array.of(4, 5, 6, 7, 8, 9, 10, 11, 12, 13))
    expect(frames).toHaveLength(2)
    await busy
    expect(frames).toEqual([
      [1, 2, 3, 4],
      [5, 6, 7, 8],
      [9, 10, 11, 12],
    ])
  })
})

describe('filmstrip', () => {
  const frame = { width: 320, height: 180 }
  const compose = async (frames: number, frameMs: number, claimedDurationMs: number) => {
    const sheets: FilmstripSheet[] = []
    const composer = createFilmstripComposer({
      frame,
      claimedDurationMs,
      onSheet: async (sheet) => {
        sheets.push(sheet)
      },
    })
    for (let index = 0; index < frames; index++) {
      const untilMs = (index + 1) * frameMs
      if (composer.isDue(untilMs)) await composer.show(untilMs, (target) => target.fill(index % 251))
    }
    return { layout: await composer.finish(), sheets }
  }

  it('shows in tile k what is shown at k × interval', async () => {
    const { layout, sheets } = await compose(50, 100, 5000)
    expect(layout).toMatchObject({ intervalMs: 250, count: 20, columns: 10, rows: 2, sheets: 1 })
    for (let tile = 0; tile < 20; tile++) {
      const x = (tile % 10) * 160
      const y = Math.floor(tile / 10) * 90
      expect(sheets[0]?.pixels[y * 1600 + x]).toBe(Math.floor((tile * 250) / 100))
    }
  })
  it('takes longer steps for longer films, whatever they claim', async () => {
    expect((await compose(90, 1000, 90_000)).layout).toMatchObject({ intervalMs: 500, count: 180, sheets: 2 })
    expect((await compose(600, 1000, 0)).layout).toMatchObject({ intervalMs: 1000, count: 600, sheets: 6 })
    expect((await compose(2, 500, 4_294_967_000)).layout).toMatchObject({ intervalMs: 250, count: 4, sheets: 1 })
    expect(finalIntervalMs(3 * 3_600_000)).toBe(1000)
    expect(finalIntervalMs(5 * 3_600_000)).toBe(2000)
  })
  it('makes sheets of one size, the last one padded with black', async () => {
    const { sheets } = await compose(250, 1000, 250_000)
    expect(sheets.map(({ size }) => size)).toEqual(Array(3).fill({ width: 1600, height: 900 }))
    expect(sheets[2]?.pixels[899 * 1600]).toBe(0)
    expect(sheets[2]?.pixels[1600 * 900]).toBe(249 - 49)
  })
  it('does not make a million tiles of one endless frame', async () => {
    const { layout } = await compose(1, 4_294_967_000, 60_000)
    expect(layout?.count).toBeLessThanOrEqual(12_000)
  })
})

/** Luma and chroma quantisation table of a JPEG, in zigzag order. */
const quantisation = (jpeg: Uint8Array): readonly number[] => {
  for (let at = 2; at < jpeg.length; at += 2 + ((jpeg[at + 2] ?? 0) << 8) + (jpeg[at + 3] ?? 0)) {
    if (jpeg[at + 1] === 0xdb) return [...jpeg.subarray(at + 5, at + 69)]
  }
  return []
}

/** The luma table of the JPEG standard (annex K), zigzag, scaled as libjpeg does for quality 90. */
const quality90 = [
  16, 11, 12, 14, 12, 10, 16, 14, 13, 14, 18, 17, 16, 19, 24, 40, 26, 24, 22, 22, 24, 49, 35, 37, 29, 40, 58, 51, 61,
  60, 57, 51, 56, 55, 64, 72, 92, 78, 64, 68, 87, 69, 55, 56, 80, 109, 81, 87, 95, 98, 103, 104, 103, 62, 77, 113, 121,
  112, 100, 120, 92, 101, 103, 99,
].map((value) => Math.floor((value * 20 + 50) / 100))

describe('JPEG encoder', () => {
  it('gives every frame back in order, finer than quality 90', async () => {
    const size = { width: 64, height: 48 }
    const encoder = startJpegEncoder({
      ffmpegPath: 'ffmpeg',
      size,
      matrix: null,
      wallClockMs: 60_000,
      signal: new AbortController().signal,
    })
    const order: number[] = []
    const jpegs: Uint8Array[] = []
    for (let index = 0; index < 20; index++) {
      const frame = new Uint8Array(frameBytes(size)).map((_, at) => (at * (index + 1)) % 256)
      await encoder.write(frame, (jpeg) => {
        order.push(index)
        jpegs.push(jpeg)
      })
    }
    await encoder.finish()
    expect(order).toEqual(Array.from({ length: 20 }, (_, index) => index))
    const table = quantisation(jpegs[0] ?? new Uint8Array())
    expect(table).toHaveLength(64)
    const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0)
    expect(sum(table)).toBeLessThan(sum(quality90))
  })
  it('says so when it cannot run', async () => {
    const encoder = startJpegEncoder({
      ffmpegPath: '/nonexistent/ffmpeg',
      size: { width: 16, height: 16 },
      matrix: null,
      wallClockMs: 5000,
      signal: new AbortController().signal,
    })
    await expect(encoder.write(new Uint8Array(384), () => {})).rejects.toThrow(/could not be started|ended early/)
  })
})

describe('JPEG splitter', () => {
  it('is not misled by an end marker within a segment, and takes single bytes', async () => {
    const image = Uint8Array.of(
      ...[0xff, 0xd8, 0xff, 0xdb, 0x00, 0x04, 0xff, 0xd9],
      ...[0xff, 0xda, 0x00, 0x02, 0x11, 0xff, 0x00, 0x22, 0xff, 0xd9],
    )
    const images: Uint8Array[] = []
    const splitter = createJpegSplitter((jpeg) => {
      images.push(jpeg)
    })
    for (const byte of [...image, ...image]) await splitter.push(Uint8Array.of(byte))
    expect(images).toEqual([image, image])
  })
})
