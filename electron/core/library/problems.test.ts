import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { importAll, type TestLibrary, testLibrary, unwrap } from '../fixtures/test-library.ts'

let library: TestLibrary
beforeEach(async () => {
  library = await testLibrary()
})
afterEach(() => library.close())

/** A file that begins like a film and is none. */
const brokenFilm = async (name: string): Promise<string> => {
  const source = await library.clip('two-scenes', name)
  await writeFile(source, Buffer.concat([Buffer.from([0, 0, 0, 24]), Buffer.from('ftypmp42'), Buffer.alloc(4000, 7)]))
  return source
}

const needs = async (core: Awaited<ReturnType<TestLibrary['open']>>) =>
  (await core.problems.list({ limit: 500 })).items.map(({ kind }) => kind)

it('lists in one place what needs a person, and dismisses it whatever it is', async () => {
  const core = await library.open()
  const good = await library.clip('two-scenes', 'good.mp4')
  const broken = await brokenFilm('broken.mp4')
  const empty = join(library.folder, 'clips', 'empty.mp4')
  const text = join(library.folder, 'clips', 'text.mp4')
  await writeFile(empty, '')
  await writeFile(text, 'This is not a film.\n'.repeat(1000))
  const items = await importAll(core, good, broken, empty, text)
  // What holds no film at all never becomes a card.
  expect(items.map(({ outcome }) => outcome)).toEqual(['added', 'added', 'refused', 'refused'])
  expect((await core.videos.list({ limit: 100, sort: 'title', order: 'asc' })).items).toHaveLength(2)
  expect(await needs(core)).toEqual(['video', 'import', 'import'])
  expect((await core.stats()).needsYou).toBe(3)
  const { items: problems } = await core.problems.list({ limit: 500 })
  const [failed] = problems
  expect(failed).toMatchObject({ kind: 'video', title: 'broken', state: 'failed', hasScenes: false })
  // Page by page it is the same list.
  const paged = []
  let cursor: string | undefined
  do {
    const page = await core.problems.list({ limit: 1, ...(cursor === undefined ? {} : { cursor }) })
    paged.push(...page.items)
    cursor = page.nextCursor ?? undefined
  } while (cursor !== undefined)
  expect(paged).toEqual(problems)

  const all = problems.map(({ id }) => id)
  const answer = await core.problems.dismiss([...all, 'nothing'])
  expect(answer.dismissed.toSorted()).toEqual(all.toSorted())
  expect(answer.removedVideoIds).toEqual([failed?.id])
  expect(await needs(core)).toEqual([])
  expect((await core.stats()).needsYou).toBe(0)
  expect((await core.videos.list({ limit: 100, sort: 'title', order: 'asc' })).items.map(({ title }) => title)).toEqual(
    ['good'],
  )
  // The dead card can be brought back, with its problem.
  unwrap(await core.videos.patch(failed?.id ?? '', { removed: false }))
  expect(await needs(core)).toEqual(['video'])
})

it('keeps the card of a video that lacks only a part, and hears of the next problem', {
  timeout: 120_000,
}, async () => {
  const core = await library.open()
  const path = await library.clip('two-scenes', 'good.mp4')
  const [item] = await importAll(core, path)
  await core.close()
  const videoId = item?.videoId ?? ''
  const second = await library.open({ runJobs: false })
  const { items } = await second.jobs.list({ limit: 500, videoId })
  const loudness = items.find(({ stage }) => stage === 'loudness')?.id ?? ''
  unwrap(await second.jobs.retry(loudness))
  unwrap(await second.jobs.cancel(loudness))
  // What a person cancelled asks nothing of them.
  expect(unwrap(await second.videos.get(videoId)).state).toBe('partial')
  expect((await second.stats()).needsYou).toBe(0)
  expect(await needs(second)).toEqual([])
})
