import { appendFile, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { readStamp } from '../library/read-stamp.ts'
import { createGrowingFiles, type GrowingFiles } from './growing-files.ts'

let folder = ''
let files: GrowingFiles
let settled: Promise<string>
let path = ''

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'goodclips-growing-'))
  path = join(folder, 'film.mp4')
  await writeFile(path, 'the beginning')
  const { promise, resolve } = Promise.withResolvers<string>()
  settled = promise
  files = createGrowingFiles({ onSettled: (name) => resolve(name), onGone: () => undefined })
})
afterEach(async () => {
  await files.close()
  await rm(folder, { recursive: true })
})

const add = async (): Promise<void> => {
  const found = await readStamp(path)
  if (found.kind !== 'file') throw new Error(found.kind)
  files.add({ path, stamp: found.stamp, sizeBytes: found.sizeBytes, changedAtMs: Date.now() })
}

it('tells of a file that has stopped growing', async () => {
  await add()
  await appendFile(path, 'and more')
  expect(await settled).toBe(path)
  expect(files.count()).toBe(0)
})

it('does not count the time in which the whole machine stood still', async () => {
  const now = performance.now.bind(performance)
  let sleptMs = 0
  vi.spyOn(performance, 'now').mockImplementation(() => now() + sleptMs)
  await add()
  const wokeAt = now()
  sleptMs = 3_600_000
  expect(await settled).toBe(path)
  expect(now() - wokeAt).toBeGreaterThan(1_900)
})
