import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { realMediaFolder } from '../../../build/fixtures/real-media.ts'
import type { Core } from '../core-api.ts'
import { type ExpectedImport, unusualImports } from '../fixtures/expected-imports.ts'
import { finish, type TestLibrary, testLibrary, unwrap, within } from '../fixtures/test-library.ts'

const folders = ['edited', 'single', 'subs', 'odd', 'derived'] as const
const longMs = 25 * 60_000

const describeEnd = (end: ExpectedImport): string => {
  switch (end.end) {
    case 'ready':
      return 'ready'
    case 'partial':
      return `partial: ${end.warnings.join(', ')}`
    default:
      return `${end.end}: ${end.error}`
  }
}

/** Processes that descend from this one, by /proc; empty where there is none. */
const descendants = async (): Promise<readonly string[]> => {
  if (process.platform !== 'linux') return []
  const parents = new Map<number, { readonly parent: number; readonly name: string }>()
  for (const entry of await readdir('/proc')) {
    if (!/^\d+$/.test(entry)) continue
    const stat = await readFile(`/proc/${entry}/stat`, 'utf8').catch(() => '')
    const match = /^\d+ \((.*)\) \S (\d+)/.exec(stat)
    if (match !== null) parents.set(Number(entry), { parent: Number(match[2]), name: match[1] ?? '' })
  }
  const isOurs = (pid: number): boolean => {
    const parent = parents.get(pid)?.parent
    return parent !== undefined && parent !== 0 && (parent === process.pid || isOurs(parent))
  }
  return [...parents].filter(([pid]) => isOurs(pid)).map(([, { name }]) => name)
}

describe.skipIf(realMediaFolder === null)('every real test video', () => {
  let library: TestLibrary
  let core: Core
  beforeAll(async () => {
    library = await testLibrary()
    core = await library.open()
  })
  afterAll(async () => {
    await library.close()
  })

  it(
    'ends in the state the table names, and leaves no process and no temporary file',
    async () => {
      const root = realMediaFolder ?? ''
      const names = (
        await Promise.all(folders.map(async (f) => (await readdir(join(root, f))).map((n) => `${f}/${n}`)))
      ).flat()
      expect(names).toHaveLength(71)
      const items = await core.videos.import(
        names.map((name) => join(root, name)),
        within(60_000),
      )
      await finish(core, longMs - 60_000)

      const ends: Record<string, string> = {}
      for (const [i, name] of names.entries()) {
        const item = items[i]
        if (item?.videoId === undefined) {
          ends[name] = `refused: ${item?.error?.code}`
          expect(item?.error?.remedy).not.toBe('')
          continue
        }
        const video = unwrap(await core.videos.get(item.videoId))
        if (video.state === 'failed') {
          ends[name] = `failed: ${video.error?.code}`
          expect(video.error?.remedy).not.toBe('')
          continue
        }
        ends[name] =
          video.state === 'partial' ? `partial: ${video.warnings.map((w) => w.code).join(', ')}` : video.state
        const scenes = unwrap(await core.videos.scenes(video.id, { limit: 500 })).items
        expect(scenes.at(-1)?.endFrame, name).toBe(video.frameCount)
        expect(unwrap(await core.media.poster(video.id)).length, name).toBeGreaterThan(500)
      }
      const expected = Object.fromEntries(
        names.map((name) => [name, describeEnd(unusualImports[name] ?? { end: 'ready' })]),
      )
      expect(ends).toEqual(expected)
      expect((await descendants()).filter((name) => name.startsWith('ff'))).toEqual([])
      expect(await readdir(join(library.libraryPath, 'tmp'))).toEqual([])
    },
    longMs,
  )
})
