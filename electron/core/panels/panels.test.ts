import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { Core } from '../core-api.ts'
import { type TestLibrary, testLibrary, unwrap } from '../fixtures/test-library.ts'

const origin = 'https://panel.example'
let library: TestLibrary
let core: Core

beforeAll(async () => {
  library = await testLibrary()
  core = await library.open({ runJobs: false })
})
afterAll(() => library.close(), 60_000)

it('lets in the origin with its own token, over a restart, until it is taken back', async () => {
  expect(await core.panels.knows(origin)).toBe(false)
  const { id, token } = await core.panels.create({ origin })
  const other = await core.panels.create({ origin: 'app://other' })
  expect(await core.panels.list()).toMatchObject([{ origin: 'app://other' }, { id, origin }])
  expect(await core.panels.accepts(origin, token)).toBe(true)
  expect(await core.panels.accepts(origin, other.token)).toBe(false)
  expect(await core.panels.accepts(origin, '')).toBe(false)
  await core.close()
  const written = await readFile(join(library.libraryPath, 'library.sqlite'), 'latin1')
  expect(written).toContain(origin)
  expect(written).not.toContain(token)
  core = await library.open({ runJobs: false })
  expect(await core.panels.accepts(origin, token)).toBe(true)

  const renewed = await core.panels.create({ origin })
  expect(await core.panels.accepts(origin, token)).toBe(false)
  expect(await core.panels.accepts(origin, renewed.token)).toBe(true)
  unwrap(await core.panels.delete(renewed.id))
  expect(await core.panels.knows(origin)).toBe(false)
  expect(await core.panels.accepts(origin, renewed.token)).toBe(false)
  expect(await core.panels.delete(renewed.id)).toMatchObject({ ok: false, error: { code: 'not_found' } })
})
