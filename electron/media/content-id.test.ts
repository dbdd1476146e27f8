import { execFileSync } from 'node:child_process'
import { closeSync, copyFileSync, mkdtempSync, openSync, rmSync, truncateSync, writeFileSync, writeSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { patience } from '../../build/fixtures/patience.ts'
import { sampledRanges } from '../contract/content-id.ts'
import { identify } from './content-id.ts'
import { outcomeOf, successOf } from './fixtures/call.ts'

const folder = mkdtempSync(join(tmpdir(), 'goodclips-content-'))
afterAll(() => rmSync(folder, { recursive: true }))
const { signal } = new AbortController()
const file = (name: string, bytes: Uint8Array): string => {
  const path = join(folder, name)
  writeFileSync(path, bytes)
  return path
}
const idOf = async (path: string): Promise<string> => successOf(await identify(path, signal)).contentId

describe('identify', () => {
  test('depends on the content alone', async () => {
    const first = file('first', Buffer.from('picture'))
    const second = join(folder, 'second name')
    copyFileSync(first, second)
    expect(await idOf(first)).toBe(await idOf(second))
    expect(await idOf(first)).toMatch(/^[0-9a-f]{40}-c1$/)
    expect(await idOf(file('third', Buffer.from('Picture')))).not.toBe(await idOf(first))
  })

  test('of the first bytes is that of a file which ends there', async () => {
    const bytes = Buffer.from(Array.from({ length: 900_000 }, (_, index) => index % 251))
    const whole = file('recording', bytes)
    const begun = await idOf(file('recording begun', bytes.subarray(0, 700_000)))
    expect(successOf(await identify(whole, signal, 700_000))).toEqual({ contentId: begun, sizeBytes: 700_000 })
    expect(outcomeOf(await identify(whole, signal, 900_001))).toBe('truncated')
  })

  test('stays what it is from version to version', async () => {
    // SHA-256 of "c1:7:picture", computed apart.
    expect(await idOf(file('fixed', Buffer.from('picture')))).toBe('0a62153016e577d90e41cc8a324402a7ab60bb23-c1')
  })

  test('sees a change at the head, at the end and in a sample of a large file, and the size', async () => {
    const bytes = Buffer.alloc(5_000_000, 7)
    const id = await idOf(file('large', bytes))
    const samples = sampledRanges(bytes.length)
    for (const { offset } of samples) {
      const changed = Buffer.from(bytes)
      changed[offset] = 8
      expect(await idOf(file('changed', changed))).not.toBe(id)
    }
    expect(await idOf(file('longer', Buffer.alloc(5_000_001, 7)))).not.toBe(id)
  })

  test('reads 352 KiB of a film of 100 GB, in no time', async () => {
    const path = file('huge', Buffer.from('begin'))
    truncateSync(path, 100_000_000_000)
    const handle = openSync(path, 'r+')
    writeSync(handle, 'end', 99_999_999_990)
    closeSync(handle)
    const ranges = sampledRanges(100_000_000_000)
    expect(ranges.reduce((sum, range) => sum + range.length, 0)).toBe(352 * 1024)
    const startedAt = performance.now()
    expect(successOf(await identify(path, signal)).sizeBytes).toBe(100_000_000_000)
    expect(performance.now() - startedAt).toBeLessThan(patience(2000))
  })

  test('samples lie in order, apart and within the file', () => {
    for (const size of [1_048_577, 2_000_000, 123_456_789]) {
      const ranges = sampledRanges(size)
      expect(ranges).toHaveLength(16)
      for (const [index, range] of ranges.entries()) {
        const next = ranges[index + 1]?.offset ?? size
        expect(range.offset + range.length).toBeLessThanOrEqual(next)
      }
      expect(ranges.at(-1)).toEqual({ offset: size - 65_536, length: 65_536 })
    }
  })

  test('refuses what is no file, without blocking on a pipe', async () => {
    expect(outcomeOf(await identify(join(folder, 'nothing'), signal))).toBe('file_not_found')
    expect(outcomeOf(await identify(folder, signal))).toBe('not_a_file')
    expect(outcomeOf(await identify(file('empty', Buffer.alloc(0)), signal))).toBe('empty_file')
    expect(outcomeOf(await identify(file('some', Buffer.alloc(9)), AbortSignal.abort()))).toBe('cancelled')
    if (process.platform === 'win32') return
    const pipe = join(folder, 'pipe')
    execFileSync('mkfifo', [pipe])
    expect(outcomeOf(await identify(pipe, signal))).toBe('not_a_file')
    expect(outcomeOf(await identify('/dev/zero', signal))).toBe('not_a_file')
  })
})
