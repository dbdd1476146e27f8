import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { hangLimitMs } from '../../../build/fixtures/patience.ts'
import { createExportSchema, type Export } from '../../contract/index.ts'
import { diskFull } from '../../domain/failure.ts'
import type { WrittenFile } from '../../domain/ports/index.ts'
import { err, ok } from '../../domain/result.ts'
import { createMedia } from '../../media/media.ts'
import { mustOpen } from '../../store/fixtures/temporary-library.ts'
import type { Core } from '../core-api.ts'
import { canMount, type SmallDisk, smallDisk } from '../fixtures/small-disk.ts'
import { importAll, type TestLibrary, testLibrary, until, unwrap } from '../fixtures/test-library.ts'
import { libraryPaths } from '../library-paths.ts'
import { runClipsExport } from './clips-export.ts'

let library: TestLibrary
let disk: SmallDisk | null = null
beforeEach(async () => {
  library = await testLibrary()
})
afterEach(async () => {
  await library.close()
  await disk?.close()
  disk = null
})

const opened = async (count: number, length: number) => {
  const core = await library.open()
  const [item] = await importAll(core, await library.clip('three-scenes', 'Film.mp4'))
  const videoId = item?.videoId ?? ''
  const ranges = Array.from({ length: count }, (_, at) => ({ videoId, startFrame: at, endFrame: at + length }))
  return { core, source: { ranges } }
}
const stateOf = async (core: Core, id: string): Promise<Export> => unwrap(await core.exports.get(id))
const over = async (core: Core, id: string): Promise<Export> => {
  await until(async () => !['waiting', 'running'].includes((await stateOf(core, id)).state), 120_000)
  return stateOf(core, id)
}
const told = { code: 'disk_full', remedy: expect.stringContaining('resume the export') }

it.runIf(canMount())(
  'a disk that fills up is told, nothing half stays, and the export goes on with room',
  {
    timeout: 300_000,
  },
  async () => {
    disk = await smallDisk(64)
    const out = join(disk.path, 'clips')
    const { core, source } = await opened(12, 60)
    const wish = { source, kind: 'clips', mode: 'preset', preset: 'prores-422', destination: out } as const
    const { id } = unwrap(await core.exports.create(createExportSchema.parse(wish)))
    await until(async () => (await stateOf(core, id)).files.length > 0, 120_000)
    await disk.fill(20_000)
    const stopped = await over(core, id)
    expect(stopped).toMatchObject({ state: 'failed', error: told })
    const names = (paths: readonly { readonly path: string }[]) => paths.map(({ path }) => path.slice(out.length + 1))
    expect((await readdir(out)).toSorted()).toEqual(names(stopped.files).toSorted())
    expect(stopped.files.length).toBeLessThan(12)

    // With no room it says so before anything is written.
    unwrap(await core.exports.resume(id))
    expect(await over(core, id)).toMatchObject({ state: 'failed', error: told })
    await disk.makeRoom()
    unwrap(await core.exports.resume(id))
    const done = await over(core, id)
    expect(done.state).toBe('done')
    expect(names(done.files).slice(0, stopped.files.length)).toEqual(names(stopped.files))
    expect((await readdir(out)).toSorted()).toEqual(names(done.files).toSorted())
    expect(done.files).toHaveLength(12)
  },
)

it('a write that fails for want of room ends the export, which goes on behind what is there', {
  timeout: 120_000,
}, async () => {
  const { core, source } = await opened(4, 5)
  const out = join(library.folder, 'out')
  const wish = { source, kind: 'clips', mode: 'exact', destination: out, nameTemplate: '{nr}' } as const
  const { id } = unwrap(await core.exports.create(createExportSchema.parse(wish)))
  await over(core, id)
  await core.close()
  const store = await mustOpen(library.libraryPath)
  const media = createMedia()
  try {
    const record = await store.exports.get(id)
    const request = { ...(record?.request as object), folder: join(library.folder, 'again') }
    const written: WrittenFile[] = []
    let room = 2
    const parts = {
      store,
      locations: { verified: async ({ path }: { readonly path: string }) => ok(path) },
      paths: libraryPaths(library.libraryPath),
      media: {
        ...media,
        cutClip: (call: Parameters<typeof media.cutClip>[0]) => {
          room -= 1
          return room < 0 ? Promise.resolve(err(diskFull)) : media.cutClip(call)
        },
      },
    }
    const run = () =>
      runClipsExport(parts, {
        ...{ id: 'again', name: 'Again', request, written: [...written], report: [] },
        signal: AbortSignal.timeout(hangLimitMs),
        wrote: async (files) => void written.push(...files),
        progressed: () => {},
      })
    await expect(run()).rejects.toMatchObject({ failure: told })
    expect((await readdir(join(library.folder, 'again'))).toSorted()).toEqual(['1.mp4', '2.mp4'])
    room = 10
    await run()
    expect((await readdir(join(library.folder, 'again'))).toSorted()).toEqual(['1.mp4', '2.mp4', '3.mp4', '4.mp4'])
    expect(written.map(({ item }) => item)).toEqual([0, 1, 2, 3])
  } finally {
    await media.close()
    await store.close()
  }
})
