import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { copyFile, mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { listPeopleQuerySchema } from '../../contract/index.ts'
import { ffmpeg } from '../../media/analyse/fixtures/analysed.ts'
import { facesFolder } from '../../runners/fixtures/faces-folder.ts'
import type { Core } from '../core-api.ts'
import { pythonEnvironment } from '../fixtures/small-model.ts'
import { finish, type TestLibrary, testLibrary, until, unwrap, within } from '../fixtures/test-library.ts'

const longMs = 15 * 60_000
const everyone = listPeopleQuerySchema.parse({})
const folder = existsSync(pythonEnvironment) ? facesFolder() : null
const one = ['obama.jpg', 'obama2.jpg', 'obama3.jpg'] as const
const other = 'biden.jpg'

/** A film that shows photographs for two seconds each, on grey, as they are. */
const filmOf = async (photographs: readonly string[], path: string): Promise<void> => {
  const inputs = photographs.flatMap((name) => ['-loop', '1', '-t', '2', '-i', join(folder ?? '', 'photographs', name)])
  const scaled = photographs.map(
    (_, at) =>
      `[${at}:v]scale=640:360:force_original_aspect_ratio=decrease,pad=640:360:-1:-1:gray,setsar=1,fps=25[v${at}]`,
  )
  const joined = `${photographs.map((_, at) => `[v${at}]`).join('')}concat=n=${photographs.length}[v]`
  const graph = [...scaled, joined].join(';')
  await ffmpeg([...inputs, '-filter_complex', graph, '-map', '[v]', '-c:v', 'libx264', '-pix_fmt', 'yuv420p', path])
}

describe.skipIf(folder === null)('people, by a real model', () => {
  let library: TestLibrary
  let core: Core
  beforeEach(async () => {
    library = await testLibrary()
    core = await library.open({ modelsPath: join(library.folder, 'Models') })
    await mkdir(join(library.folder, 'films'))
  })
  afterEach(() => library.close())

  const people = async () => (await core.people.list(everyone)).items

  it(
    'are found only when they are wanted, named, found in the next film, and forgotten for good',
    async () => {
      const first = join(library.folder, 'films', 'first.mp4')
      await filmOf([...one, other], first)
      await core.videos.import([first], within(60_000))
      await finish(core, longMs)
      unwrap(await core.models.import('dlib-faces', { path: join(folder ?? '', 'model') }))
      const model = async () => (await core.models.list()).find(({ id }) => id === 'dlib-faces')
      await until(async () => (await model())?.state === 'installed', longMs)
      await finish(core, longMs)
      expect(await people()).toEqual([])

      await core.settings.patch({ people: 'on' })
      await finish(core, longMs)
      const found = await people()
      expect(found.map(({ name, sceneCount, videoCount }) => [name, sceneCount, videoCount])).toEqual([
        [null, 3, 1],
        [null, 1, 1],
      ])
      const anna = found[0]?.id ?? ''
      expect(unwrap(await core.people.patch({ id: anna, name: 'Anna' }))).toMatchObject([{ id: anna, name: 'Anna' }])
      const faces = unwrap(await core.people.faces(anna, { limit: 100 })).items
      expect(faces.every(({ frameUrl, decided }) => frameUrl !== null && decided)).toBe(true)

      const second = join(library.folder, 'films', 'second.mp4')
      await filmOf(['obama_partial_face.jpg'], second)
      await core.videos.import([second], within(60_000))
      await finish(core, longMs)
      expect((await people()).map(({ name, videoCount }) => [name, videoCount])).toEqual([
        ['Anna', 2],
        [null, 1],
      ])

      const bytes = (): Buffer => {
        const backups = join(library.libraryPath, 'backups')
        const files = [
          ...readdirSync(library.libraryPath).map((name) => join(library.libraryPath, name)),
          ...(existsSync(backups) ? readdirSync(backups).map((name) => join(backups, name)) : []),
        ]
        return Buffer.concat(files.filter((file) => file.includes('.sqlite')).map((file) => readFileSync(file)))
      }
      await core.close()
      core = await library.open({ modelsPath: join(library.folder, 'Models') })
      expect(readdirSync(join(library.libraryPath, 'backups')).length).toBeGreaterThan(0)
      expect(bytes().includes('Anna')).toBe(true)
      expect(await core.people.forget()).toMatchObject({ people: 2 })
      expect(await people()).toEqual([])
      expect(bytes().includes('Anna')).toBe(false)
      expect((await core.settings.get()).people).toBe('off')
      const copy = join(library.folder, 'films', 'third.mp4')
      await copyFile(second, copy)
      await core.videos.import([copy], within(60_000))
      await finish(core, longMs)
      expect(await people()).toEqual([])
    },
    longMs,
  )
})
