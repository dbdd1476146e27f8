import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { importAll, type TestLibrary, testLibrary, unwrap } from '../../core/fixtures/test-library.ts'
import { runInProcess } from './fixtures/run-program.ts'

let library: TestLibrary
let sceneId = ''

beforeAll(async () => {
  library = await testLibrary()
  const core = await library.open()
  const [item] = await importAll(core, await library.clip('three-scenes', 'Harbour.mp4'))
  sceneId = unwrap(await core.videos.scenes(item?.videoId ?? '', { limit: 10 })).items[1]?.id ?? ''
  await core.close()
})

afterAll(() => library.close(), 60_000)

const run = (...args: readonly string[]) => runInProcess(library, args)
const lines = (out: string): readonly unknown[] =>
  out
    .trim()
    .split('\n')
    .map((line): unknown => JSON.parse(line))

it('sets, lists, exports and imports marks', async () => {
  expect(await run('marks', 'set', 'harbour', '--rating', '4', '--tag', 'boats', '--tag', 'macro')).toMatchObject({
    code: 0,
    err: '',
  })
  await run('marks', 'set', sceneId, '--flag', 'pick', '--label', 'blue', '--note', 'the crane')
  await run('marks', 'set', 'Harbour@00:00:00:05..00:00:00:15', '--rating', '2')
  const listed = lines((await run('marks', 'list', 'Harbour', '--json')).out)
  expect(listed).toHaveLength(3)
  expect(listed).toEqual(
    expect.arrayContaining([
      expect.objectContaining({ kind: 'video', rating: 4, tags: ['boats', 'macro'] }),
      expect.objectContaining({ kind: 'scene', sceneId, flag: 'pick', label: 'blue', note: 'the crane' }),
      expect.objectContaining({ kind: 'range', startFrame: 5, endFrame: 15, rating: 2 }),
    ]),
  )
  expect((await run('marks', 'list', 'Harbour')).out).toContain('pick  blue  the crane')

  const file = join(library.folder, 'marks.json')
  expect(lines((await run('marks', 'export', '--out', file, '--json')).out)).toEqual([{ path: file, marks: 3 }])
  expect(await run('marks', 'export', '--out', file)).toMatchObject({ code: 2 })
  expect(await run('marks', 'set', 'Harbour', '--untag', 'macro', '--rating', 'none', '--note', 'later')).toMatchObject(
    { code: 0, err: '' },
  )
  const back = lines((await run('marks', 'import', file, '--json')).out)
  expect(back).toEqual([{ imported: 0, kept: 3, waiting: 0 }])
  expect(lines((await run('marks', 'list', 'Harbour', '--json')).out)).toEqual(
    expect.arrayContaining([expect.objectContaining({ kind: 'video', rating: null, tags: ['boats'], note: 'later' })]),
  )

  await writeFile(join(library.folder, 'other.json'), '{"format":"other"}')
  for (const wrong of [
    ['set', 'Harbour'],
    ['set', 'Harbour', '--rating', '7'],
    ['import', join(library.folder, 'other.json')],
    ['import', join(library.folder, 'nothing.json')],
  ]) {
    const refused = await run('marks', ...wrong)
    expect(refused).toMatchObject({ code: 2, out: '' })
    expect(refused.err).not.toBe('')
  }
  expect(await run('marks', 'list', 'Nothing')).toMatchObject({ code: 4 })
})
