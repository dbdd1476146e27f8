import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import type { Problem } from '../../contract/index.ts'
import type { WrittenFile } from '../../domain/ports/index.ts'
import { type MadeFile, publishOnce } from './publish-once.ts'

let folder = ''
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'goodclips-publish-'))
})
afterEach(() => rm(folder, { recursive: true }))

const wider: Problem = { code: 'wider_cut', message: 'Clip begins 3 frames before the range.' }
const made: MadeFile = { report: [wider], beside: { extension: 'srt', text: 'words' } }

/** One run of an export with one clip. `noted` is what the library holds of it. */
const run = async (made: MadeFile | null, wrote?: () => Promise<void>) => {
  const noted: { files: readonly WrittenFile[]; report: readonly Problem[] | undefined }[] = []
  let makes = 0
  const isThere = await publishOnce(
    {
      id: 'x',
      wrote: async (files, _progress, report) => {
        await wrote?.()
        noted.push({ files, report })
      },
    },
    { folder, name: 'Clip', extension: 'mp4', item: 0 },
    async (partial) => {
      makes += 1
      await writeFile(partial, `film ${makes}`)
      return made
    },
    ({ report }) => ({ progress: 1, report }),
  ).catch((error: unknown) => error)
  return { isThere, noted, makes }
}

const files = async () => (await readdir(folder)).toSorted()
const both = () => [
  { path: join(folder, 'Clip.mp4'), sizeBytes: 6, item: 0 },
  { path: join(folder, 'Clip.srt'), sizeBytes: 5 },
]
const dies = async (): Promise<void> => {
  throw new Error('the library is gone')
}

it('names a file and what goes beside it, and notes both at once', async () => {
  await writeFile(join(folder, 'Clip.mp4'), 'of somebody else')
  const { isThere, noted } = await run(made)
  expect(isThere).toBe(true)
  expect(noted).toEqual([
    {
      files: [
        { path: join(folder, 'Clip (2).mp4'), sizeBytes: 6, item: 0 },
        { path: join(folder, 'Clip (2).srt'), sizeBytes: 5 },
      ],
      report: [wider],
    },
  ])
  expect(await files()).toEqual(['Clip (2).mp4', 'Clip (2).srt', 'Clip.mp4'])
})

it('notes what an earlier run had named, with what that run knew of it', async () => {
  expect((await run(made, dies)).isThere).toBeInstanceOf(Error)
  const again = await run(made)
  expect(again).toEqual({ isThere: true, makes: 0, noted: [{ files: both(), report: [wider] }] })
  expect(await files()).toEqual(['Clip.mp4', 'Clip.srt'])
})

it('writes what goes beside a file that had its name already, as it was to be', async () => {
  await run(made, dies)
  await rm(join(folder, 'Clip.srt'))
  const again = await run({ report: [], beside: { extension: 'srt', text: 'of another cut' } })
  expect(again).toMatchObject({ makes: 0, noted: [{ files: both(), report: [wider] }] })
  expect(await readFile(join(folder, 'Clip.srt'), 'utf8')).toBe('words')
})

it('makes a file anew that had no name yet, whatever is left of it', async () => {
  await writeFile(join(folder, '.goodclips-x-0.partial'), 'half')
  await writeFile(join(folder, '.goodclips-x-0.record'), JSON.stringify(made))
  const again = await run({ report: [], beside: null })
  expect(again).toMatchObject({
    makes: 1,
    noted: [{ files: [{ path: join(folder, 'Clip.mp4'), sizeBytes: 6 }], report: [] }],
  })
  expect(await files()).toEqual(['Clip.mp4'])
})

it('leaves nothing where nothing came of it', async () => {
  expect(await run(null)).toEqual({ isThere: false, noted: [], makes: 1 })
  expect(await files()).toEqual([])
})
