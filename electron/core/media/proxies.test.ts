import { mkdir, readdir, readFile, rm, utimes, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'

import { importAll, type TestLibrary, testLibrary, until, unwrap } from '../fixtures/test-library.ts'
import { libraryPaths } from '../library-paths.ts'
import { evict } from './proxies.ts'

let library: TestLibrary
beforeEach(async () => {
  library = await testLibrary()
})
afterEach(async () => {
  await library.close()
})

it('makes a playable copy of what a browser cannot play, once, and keeps it', async () => {
  const core = await library.open()
  const [item] = await importAll(core, await library.clip('odd-size'))
  const id = item?.videoId ?? ''
  expect(unwrap(await core.videos.get(id)).playsInBrowser).toBe(false)
  expect(unwrap(await core.media.proxy(id))).toEqual({ state: 'making', progress: 0 })
  await until(async () => unwrap(await core.media.proxy(id)).state === 'ready')
  const made = unwrap(await core.media.proxy(id))
  if (made.state !== 'ready') throw new Error('not ready')
  expect(['video/mp4', 'video/webm']).toContain(made.slice.mimeType)
  expect((await readFile(made.slice.path)).length).toBe(made.slice.length)
  await core.close()
  expect(await readdir(join(library.libraryPath, 'tmp'))).toEqual([])
  const again = await library.open()
  expect(unwrap(await again.media.proxy(id))).toEqual(made)
  expect(await again.media.proxy('nothing')).toMatchObject({ ok: false, error: { code: 'not_found' } })
})

it('says why none can be made', async () => {
  const core = await library.open()
  const path = await library.clip('odd-size')
  const [item] = await importAll(core, path)
  await rm(path)
  await core.media.proxy(item?.videoId ?? '')
  await until(async () => !(await core.media.proxy(item?.videoId ?? '')).ok)
  expect(await core.media.proxy(item?.videoId ?? '')).toMatchObject({
    ok: false,
    error: { code: 'not_found', details: { code: 'file_not_found' } },
  })
})

it('removes the copies that were not used for longest until the rest fits', async () => {
  const paths = libraryPaths(join(library.folder, 'cache'))
  for (const [index, contentId] of ['aa1', 'aa2', 'bb3', 'bb4'].entries()) {
    await mkdir(paths.content(contentId), { recursive: true })
    await writeFile(join(paths.content(contentId), 'frames.pack'), 'kept')
    const path = join(paths.content(contentId), 'proxy.mp4')
    await writeFile(path, new Uint8Array(100))
    await utimes(path, new Date(2026, 0, 10 - index), new Date())
  }
  await evict(paths, 'bb4', 250)
  const left = (await readdir(paths.media, { recursive: true })).filter((name) => name.endsWith('.mp4'))
  expect(left.toSorted()).toEqual(['aa/aa1/proxy.mp4', 'bb/bb4/proxy.mp4'])
  expect((await readdir(paths.media, { recursive: true })).filter((name) => name.endsWith('.pack'))).toHaveLength(4)
})
