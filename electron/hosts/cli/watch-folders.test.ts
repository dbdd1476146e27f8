import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { type TestLibrary, testLibrary } from '../../core/fixtures/test-library.ts'
import { runInProcess } from './fixtures/run-program.ts'

let library: TestLibrary

beforeAll(async () => {
  library = await testLibrary()
  await (await library.open()).close()
  await mkdir(join(library.folder, 'Films'))
})

afterAll(() => library.close(), 60_000)

const run = (...args: readonly string[]) => runInProcess(library, ['watch-folders', ...args], { cwd: library.folder })

it('adds, lists, pauses and removes watched folders', async () => {
  const added = await run('add', 'Films', '--include', '*.mov', '--include', '*.mp4', '--json')
  expect(added.code).toBe(0)
  expect(JSON.parse(added.out)).toMatchObject({
    path: join(library.folder, 'Films'),
    include: ['*.mov', '*.mp4'],
    recursive: true,
    state: 'paused',
  })
  expect(await run('add', 'Films')).toMatchObject({ code: 1, out: '' })
  expect((await run('add', 'Nothing')).err).toContain('cannot be watched')
  expect((await run()).out).toMatch(/^w\S+ {2}paused .* 0 videos .*Films {2}include \*\.mov \*\.mp4\n$/)
  expect(JSON.parse((await run('pause', 'Films', '--json')).out)).toMatchObject({ enabled: false })
  expect(await run('remove', 'Elsewhere')).toMatchObject({ code: 4 })
  expect(await run('remove', 'Films')).toMatchObject({ code: 0 })
  expect(await run()).toMatchObject({ code: 0, out: '' })
})
