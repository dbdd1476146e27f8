import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Core } from '../core-api.ts'
import { createCore } from '../create-core.ts'
import { canMount, type SmallDisk, smallDisk } from '../fixtures/small-disk.ts'
import { finish, type TestLibrary, testLibrary, until, within } from '../fixtures/test-library.ts'

const videos = { limit: 500, sort: 'added', order: 'asc' } as const

describe.runIf(canMount())('a library on a disk that fills up while films are imported', () => {
  let library: TestLibrary
  let small: SmallDisk
  const opened: Core[] = []
  const lines: string[] = []
  beforeEach(async () => {
    library = await testLibrary()
    small = await smallDisk(24)
    lines.length = 0
  })
  afterEach(async () => {
    for (const core of opened.splice(0)) await core.close()
    await small.close()
    await library.close()
  })

  const open = async (): Promise<Core> => {
    const core = await createCore({
      libraryPath: join(small.path, 'Library'),
      version: '0.0.0',
      log: ({ message }) => void lines.push(message),
    })
    if (!core.ok) throw new Error(core.error.message)
    opened.push(core.value)
    return core.value
  }
  const fill = (leaveBytes: number) => small.fill(leaveBytes)
  const makeRoom = () => small.makeRoom()

  it('pauses with a reason, spins on nothing, and goes on by itself when there is room', async () => {
    const core = await open()
    const paths = await Promise.all(['one', 'two', 'three'].map((name) => library.clip('many-scenes', `${name}.mp4`)))
    // Copies with bytes of their own, so that they are three films.
    for (const [index, path] of paths.entries()) await writeFile(path, Buffer.alloc(index + 1), { flag: 'a' })
    await core.videos.import(paths, within(30_000))
    // Enough for the rows, too little for the pictures.
    await fill(1_500_000)
    await until(async () => (await core.stats()).paused !== undefined, 40_000)
    await fill(0)
    const linesBefore = lines.length
    await new Promise((resolve) => setTimeout(resolve, 4_000))
    expect((await core.stats()).paused).toMatchObject({ code: 'disk_full' })
    expect((await core.stats()).notices[0]).toMatchObject({ code: 'disk_full' })
    expect(lines.length - linesBefore).toBeLessThan(10)
    const { items } = await core.jobs.list({ limit: 100 })
    expect(items.filter(({ state }) => state === 'failed')).toEqual([])
    await makeRoom()
    await finish(core, 90_000)
    const after = await core.videos.list(videos)
    expect(after.items.map(({ state }) => state)).toEqual(['ready', 'ready', 'ready'])
    expect((await core.stats()).paused).toBeUndefined()
  })

  it('stops and starts on a full disk, counts no death, and finishes when there is room', async () => {
    const core = await open()
    const path = await library.clip('many-scenes', 'one.mp4')
    await core.videos.import([path], within(30_000))
    await until(async () => (await core.stats()).jobs.running > 0)
    for (let round = 0; round < 3; round += 1) await fill(0)
    await until(async () => (await core.stats()).paused !== undefined, 60_000)
    await core.close()
    for (let round = 0; round < 3; round += 1) {
      await fill(0)
      const refused = await createCore({ libraryPath: join(small.path, 'Library'), version: '0.0.0', log: () => {} })
      if (refused.ok) await refused.value.close()
      else expect(refused.error.code).toBe('disk_full')
      await makeRoom()
      await fill(200_000)
      const again = await open()
      await again.videos.list(videos)
      await again.close()
    }
    await makeRoom()
    const last = await open()
    const jobs = await last.jobs.list({ limit: 100 })
    expect(jobs.items.filter(({ reasonCode }) => reasonCode === 'interrupted' || reasonCode === 'quarantined')).toEqual(
      [],
    )
    await finish(last, 90_000)
    expect((await last.videos.list(videos)).items[0]?.state).toBe('ready')
  })
})
