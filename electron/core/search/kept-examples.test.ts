import { createHash } from 'node:crypto'
import { mkdir, readdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { semanticSearchSchema } from '../../contract/index.ts'
import type { Core } from '../core-api.ts'
import { importAll, type TestLibrary, testLibrary, unwrap, within } from '../fixtures/test-library.ts'
import { libraryPaths } from '../library-paths.ts'
import { png } from './fixtures/png.ts'

let library: TestLibrary
let videoId = ''
beforeAll(async () => {
  library = await testLibrary()
  const core = await library.open()
  const [item] = await importAll(core, await library.clip('three-scenes'))
  videoId = item?.videoId ?? ''
  await core.close()
})
afterAll(() => library.close(), 60_000)

/** Sends a picture; without a model the search is refused, and the picture is kept all the same. */
const send = async (core: Core, shade: number): Promise<string> => {
  const bytes = png(16, 16, [], shade)
  const file = { name: 'ramp.png', bytes }
  const answer = await core.search.similarToImage(file, semanticSearchSchema.parse({}), within(60_000))
  expect(answer).toMatchObject({ ok: false, error: { code: 'conflict' } })
  return createHash('sha256').update('picture').update(bytes).digest('hex').slice(0, 32)
}
const byPicture = (reference: string) =>
  semanticSearchSchema.parse({ anchors: [{ videoId, index: 0 }], pictures: [{ reference }], remember: true })
const examples = () => readdir(libraryPaths(library.libraryPath).examples).catch(() => [])

describe('pictures that searches compare with', () => {
  it('stay with a saved search over seventy others and a restart, and go with the last search that needs them', async () => {
    const core = await library.open()
    const reference = await send(core, 1)
    const first = unwrap(await core.search.saved.create({ name: 'Like this', request: byPicture(reference) }))
    const second = unwrap(await core.search.saved.create({ name: 'Also', request: byPicture(reference) }))
    expect(first).not.toHaveProperty('examplesGone')
    const forgotten = await send(core, 2)
    for (const request of [byPicture(reference), byPicture(forgotten)]) {
      unwrap(await core.search.semantic(request, within(60_000)))
    }
    for (let shade = 3; shade < 73; shade += 1) await send(core, shade)
    await core.close()

    const again = await library.open()
    const saved = unwrap(await again.search.saved.get(first.id))
    expect(saved).not.toHaveProperty('examplesGone')
    expect(await examples()).toEqual([`${reference}.jpg`])
    const history = (await again.search.history({ limit: 10 })).items
    expect(history.map(({ examplesGone }) => examplesGone)).toEqual([1, undefined])

    unwrap(await again.search.saved.delete(first.id))
    expect(await examples()).toHaveLength(1)
    unwrap(await again.search.saved.patch(second.id, { request: semanticSearchSchema.parse({ query: 'red' }) }))
    expect(await examples()).toEqual([])
    await again.close()
  })

  it('tells of a search that was saved when its picture was gone already', async () => {
    const core = await library.open()
    const gone = byPicture('never-sent')
    const saved = unwrap(await core.search.saved.create({ name: 'Too late', request: gone }))
    expect(saved).toMatchObject({ examplesGone: 1 })
    expect((await core.search.saved.list({ limit: 10 })).items.find(({ id }) => id === saved.id)).toMatchObject({
      examplesGone: 1,
    })
    await core.close()
  })

  it('are deleted at the next start when their search went without them', async () => {
    const core = await library.open()
    const reference = await send(core, 90)
    unwrap(await core.search.saved.create({ name: 'Kept', request: byPicture(reference) }))
    await core.close()
    const folder = libraryPaths(library.libraryPath).examples
    await mkdir(folder, { recursive: true })
    await writeFile(join(folder, 'left-over.jpg.partial'), 'x')
    await (await library.open()).close()
    expect(await examples()).toEqual([`${reference}.jpg`])
  })
})
