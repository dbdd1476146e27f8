import { readdir, readFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import type { Filmstrip } from '../../contract/index.ts'
import { picture } from '../../media/analyse/fixtures/analysed.ts'
import { finish, type TestLibrary, testLibrary, until, unwrap, within } from '../fixtures/test-library.ts'

let library: TestLibrary
beforeEach(async () => {
  library = await testLibrary()
})
afterEach(async () => {
  await library.close()
})

it('shows the frames of a film that is being analysed, more and more of them', async () => {
  const core = await library.open()
  const [item] = await core.videos.import([await library.clip('long-1080p', 'Long.mp4')], within(30_000))
  const id = item?.videoId ?? ''
  const seen: Filmstrip[] = []
  let folder = ''
  await until(async () => {
    const { filmstrip, state } = unwrap(await core.videos.get(id))
    if (filmstrip === null || filmstrip.count === seen.at(-1)?.count) return state === 'ready'
    seen.push(filmstrip)
    const slice = unwrap(await core.media.filmstripSheet(id, 0))
    const sheet = await readFile(slice.path).catch(() => null)
    folder = dirname(slice.path)
    if (sheet !== null && filmstrip.growing === true && seen.length === 1) {
      const { columns, rows, tileWidth, tileHeight } = filmstrip
      const decoded = await picture(sheet, columns * tileWidth, rows * tileHeight)
      // The first tile shows the film, not the room that waits for tiles.
      const [red, green, blue] = decoded.mean(0, 0, 1 / columns, 1 / rows)
      expect(Math.max(red, green, blue)).toBeGreaterThan(20)
    }
    return state === 'ready'
  })
  await finish(core, 120_000)
  const growing = seen.filter((strip) => strip.growing === true)
  expect(growing.length).toBeGreaterThan(1)
  expect(new Set(growing.flatMap(({ sheetUrls }) => sheetUrls)).size).toBe(growing.length)
  const covered = growing.map(({ count, intervalMs }) => count * intervalMs)
  expect(covered).toEqual(covered.toSorted((left, right) => left - right))
  const whole = unwrap(await core.videos.get(id)).filmstrip
  expect(whole?.growing).toBeUndefined()
  expect((whole?.count ?? 0) * (whole?.intervalMs ?? 0)).toBeGreaterThanOrEqual(covered.at(-1) ?? 0)
  const kept = dirname(unwrap(await core.media.filmstripSheet(id, 0)).path)
  expect(folder === kept || folder === `${kept}/analysis.partial`).toBe(true)
  expect((await readdir(kept)).filter((name) => /growing|partial|ready/.test(name))).toEqual([])
})
