import { chmod, mkdir, mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { openStore } from '../open-store.ts'

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'goodclips-private-'))
})
afterEach(async () => {
  await rm(folder, { recursive: true, force: true })
})

const openAndClose = async (libraryPath: string): Promise<void> => {
  const store = await openStore({ libraryPath })
  if (!store.ok) throw new Error(store.error.message)
  await store.value.close()
}

const modeOf = async (path: string): Promise<string> => ((await stat(path)).mode & 0o777).toString(8)

/** The mode of everything that lies in a library. */
const modesIn = async (libraryPath: string): Promise<ReadonlySet<string>> => {
  const modes = new Set<string>()
  for (const entry of await readdir(libraryPath, { withFileTypes: true })) {
    modes.add(`${entry.isDirectory() ? 'folder' : 'file'} ${await modeOf(join(libraryPath, entry.name))}`)
  }
  return modes
}

describe.skipIf(process.platform === 'win32')('a library', () => {
  it('that is made belongs to its account alone', async () => {
    const before = process.umask(0o022)
    try {
      const libraryPath = join(folder, 'Library')
      await openAndClose(libraryPath)
      expect(await modeOf(libraryPath)).toBe('700')
      expect([...(await modesIn(libraryPath))].toSorted()).toEqual(['file 600', 'folder 700'])
    } finally {
      process.umask(before)
    }
  })

  it('of an older version is closed when it is opened; the folder that a person made keeps its rights', async () => {
    const libraryPath = join(folder, 'Library')
    await mkdir(libraryPath)
    await openAndClose(libraryPath)
    await chmod(libraryPath, 0o755)
    for (const name of await readdir(libraryPath)) {
      const path = join(libraryPath, name)
      await chmod(path, (await stat(path)).isDirectory() ? 0o755 : 0o644)
    }
    await writeFile(join(libraryPath, 'notes of the person.txt'), 'mine', { mode: 0o644 })
    await chmod(join(libraryPath, 'notes of the person.txt'), 0o644)
    await openAndClose(libraryPath)
    expect(await modeOf(libraryPath)).toBe('755')
    expect([...(await modesIn(libraryPath))].toSorted()).toEqual(['file 600', 'file 644', 'folder 700'])
    expect(await modeOf(join(libraryPath, 'notes of the person.txt'))).toBe('644')
    expect(await modeOf(join(libraryPath, 'library.sqlite'))).toBe('600')
  })
})
