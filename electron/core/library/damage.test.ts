import { rmSync } from 'node:fs'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { overwriteLeaves } from '../../store/fixtures/damages.ts'
import type { Core } from '../core-api.ts'
import { importAll, type TestLibrary, testLibrary, until, unwrap } from '../fixtures/test-library.ts'

let library: TestLibrary
beforeEach(async () => {
  library = await testLibrary()
})
afterEach(async () => {
  await library.close()
})

const repairs = async (core: Core) => (await core.stats()).notices.filter(({ code }) => code.startsWith('database_'))
const all = { limit: 500, sort: 'added', order: 'asc' } as const

it('imports lost films again from where they lay, with their tags, and tells of it until that is dismissed', async () => {
  const core = await library.open()
  const { libraryPath } = core
  const [item] = await importAll(core, await library.clip('two-scenes', 'Holiday.mp4'))
  unwrap(await core.videos.patch(item?.videoId ?? '', { tags: ['Beach'] }))
  await core.close()
  rmSync(join(libraryPath, 'backups'), { recursive: true })
  overwriteLeaves(join(libraryPath, 'library.sqlite'), 'videos')

  const repaired = await library.open()
  const [notice, ...others] = await repairs(repaired)
  expect(others).toEqual([])
  expect(notice).toMatchObject({ code: 'database_repaired' })
  expect(notice?.message).toContain('1 film was lost: Holiday.mp4')
  await until(async () => {
    const [video] = (await repaired.videos.list(all)).items
    return video?.state === 'ready' && unwrap(await repaired.videos.get(video.id)).tags.includes('Beach')
  })
  expect((await repaired.doctor()).some(({ id }) => id === 'database_repaired')).toBe(true)
  await repaired.close()

  const later = await library.open()
  expect(await repairs(later)).toMatchObject([{ id: notice?.id }])
  unwrap(await later.notices.dismiss(notice?.id ?? ''))
  expect(await repairs(later)).toEqual([])
  expect(await later.notices.dismiss(notice?.id ?? '')).toMatchObject({ ok: false, error: { code: 'not_found' } })
  await later.close()
})

it('repairs damage that shows only while jobs are resumed, of a library too large to be checked at once', async () => {
  const core = await library.open()
  const { libraryPath } = core
  const [item] = await importAll(core, await library.clip('two-scenes', 'Holiday.mp4'))
  await core.close()
  const path = join(libraryPath, 'library.sqlite')
  const database = new Database(path)
  database.exec(`INSERT INTO search_history (search_key, request, relevant, at)
    VALUES ('large', '"' || hex(zeroblob(4000000)) || '"', 0, '2026-01-01T00:00:00.000Z')`)
  database.close()
  overwriteLeaves(path, 'jobs')

  const repaired = await library.open()
  expect(await repairs(repaired)).toMatchObject([{ code: 'database_repaired' }])
  expect(unwrap(await repaired.videos.get(item?.videoId ?? '')).title).toBe('Holiday')
  await repaired.close()
})
