import { mkdir, mkdtemp, readdir, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import type { Manifest } from './manifest.ts'
import { createModelShelf } from './model-shelf.ts'

const manifest = (revision: string, installedAt = '2026-01-02T03:04:05.000Z'): Manifest => ({
  version: 1,
  id: 'a-model',
  title: 'A model',
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

const shelfWith = async () => {
  const folder = await mkdtemp(join(tmpdir(), 'goodclips-shelf-'))
  const shelf = createModelShelf(folder)
  const place = async (about: Manifest) => {
    await mkdir(shelf.staging(about.id), { recursive: true })
    await writeFile(join(shelf.staging(about.id), 'model.safetensors'), about.revision.slice(0, 3))
    return await shelf.place(about)
  }
  return { folder, shelf, place }
}

it('keeps a model under its id and revision, with a manifest', async () => {
  const { folder, shelf, place } = await shelfWith()
  expect(await shelf.list()).toEqual([])
  const placed = await place(manifest('abc'))
  expect(placed.folder).toBe(join(folder, 'a-model', 'abc'))
  expect(await shelf.list()).toEqual([placed])
  expect(placed).toMatchObject({ sizeBytes: 3, bundled: false, revision: 'abc' })
  expect((await readdir(placed.folder)).toSorted()).toEqual(['manifest.json', 'model.safetensors'])
})

it('a newer revision replaces the older one, the same one itself', async () => {
  const { folder, shelf, place } = await shelfWith()
  await place(manifest('abc'))
  await place(manifest('def', '2026-02-02T03:04:05.000Z'))
  await place(manifest('def', '2026-03-02T03:04:05.000Z'))
  expect(await readdir(join(folder, 'a-model'))).toEqual(['def'])
  expect((await shelf.list()).map(({ revision }) => revision)).toEqual(['def'])
})

it('removes a model and what was begun of it', async () => {
  const { folder, shelf, place } = await shelfWith()
  await place(manifest('abc'))
  await mkdir(shelf.staging('a-model'), { recursive: true })
  expect(await shelf.remove('a-model')).toBe(true)
  expect(await shelf.remove('a-model')).toBe(false)
  expect(await shelf.list()).toEqual([])
  expect((await readdir(folder)).filter((name) => !name.startsWith('.staging'))).toEqual([])
})

it('passes over what is no model', async () => {
  const { folder, shelf, place } = await shelfWith()
  await place(manifest('abc'))
  await mkdir(join(folder, 'half-a-model', 'main'), { recursive: true })
  await mkdir(join(folder, 'broken', 'main'), { recursive: true })
  await writeFile(join(folder, 'broken', 'main', 'manifest.json'), '{"version": 1')
  await mkdir(join(folder, 'stranger', 'abc'), { recursive: true })
  await writeFile(join(folder, 'stranger', 'abc', 'manifest.json'), JSON.stringify(manifest('abc')))
  expect((await shelf.list()).map(({ id }) => id)).toEqual(['a-model'])
})
