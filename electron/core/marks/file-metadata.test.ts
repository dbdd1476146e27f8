import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import type { FileMetadata } from '../../contract/index.ts'
import { emptyMark } from '../../domain/marks/scene-marks.ts'
import { parseXmp } from '../../domain/metadata/xmp.ts'
import { createFileMetadata } from './file-metadata.ts'

const inFile: FileMetadata = { source: 'container', file: null, values: { rating: 4, keywords: ['sea'] } }

const world = async () => {
  const folder = await mkdtemp(join(tmpdir(), 'goodclips-sidecar-'))
  const film = join(folder, 'Film.mov')
  const mark = { ...emptyMark, rating: 2, tags: ['boat'], kind: 'video' }
  const video = { id: 'v1', title: 'Film', removedAt: null, probe: { fileMetadata: [inFile] } }
  const made = createFileMetadata({
    // Only what is asked for: the rest of the store has no part in it.
    store: {
      videos: { get: async (id: string) => (id === 'v1' ? video : null) },
      marks: { list: async () => [mark] },
    } as never,
    locations: { existing: async () => new Set([film]) },
  })
  return { folder, made, sidecar: join(folder, 'Film.xmp') }
}

it('tells what others wrote and where it differs, and writes a file beside the film that it may write again', async () => {
  const { folder, made, sidecar } = await world()
  expect(await made.metadata('v1')).toMatchObject({
    ok: true,
    value: {
      sources: [inFile],
      conflicts: [
        { field: 'rating', mine: '2', theirs: '4' },
        { field: 'tags', mine: 'boat', theirs: 'sea' },
      ],
    },
  })
  expect(await made.metadata('gone')).toMatchObject({ ok: false, error: { code: 'not_found' } })
  expect(await made.writeSidecar('v1')).toEqual({ ok: true, value: { path: sidecar } })
  expect(await made.writeSidecar('v1')).toMatchObject({ ok: true })
  expect(parseXmp(await readFile(sidecar, 'utf8'))).toEqual({ rating: 2, title: 'Film', keywords: ['boat'] })
  await rm(folder, { recursive: true })
})

it('never touches a file that another program wrote', async () => {
  const { folder, made, sidecar } = await world()
  await writeFile(sidecar, '<x:xmpmeta x:xmptk="Adobe XMP Core"/>')
  expect(await made.writeSidecar('v1')).toMatchObject({ ok: false, error: { code: 'conflict' } })
  expect(await readFile(sidecar, 'utf8')).toBe('<x:xmpmeta x:xmptk="Adobe XMP Core"/>')
  await rm(folder, { recursive: true })
})
