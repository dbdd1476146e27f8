import { mkdtemp, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, it } from 'vitest'
import { encoderNameSchema } from '../../contract/index.ts'
import { readFamilies } from './architectures.ts'
import { lookAtFolder } from './look-at-folder.ts'
import { readRegistry } from './registry.ts'

const resource = (name: string): string => fileURLToPath(new URL(`../../../resources/${name}`, import.meta.url))

const families = async () => {
  const read = await readFamilies(resource('architectures.json'))
  if (!read.ok) throw new Error(read.error.message)
  return read.value
}

it('has a row for every encoder, and each model type once', async () => {
  const rows = await families()
  expect(rows.map(({ encoder }) => encoder).toSorted()).toEqual(encoderNameSchema.options.toSorted())
  const types = rows.flatMap(({ modelTypes }) => modelTypes)
  expect(new Set(types).size).toBe(types.length)
})

it('says the same of an encoder as the registry says of its models', async () => {
  const rows = await families()
  const registry = await readRegistry(resource('models.json'))
  for (const { id, encoder, modality, spaceKind, runsFolderCode } of registry.ok ? registry.value : [])
    expect(
      rows.find((row) => row.encoder === encoder),
      id,
    ).toMatchObject({ modality, spaceKind, runsFolderCode })
  expect(registry.ok).toBe(true)
})

it('takes a folder of every model type that Python loads', async () => {
  const rows = await families()
  for (const row of rows) {
    for (const type of row.modelTypes) {
      const folder = await mkdtemp(join(tmpdir(), 'goodclips-architecture-'))
      await writeFile(join(folder, 'config.json'), JSON.stringify({ model_type: type }))
      expect(await lookAtFolder(folder, rows), type).toEqual({ ok: true, value: row })
    }
  }
})

it('a broken table says where', async () => {
  const path = join(await mkdtemp(join(tmpdir(), 'goodclips-architectures-')), 'architectures.json')
  await writeFile(path, '{"version":1,"families":[{"encoder":"unknown"}]}')
  const read = await readFamilies(path)
  expect(read).toMatchObject({ ok: false, error: { code: 'registry_broken' } })
  if (!read.ok) expect(read.error.message).toContain('families[0].encoder')
  expect(await readFamilies('/nowhere/architectures.json')).toMatchObject({ ok: false })
})
