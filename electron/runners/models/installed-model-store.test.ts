import { spawnSync } from 'node:child_process'
import { mkdir, mkdtemp, readdir, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { createInstalledModelStore } from './installed-model-store.ts'
import type { Manifest } from './manifest.ts'

const manifest = (revision: string, installedAt = '2026-01-02T03:04:05.000Z'): Manifest => ({
  version: 1,
  id: 'a-model',
  title: 'A model',
  task: 'embed',
  modality: 'captions',
  spaceKind: 'text',
  source: 'hub',
  repository: 'o/m',
  revision,
  encoder: 'text-mean',
  dimension: 32,
  prompts: { query: '{}', passage: '{}' },
  memoryBytes: 1,
  runsFolderCode: false,
  consentToRunCode: false,
  licence: { id: 'MIT', name: 'MIT', url: null },
  files: [{ path: 'model.safetensors', sizeBytes: 3, sha256: 'a'.repeat(64) }],
  installedAt,
})

const storeWith = async () => {
  const folder = await mkdtemp(join(tmpdir(), 'goodclips-models-'))
  const store = createInstalledModelStore(folder)
  const place = async (about: Manifest) => {
    await mkdir(store.staging(about.id), { recursive: true })
    await writeFile(join(store.staging(about.id), 'model.safetensors'), about.revision.slice(0, 3))
    return await store.place(about)
  }
  return { folder, store, place }
}

it('keeps a model under its id and revision, with a manifest', async () => {
  const { folder, store, place } = await storeWith()
  expect(await store.list()).toEqual([])
  const placed = await place(manifest('abc'))
  expect(placed.folder).toBe(join(folder, 'a-model', 'abc'))
  expect(await store.list()).toEqual([placed])
  expect(placed).toMatchObject({ sizeBytes: 3, bundled: false, revision: 'abc' })
  expect((await readdir(placed.folder)).toSorted()).toEqual(['manifest.json', 'model.safetensors'])
})

it('a newer revision replaces the older one, the same one itself', async () => {
  const { folder, store, place } = await storeWith()
  await place(manifest('abc'))
  await place(manifest('def', '2026-02-02T03:04:05.000Z'))
  await place(manifest('def', '2026-03-02T03:04:05.000Z'))
  expect(await readdir(join(folder, 'a-model'))).toEqual(['def'])
  expect((await store.list()).map(({ revision }) => revision)).toEqual(['def'])
})

it('removes a model and what was begun of it', async () => {
  const { folder, store, place } = await storeWith()
  await place(manifest('abc'))
  await mkdir(store.staging('a-model'), { recursive: true })
  expect(await store.remove('a-model')).toBe(true)
  expect(await store.remove('a-model')).toBe(false)
  expect(await store.list()).toEqual([])
  expect((await readdir(folder)).filter((name) => !name.startsWith('.staging'))).toEqual([])
})

it('passes over what is no model', async () => {
  const { folder, store, place } = await storeWith()
  await place(manifest('abc'))
  await mkdir(join(folder, 'half-a-model', 'main'), { recursive: true })
  await mkdir(join(folder, 'broken', 'main'), { recursive: true })
  await writeFile(join(folder, 'broken', 'main', 'manifest.json'), '{"version": 1')
  await mkdir(join(folder, 'stranger', 'abc'), { recursive: true })
  await writeFile(join(folder, 'stranger', 'abc', 'manifest.json'), JSON.stringify(manifest('abc')))
  expect((await store.list()).map(({ id }) => id)).toEqual(['a-model'])
})

it('deletes what a process that was killed had begun to delete, and leaves that of one that lives', async () => {
  const { folder, store, place } = await storeWith()
  const ended = spawnSync(process.execPath, ['--version']).pid
  for (const pid of [ended, process.ppid]) {
    await mkdir(join(folder, `.leaving-${pid}-1700000000000`))
    await writeFile(join(folder, `.leaving-${pid}-1700000000000`, 'model.safetensors'), 'abc')
  }
  await place(manifest('abc'))
  const leaving = () => readdir(folder).then((names) => names.filter((name) => name.startsWith('.leaving')))
  expect(await leaving()).toEqual([`.leaving-${process.ppid}-1700000000000`])
  await store.remove('a-model')
  expect(await leaving()).toEqual([`.leaving-${process.ppid}-1700000000000`])
})
