import { mkdir, readdir, readFile, stat, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import Database from 'better-sqlite3'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'

import { addNameFunctions } from '../../store/sqlite/name-functions.ts'
import type { Core } from '../core-api.ts'
import { finish, importAll, type TestLibrary, testLibrary, until, unwrap, within } from '../fixtures/test-library.ts'

const videos = { limit: 500, sort: 'added', order: 'asc' } as const

let library: TestLibrary
beforeEach(async () => {
  library = await testLibrary()
})
afterEach(async () => {
  await library.close()
})

const there = (path: string): Promise<boolean> =>
  stat(path).then(
    () => true,
    () => false,
  )

const upload = async (core: Core, name: string, bytes: Uint8Array, batch: string): Promise<string> => {
  const announced = unwrap(await core.uploads.create({ name, sizeBytes: bytes.length, batch }))
  const body = new Blob([Uint8Array.from(bytes)]).stream()
  const done = unwrap(await core.uploads.append(announced.id, 0, body, within(10_000)))
  return done.import?.path ?? ''
}

const derived = async (core: Core, id: string): Promise<string> => {
  const { contentId } = unwrap(await core.videos.get(id))
  return join(library.libraryPath, 'media', contentId.slice(0, 2), contentId)
}

/** Changes the database of a library that is closed. */
const inDatabase = (work: (database: Database.Database) => void): void => {
  const database = new Database(join(library.libraryPath, 'library.sqlite'))
  addNameFunctions(database)
  try {
    work(database)
  } finally {
    database.close()
  }
}

describe('removed videos', () => {
  it('take their pictures with them when space is freed, and never the file of the person', async () => {
    const core = await library.open()
    const path = await library.clip('two-scenes')
    const kept = await library.clip('three-scenes')
    const [item, other] = await importAll(core, path, kept)
    const id = item?.videoId ?? ''
    const folder = await derived(core, id)
    const others = await derived(core, other?.videoId ?? '')
    expect(await core.removed.get()).toMatchObject({ videos: 0, bytes: 0 })
    unwrap(await core.videos.remove(id))
    const before = await core.removed.get()
    expect(before.videos).toBe(1)
    expect(before.bytes).toBeGreaterThan(1000)
    expect(await there(folder)).toBe(true)
    expect(await core.removed.purgeAll()).toEqual({ videos: 1, bytes: before.bytes })
    expect([await there(folder), await there(path), await there(others)]).toEqual([false, true, true])
    expect(await core.removed.purgeAll()).toEqual({ videos: 0, bytes: 0 })
    expect(await core.videos.patch(id, { removed: false })).toMatchObject({ ok: false, error: { code: 'not_found' } })
    expect((await importAll(core, path))[0]).toMatchObject({ outcome: 'added' })
    expect((await core.search.captions({ query: 'x', typing: false, limit: 5 })).total).toBe(0)
  })

  it('can be deleted one by one', async () => {
    const core = await library.open()
    const [one, other] = await importAll(core, await library.clip('two-scenes'), await library.clip('three-scenes'))
    unwrap(await core.videos.remove(one?.videoId ?? ''))
    unwrap(await core.videos.remove(other?.videoId ?? ''))
    expect(unwrap(await core.removed.purge(one?.videoId ?? '')).videos).toBe(1)
    expect(await core.removed.purge(one?.videoId ?? '')).toMatchObject({ ok: false, error: { code: 'not_found' } })
    expect(unwrap(await core.videos.patch(other?.videoId ?? '', { removed: false })).state).toBe('ready')
    expect(await core.removed.purge(other?.videoId ?? '')).toMatchObject({ ok: false })
  })

  it('take uploaded copies and the captions that came with them, but nothing of another film', async () => {
    const core = await library.open()
    const film = await readFile(await library.clip('two-scenes'))
    const second = await readFile(await library.clip('three-scenes'))
    const captions = Buffer.from('1\n00:00:00,100 --> 00:00:01,000\nA whale.\n')
    const path = await upload(core, 'Film.mp4', film, 'batch1')
    await upload(core, 'Film.en.srt', captions, 'batch1')
    const otherPath = await upload(core, 'Other.mp4', second, 'batch1')
    await upload(core, 'Other.srt', captions, 'batch1')
    const alone = await upload(core, 'Alone.mp4', Buffer.concat([film, Buffer.alloc(8)]), 'batch2')
    await finish(core)
    const page = await core.videos.list(videos)
    for (const video of page.items) if (video.path !== otherPath) unwrap(await core.videos.remove(video.id))
    expect((await core.removed.purgeAll()).videos).toBe(2)
    expect((await readdir(dirname(path))).toSorted()).toEqual(['Other.mp4', 'Other.srt'])
    expect(await there(dirname(alone))).toBe(false)
  })

  it('go by themselves an hour later, also over a restart', async () => {
    const core = await library.open()
    const [item, other] = await importAll(core, await library.clip('two-scenes'), await library.clip('three-scenes'))
    const [old, fresh] = [await derived(core, item?.videoId ?? ''), await derived(core, other?.videoId ?? '')]
    unwrap(await core.videos.remove(item?.videoId ?? ''))
    unwrap(await core.videos.remove(other?.videoId ?? ''))
    await core.close()
    inDatabase((database) =>
      database
        .prepare('UPDATE videos SET removed_at = @at WHERE id = @id')
        .run({ at: new Date(Date.now() - 3_700_000).toISOString(), id: item?.videoId ?? '' }),
    )
    const again = await library.open()
    await until(async () => !(await there(old)))
    expect(await there(fresh)).toBe(true)
    expect((await again.removed.get()).videos).toBe(1)
  })

  it('leave nothing when the process died between the rows and the files', async () => {
    const core = await library.open()
    const film = await readFile(await library.clip('two-scenes'))
    const path = await upload(core, 'Film.mp4', film, 'batch1')
    const [mine] = await importAll(core, await library.clip('three-scenes'))
    await finish(core)
    const uploaded = (await core.videos.list(videos)).items.find((video) => video.path === path)
    const folder = await derived(core, uploaded?.id ?? '')
    const kept = await derived(core, mine?.videoId ?? '')
    const foreign = join(library.libraryPath, 'media', 'ab', 'my own folder')
    await mkdir(foreign, { recursive: true })
    unwrap(await core.videos.remove(uploaded?.id ?? ''))
    await core.close()
    const outside = join(library.folder, 'outside.mp4')
    await writeFile(outside, 'mine')
    inDatabase((database) => {
      database.pragma('foreign_keys = ON')
      for (const file of [path, outside]) database.prepare('INSERT INTO files_to_delete VALUES (@file)').run({ file })
      database.prepare('DELETE FROM videos WHERE id = @id').run({ id: uploaded?.id ?? '' })
    })
    const again = await library.open()
    await until(async () => !(await there(folder)) && !(await there(path)))
    expect([await there(kept), await there(foreign), await there(outside)]).toEqual([true, true, true])
    await again.close()
    inDatabase((database) => {
      expect(database.prepare('SELECT COUNT(*) FROM files_to_delete').pluck().get()).toBe(0)
    })
    expect((await (await library.open()).videos.list(videos)).items).toHaveLength(1)
  })
})
