import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { z } from 'zod'
import { type TestLibrary, testLibrary } from '../../core/fixtures/test-library.ts'
import { runProgram } from './fixtures/run-program.ts'

const listModules = fileURLToPath(new URL('fixtures/list-modules.mjs', import.meta.url))
let library: TestLibrary

beforeAll(async () => {
  library = await testLibrary()
  await (await library.open()).close()
})

afterAll(() => library.close())

/** Packages of node_modules, and own modules, that a command loads. */
const loadedBy = async (...args: readonly string[]): Promise<ReadonlySet<string>> => {
  const list = join(library.folder, 'modules.json')
  const { code } = await runProgram(library, args, {
    env: { NODE_OPTIONS: `--import=${listModules}`, GOODCLIPS_TEST_MODULES: list },
  })
  expect(code).toBe(0)
  const urls = z.array(z.string()).parse(JSON.parse(await readFile(list, 'utf8')))
  const names = urls.map((url) => /node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(url)?.[1] ?? /electron\/.*/.exec(url)?.[0])
  return new Set(names.filter((name) => name !== undefined))
}

it('loads what a command needs, and no more: help comes at once', async () => {
  const help = await loadedBy('--help')
  expect(help).toContain('commander')
  for (const name of ['electron/core/create-core.ts', 'better-sqlite3', 'hono']) expect(help).not.toContain(name)
  const videos = await loadedBy('videos')
  expect(videos).toContain('electron/core/create-core.ts')
  for (const name of ['pdf-lib', '@modelcontextprotocol/sdk', 'ajv', '@hono/node-server'])
    expect(videos).not.toContain(name)
})
