import { mkdtemp, readFile, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { type ModelEntry, modelRoleSchema, roleOfModel } from '../../contract/index.ts'
import { readFamilies } from './architectures.ts'
import { bundledModels } from './bundled-models.ts'
import { readRegistry } from './registry.ts'

const resources = fileURLToPath(new URL('../../../resources', import.meta.url))

const entries = async (): Promise<readonly ModelEntry[]> => {
  const registry = await readRegistry(join(resources, 'models.json'))
  if (!registry.ok) throw new Error(registry.error.message)
  return registry.value
}

describe('the registry of the app', () => {
  it('follows its schema and offers a model to begin with for every role', async () => {
    const all = await entries()
    expect(new Set(all.map(({ id }) => id)).size).toBe(all.length)
    for (const role of modelRoleSchema.options) {
      const defaults = all.filter((entry) => roleOfModel(entry) === role && entry.tags.includes('default'))
      expect(defaults, role).toHaveLength(1)
    }
  })

  it('loads safetensors and what its reader checks, and code of a folder only where it says so', async () => {
    const families = await readFamilies(join(resources, 'architectures.json'))
    const ownWeights = new Map(families.ok ? families.value.map((row) => [row.encoder, row.ownWeights ?? []]) : [])
    const fileParts = new Map(families.ok ? families.value.map((row) => [row.encoder, row.fileParts ?? []]) : [])
    for (const { id, encoder, files, repository, runsFolderCode } of await entries()) {
      const weights = files.filter(({ path }) => /\.(safetensors|bin|pt|onnx|py)$/.test(path))
      const isSafe = (path: string): boolean =>
        path.endsWith('.safetensors') ||
        ownWeights.get(encoder)?.includes(path) === true ||
        // The reader of ONNX checks what the parts of names lead to.
        (path.endsWith('.onnx') && (fileParts.get(encoder) ?? []).some((part) => path.includes(part)))
      expect(
        weights.every(({ path }) => isSafe(path)),
        id,
      ).toBe(true)
      // What comes from a folder only is known by its digests, if it is known at all.
      const isKnown = weights.length > 0 && weights.every(({ sha256 }) => sha256 !== undefined)
      expect(weights.length > 0, id).toBe(repository !== null || isKnown)
      if (runsFolderCode) expect(repository, id).toBeNull()
    }
  })

  it('has prompts with one place for the text', async () => {
    for (const { id, prompts } of await entries())
      for (const prompt of [prompts.query, prompts.passage]) expect(prompt.split('{}'), id).toHaveLength(2)
  })
})

const configSchema = z.object({ hidden_size: z.number().optional(), projection_dim: z.number().optional() })

describe('models that come with the app', () => {
  it('are those whose folder is there, of the dimension that the registry says', async () => {
    const found = await bundledModels(await entries(), join(resources, 'demo-models'))
    for (const model of found) {
      const config = configSchema.parse(JSON.parse(await readFile(join(model.folder, 'config.json'), 'utf8')))
      expect(config.projection_dim ?? config.hidden_size, model.id).toBe(model.dimension)
      expect(model.revision).toMatch(/^[0-9a-f]{12}-bundled$/)
      expect(model.sizeBytes).toBeLessThan(6_000_000)
    }
    expect(await bundledModels(await entries(), '/nowhere')).toEqual([])
  })
})

it('a broken registry says where', async () => {
  const path = join(await mkdtemp(join(tmpdir(), 'goodclips-registry-')), 'models.json')
  await writeFile(path, '{"version":1,"models":[{"id":"Not Kebab"}]}')
  const registry = await readRegistry(path)
  expect(registry).toMatchObject({ ok: false, error: { code: 'registry_broken' } })
  if (!registry.ok) expect(registry.error.message).toContain('models.0')
  expect(await readRegistry('/nowhere/models.json')).toMatchObject({ ok: false })
})
