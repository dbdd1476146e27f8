import { mkdir, mkdtemp, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, it } from 'vitest'
import { readFamilies } from './architectures.ts'
import { lookAtFolder } from './look-at-folder.ts'

const look = async (folder: string) => {
  const families = await readFamilies(fileURLToPath(new URL('../../../resources/architectures.json', import.meta.url)))
  if (!families.ok) throw new Error(families.error.message)
  return lookAtFolder(folder, families.value)
}

const folderWith = async (files: Readonly<Record<string, string>>): Promise<string> => {
  const folder = await mkdtemp(join(tmpdir(), 'goodclips-look-'))
  for (const [name, content] of Object.entries(files)) await writeFile(join(folder, name), content)
  return folder
}

it.each([
  [{ 'config.json': '{"model_type":"clip"}' }, 'visual', false],
  [{ 'open_clip_config.json': '{}' }, 'visual', false],
  [{ 'config.json': '{"architecture":"vit_base"}', 'open_clip_config.json': '{}' }, 'visual', false],
  [{ 'config.json': '{"model_type":"clap"}' }, 'audio', false],
  [{ 'config.json': '{"model_type":"bert"}' }, 'captions', false],
  [{ 'config.json': '{"model_type":"albert"}' }, 'captions', false],
  [{ 'config.json': '{"model_type":"deberta-v2"}' }, 'captions', false],
  [{ 'config.json': '{"model_type":"modernbert"}' }, 'captions', false],
  [{ 'config.json': '{"model_type":"internvl_vision"}' }, 'likeness', false],
  [{ 'config.json': '{"model_type":"x","auto_map":{"AutoModel":"a.B"}}' }, 'likeness', true],
  [{ 'config.json': '{"alignment_heads":[],"suppress_ids":[]}' }, null, false],
])('%j is of %s', async (files, modality, runsFolderCode) => {
  expect(await look(await folderWith(files))).toMatchObject({ ok: true, value: { modality, runsFolderCode } })
})

it.each<[Readonly<Record<string, string>>, string]>([
  [{ 'config.json': '{"model_type":"gpt2"}' }, 'gpt2'],
  [{ 'config.json': 'not JSON' }, 'config.json'],
  [{ 'README.md': '' }, 'config.json'],
])('%j is refused', async (files, word) => {
  const looked = await look(await folderWith(files))
  expect(looked).toMatchObject({ ok: false, error: { code: 'model_invalid' } })
  if (!looked.ok) expect(looked.error.message).toContain(word)
})

it('must be a folder, named from the root', async () => {
  const folder = await folderWith({ file: '' })
  await mkdir(join(folder, 'inner'))
  for (const path of ['relative', join(folder, 'gone'), join(folder, 'file')])
    expect(await look(path)).toMatchObject({ ok: false, error: { code: 'model_missing' } })
})
