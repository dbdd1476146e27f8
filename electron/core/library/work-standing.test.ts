import { afterEach, beforeEach, expect, it } from 'vitest'
import { finish, importAll, type TestLibrary, testLibrary, until, within } from '../fixtures/test-library.ts'

let library: TestLibrary
beforeEach(async () => {
  library = await testLibrary()
})
afterEach(() => library.close())

it('counts videos of the present work, not jobs, and nothing when it is done', async () => {
  const core = await library.open()
  expect((await core.stats()).work).toBeUndefined()
  await importAll(core, await library.clip('two-scenes', 'first.mp4'))
  expect((await core.stats()).work).toBeUndefined()
  const paths = [
    await library.clip('captioned-mkv', 'second.mkv'),
    await library.clip('three-scenes', 'third.mp4'),
    await library.clip('long-1080p', 'fourth.mp4'),
  ]
  await core.videos.import(paths, within(30_000))
  const seen: { readonly videos: number; readonly done: number }[] = []
  await until(async () => {
    const { work } = await core.stats()
    if (work !== undefined) seen.push({ videos: work.videos, done: work.done })
    return work === undefined
  })
  await finish(core)
  expect(new Set(seen.map(({ videos }) => videos))).toEqual(new Set([3]))
  expect(seen.map(({ done }) => done)).toEqual(seen.map(({ done }) => done).toSorted((a, b) => a - b))
  expect(seen[0]).toEqual({ videos: 3, done: 0 })
  const [today] = await core.jobs.summary({ utcOffsetMinutes: 0, days: 60 })
  const { jobs } = await core.stats()
  expect(today).toMatchObject({ done: jobs.done, failed: 0, cancelled: 0, videosWithoutModel: 4 })
})
