import { mkdir, mkdtemp, realpath, rm, symlink } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { dataFoldersOf } from '../library-path.ts'
import { decideSecondStart, profileFolder, realLibraryPath } from './second-start.ts'
import { readStartOptions } from './start-options.ts'

const userData = join('/home/ada/.config/GoodCLIPS')
const usual = '/home/ada/.local/share/GoodCLIPS/Library'

describe('profileFolder', () => {
  it('is one a library, the usual one for the usual library', () => {
    expect(profileFolder(userData, usual, usual)).toBe(userData)
    const a = profileFolder(userData, '/films/a', usual)
    const b = profileFolder(userData, '/films/b', usual)
    expect(a.startsWith(join(userData, 'Libraries'))).toBe(true)
    expect(a).not.toBe(b)
    expect(profileFolder(userData, '/films/a', usual)).toBe(a)
  })
})

describe('decideSecondStart', () => {
  it('imports what was opened with the same library', () => {
    const start = { libraryPath: '/films/a', paths: ['/films/new.mp4'] }
    expect(decideSecondStart('/films/a', start)).toEqual({ kind: 'import', paths: ['/films/new.mp4'], place: null })
    expect(decideSecondStart('/films/a', { ...start, paths: [] })).toEqual({ kind: 'import', paths: [], place: null })
  })

  it('goes to the place of a link, with the same library', () => {
    const start = { libraryPath: '/films/a', paths: [], place: '/scene/s1?t=5' }
    expect(decideSecondStart('/films/a', start)).toEqual({ kind: 'import', paths: [], place: '/scene/s1?t=5' })
    expect(decideSecondStart('/films/b', start)).toMatchObject({ kind: 'otherLibrary' })
    expect(decideSecondStart('/films/a', { ...start, place: 'https://example.com' })).toEqual({ kind: 'show' })
  })

  it('never imports into one library what was meant for another', () => {
    expect(decideSecondStart('/films/a', { libraryPath: '/films/b', paths: ['/films/new.mp4'] })).toEqual({
      kind: 'otherLibrary',
      libraryPath: '/films/b',
    })
  })

  it.each([[undefined], [null], ['film.mp4'], [{ paths: ['/films/new.mp4'] }], [{ libraryPath: 3, paths: [] }]])(
    'only shows the window for %j',
    (handedOver) => {
      expect(decideSecondStart('/films/a', handedOver)).toEqual({ kind: 'show' })
    },
  )

  /** What a start in a folder of its own hands over. */
  const startIn = (workingFolder: string, ...args: readonly string[]) => {
    const options = readStartOptions(['GoodCLIPS', ...args], { isPackaged: true, workingFolder })
    const input = { option: options.library, env: {}, platform: 'linux', home: '/home/ada', workingFolder } as const
    return { libraryPath: dataFoldersOf(input, options.demo).libraryPath, paths: options.paths }
  }

  it('reads relative paths from the folder of the second start', () => {
    expect(decideSecondStart('/films/B', startIn('/films', '--library', 'B', 'film.mp4'))).toMatchObject({
      kind: 'import',
      paths: ['/films/film.mp4'],
    })
    expect(decideSecondStart('/films/B', startIn('/other', '--library', 'B', 'film.mp4'))).toMatchObject({
      kind: 'otherLibrary',
      libraryPath: '/other/B',
    })
    expect(decideSecondStart('/films/B', startIn('/films', 'film.mp4')).kind).toBe('otherLibrary')
    expect(decideSecondStart(usual, startIn('/films', 'film.mp4'))).toMatchObject({
      kind: 'import',
      paths: ['/films/film.mp4'],
    })
    expect(decideSecondStart(usual, startIn('/films', '--demo')).kind).toBe('otherLibrary')
  })
})

describe('realLibraryPath', () => {
  let folder: string
  beforeEach(async () => {
    folder = await realpath(await mkdtemp(join(tmpdir(), 'goodclips-second-start-')))
    await mkdir(join(folder, 'library'))
    await symlink(join(folder, 'library'), join(folder, 'link'), 'junction')
  })
  afterEach(() => rm(folder, { recursive: true, force: true }))

  it('is the same through a link, also for a folder that is still to be made', () => {
    expect(realLibraryPath(join(folder, 'link'))).toBe(join(folder, 'library'))
    expect(realLibraryPath(join(folder, 'link', 'new', 'one'))).toBe(join(folder, 'library', 'new', 'one'))
    expect(realLibraryPath(join(folder, 'none'))).toBe(join(folder, 'none'))
  })
})
