import { mkdtemp, rm, truncate, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { chunkCodeBytes, chunkRows, longCodeBytes } from '../arena/memory-layout.ts'
import { openLongCodes } from './long-code-file.ts'

const padded = 64
const size = longCodeBytes(padded)
/** Bytes between the codes of one chunk and those of the next. */
const gap = 100
const position = 32
const stride = chunkCodeBytes(padded) + gap

let folder = ''
let path = ''

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'goodclips-codes-'))
  path = join(folder, 'space.codes')
  const bytes = new Uint8Array(position + 2 * stride)
  // The code of row 5 of the first chunk is 5, 5, 5 …, that of row 7 of the second 7, 7, 7 ….
  bytes.fill(5, position + 5 * size, position + 6 * size)
  bytes.fill(7, position + stride + 7 * size, position + stride + 8 * size)
  await writeFile(path, bytes)
})
afterEach(() => rm(folder, { recursive: true, force: true }))

it('finds codes of rows in all chunks', async () => {
  const reader = openLongCodes({ path, rows: 2 * chunkRows, padded, position, stride })
  const codes = new Uint8Array(2 * size + 3)
  reader.readRow(5, codes, 3)
  reader.readRow(chunkRows + 7, codes, 3 + size)
  expect([...codes]).toEqual([0, 0, 0, ...Array(size).fill(5), ...Array(size).fill(7)])
  const chunk = new Uint8Array(chunkCodeBytes(padded))
  await reader.readInBackground(chunkRows, chunk)
  expect(chunk.reduce((sum, byte) => sum + byte, 0)).toBe(7 * size)
  reader.close()
})

it('says when the file has become shorter', async () => {
  const reader = openLongCodes({ path, rows: 2 * chunkRows, padded, position, stride })
  await truncate(path, position + stride + 7 * size + 3)
  const message = `the cache file ${path} is shorter than it was`
  expect(() => reader.readRow(chunkRows + 7, new Uint8Array(size), 0)).toThrow(message)
  await expect(reader.readInBackground(chunkRows, new Uint8Array(chunkCodeBytes(padded)))).rejects.toThrow(message)
  reader.close()
  expect(() => openLongCodes({ path: join(folder, 'gone'), rows: 1, padded, position, stride })).toThrow('ENOENT')
})
