import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { importAll, type TestLibrary, testLibrary } from '../../core/fixtures/test-library.ts'
import { runInProcess } from './fixtures/run-program.ts'

let library: TestLibrary

beforeAll(async () => {
  library = await testLibrary()
  const core = await library.open()
  await importAll(core, await library.clip('three-scenes', 'Harbour.mp4'))
  await core.close()
})

afterAll(() => library.close(), 60_000)

const run = (...args: readonly string[]) => runInProcess(library, args)

it('makes, fills, shows and empties bins', async () => {
  expect((await run('bins', 'create', 'My', 'selects')).out).toMatch(/^b\S+ {2}.*My selects\n$/)
  const added = await run(
    'bins',
    'add',
    'my selects',
    'Harbour@00:00:00:00',
    'Harbour@00:00:00:05..00:00:00:15',
    '--json',
  )
  expect(added).toMatchObject({ code: 0, err: '' })
  const ranges = added.out
    .trim()
    .split('\n')
    .map((line): unknown => JSON.parse(line))
  expect(ranges).toMatchObject([
    { startFrame: 0, title: 'Harbour' },
    { startFrame: 5, endFrame: 15 },
  ])
  expect((await run('bins', 'show', 'My selects')).out.split('\n')).toHaveLength(3)
  expect((await run('bins', 'remove', 'My selects', '1')).out).toContain('1 ranges')
  expect(await run('bins', 'remove', 'My selects', '7')).toMatchObject({ code: 2 })
  expect(await run('bins', 'show', 'Nothing')).toMatchObject({ code: 4 })
  expect(await run('bins', 'delete', 'My selects')).toMatchObject({ code: 0 })
  expect((await run('bins')).out).toBe('')
})

it('makes a bin of an EDL, and names what is not there', async () => {
  const list = join(library.folder, 'Tag 1.edl')
  // Windows-1252, as old programs write.
  const text = `FCM: NON-DROP FRAME\r\n001  AX  V  C  00:00:00:02 00:00:00:07 01:00:00:00 01:00:00:05\r\n* FROM CLIP NAME: HARBOUR.MP4\r\n* COMMENT: R\u00e4der\r\n`
  await writeFile(list, Buffer.from(text, 'latin1'))
  expect(await run('bins', 'import', list)).toMatchObject({
    code: 0,
    out: expect.stringMatching(/1 ranges.*Tag 1\n$/),
    err: '',
  })
  expect((await run('bins', 'show', 'Tag 1')).out).toContain('Räder')
  await writeFile(
    list,
    `${text}002  A001  V  C  10:00:00:00 10:00:01:00 01:00:00:05 01:00:01:05\r\n* FROM CLIP NAME: nowhere.mov\r\n`,
  )
  const partly = await run('bins', 'import', list, '--name', 'Again', '--rate', '25')
  expect(partly).toMatchObject({
    code: 1,
    err: expect.stringMatching(/not found {2}2 {2}nowhere\.mov .*10:00:00:00–10:00:01:00/),
  })
  expect(partly.out).toContain('Again')
  const told = JSON.parse((await run('bins', 'import', list, '--json')).out)
  expect(told).toMatchObject({
    format: 'edl',
    linked: 1,
    unlinked: [{ name: 'nowhere.mov', reel: 'A001', code: 'no_film' }],
  })
  expect(await run('bins', 'import', list, '--rate', 'fast')).toMatchObject({ code: 2 })
  expect(await run('bins', 'import', join(library.folder, 'nothing.edl'))).toMatchObject({ code: 2 })
  await writeFile(list, 'hello')
  expect(await run('bins', 'import', list)).toMatchObject({ code: 2, err: expect.stringContaining('cannot be read') })
})
