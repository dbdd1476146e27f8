import { createHash } from 'node:crypto'
import { mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { createInstalledFiles } from './installed-files.ts'
import type { InstalledModel } from './installed-model.ts'

let folder = ''
let model: InstalledModel
const never = new AbortController().signal
const weights = 'sub/model.safetensors'

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'goodclips-files-'))
  mkdirSync(join(folder, 'model', 'sub'), { recursive: true })
  const files = [
    { path: 'config.json', content: '{}' },
    { path: weights, content: 'weights' },
  ]
  for (const { path, content } of files) writeFileSync(join(folder, 'model', path), content)
  model = {
    id: 'm',
    title: 'm',
    task: 'embed',
    modality: 'captions',
    spaceKind: 'text',
    revision: 'r',
    folder: join(folder, 'model'),
    encoder: 'text-mean',
    prompts: { query: '{}', passage: '{}' },
    memoryBytes: 1,
    dimension: 8,
    runsFolderCode: false,
    consentToRunCode: false,
    licence: { id: 'x', name: 'x', url: null },
    files: files.map(({ path, content }) => ({
      path,
      sizeBytes: content.length,
      sha256: createHash('sha256').update(content).digest('hex'),
    })),
    sizeBytes: 9,
    bundled: false,
  }
})
afterEach(() => rmSync(folder, { recursive: true }))

const codeOf = async (files = createInstalledFiles(join(folder, 'state'))): Promise<string> => {
  const checked = await files.check(model, never)
  return checked.ok ? 'ok' : `${checked.error.code}: ${checked.error.message}`
}

test('files that are as they were installed pass, and those that are not are named', async () => {
  expect(await codeOf()).toBe('ok')
  expect(await codeOf()).toBe('ok')
  writeFileSync(join(model.folder, weights), 'weightz')
  expect(await codeOf()).toBe(`model_damaged: The file ${weights} of the model is not as it was installed.`)
  writeFileSync(join(model.folder, weights), 'weigh')
  expect(await codeOf()).toContain('has 5 bytes instead of 7')
  rmSync(join(model.folder, weights))
  expect(await codeOf()).toContain('is missing')
})

test('a file with the times of its last reading is not read again, unless it is suspected', async () => {
  const first = createInstalledFiles(join(folder, 'state'))
  const then = new Date('2026-01-01')
  utimesSync(join(model.folder, weights), then, then)
  expect(await codeOf(first)).toBe('ok')
  // Damage that leaves no trace: what is remembered says that it is the same file.
  const { sha256, sizeBytes } = { sha256: createHash('sha256').update('another').digest('hex'), sizeBytes: 7 }
  model = {
    ...model,
    files: model.files.map((file) => (file.path === weights ? { path: weights, sha256, sizeBytes } : file)),
  }
  expect(await codeOf(first)).toContain('model_damaged')
  const untouched = { ...model, files: model.files.filter(({ path }) => path !== weights) }
  first.suspect(untouched)
  expect((await first.check(untouched, never)).ok).toBe(true)
})

test('what cannot be remembered is read again', async () => {
  writeFileSync(join(folder, 'state'), 'a file where the folder should be')
  expect(await codeOf()).toBe('ok')
  expect(await codeOf()).toBe('ok')
})
