import { readdirSync, readFileSync } from 'node:fs'
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { constants, deflateRawSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { parseProcStatus } from '../../process/resident-memory.ts'
import { png, pngChunk } from './fixtures/png.ts'
import { createSearchFiles, type SearchFiles } from './search-files.ts'

const mebibyte = 2 ** 20
const never = new AbortController().signal
let folder = ''
let files: SearchFiles
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'goodclips-search-files-'))
  files = createSearchFiles({ temporary: folder, examples: join(folder, 'examples') }, 'ffmpeg')
})
afterAll(async () => rm(folder, { recursive: true, force: true }))

/** Zeros, compressed a thousandfold, without ever being there. */
const compressedZeros = (mebibytes: number): Buffer => {
  const piece = deflateRawSync(Buffer.alloc(16 * mebibyte), { finishFlush: constants.Z_FULL_FLUSH })
  const sum = Buffer.alloc(4)
  // Adler-32 of n zeros: a stays 1, b is n.
  sum.writeUInt32BE((((mebibytes * mebibyte) % 65_521) * 65_536 + 1) >>> 0)
  const pieces = Array.from({ length: mebibytes / 16 }, () => piece)
  return Buffer.concat([Buffer.from([0x78, 0x9c]), ...pieces, Buffer.from([0x03, 0x00]), sum])
}

/** Most memory that children of this process had together while something ran; 0 where it cannot be known. */
const peakOfChildren = async <Value>(work: () => Promise<Value>): Promise<{ value: Value; peak: number }> => {
  let peak = 0
  const look = (): void => {
    try {
      let bytes = 0
      for (const name of readdirSync('/proc').filter((entry) => /^\d+$/.test(entry))) {
        try {
          const status = readFileSync(`/proc/${name}/status`, 'latin1')
          if (new RegExp(`^PPid:\\s+${process.pid}$`, 'm').test(status)) bytes += parseProcStatus(status)
        } catch {
          // It has ended.
        }
      }
      peak = Math.max(peak, bytes)
    } catch {
      // No /proc here.
    }
  }
  const timer = setInterval(look, 20)
  try {
    return { value: await work(), peak }
  } finally {
    clearInterval(timer)
  }
}

describe('files to search by', () => {
  test('a picture is made small, once for all that send it', async () => {
    const bytes = png(2000, 1000)
    const answers = await Promise.all([1, 2, 3].map(() => files.add('picture', { name: 'a.png', bytes }, never)))
    const references = answers.map((answer) => (answer.ok ? answer.value : answer.error.code))
    expect(new Set(references).size).toBe(1)
    const slice = await files.get('picture', references[0] ?? '')
    const jpeg = await readFile(slice?.path ?? '')
    expect(jpeg.subarray(0, 2)).toEqual(Buffer.from([0xff, 0xd8]))
    expect(await readdir(join(folder, 'search'))).toHaveLength(1)
  })

  test('a small picture whose colour profile unpacks to gigabytes is refused within bounds', {
    timeout: 60_000,
  }, async () => {
    const name = Buffer.from('profile\0\0', 'latin1')
    const bytes = png(64, 64, [pngChunk('iCCP', Buffer.concat([name, compressedZeros(4096)]))])
    expect(bytes.length).toBeLessThan(8 * mebibyte)
    const { value, peak } = await peakOfChildren(() => files.add('picture', { name: 'bomb.png', bytes }, never))
    // A decoder may do without the chunk: what must not be is that it takes the machine.
    if (!value.ok) {
      expect(value.error.code).toMatch(/^(payload_too_large|unsupported_media)$/)
      expect(value.error.remedy).toMatch(/Send/)
    }
    expect(peak).toBeLessThan(1800 * mebibyte)
    expect((await readdir(join(folder, 'search'))).filter((left) => left.includes('sent'))).toEqual([])
  })

  test('a picture of a hundred megapixels is read', async () => {
    const answer = await files.add('picture', { name: 'wide.png', bytes: png(12_000, 8_400) }, never)
    expect(answer).toMatchObject({ ok: true })
  })

  test('many at once are converted two at a time', async () => {
    const { value, peak } = await peakOfChildren(() =>
      Promise.all(
        Array.from({ length: 12 }, (_, shade) =>
          files.add('picture', { name: 'a.png', bytes: png(6000, 4000, [], shade + 1) }, never),
        ),
      ),
    )
    expect(value.every((answer) => answer.ok)).toBe(true)
    expect(peak).toBeLessThan(700 * mebibyte)
  })

  test('who gives up while waiting hears so', async () => {
    const controller = new AbortController()
    const busy = [1, 2].map((shade) =>
      files.add('picture', { name: 'a.png', bytes: png(3000, 2000, [], 100 + shade) }, never),
    )
    const waiting = files.add('picture', { name: 'a.png', bytes: png(10, 10) }, controller.signal)
    controller.abort()
    expect(await waiting).toMatchObject({ ok: false, error: { code: 'unavailable' } })
    expect((await Promise.all(busy)).every((answer) => answer.ok)).toBe(true)
  })
})
