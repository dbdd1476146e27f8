import { describe, expect, it } from 'vitest'
import { dataFoldersOf, type LibraryPathInput, libraryPath, modelsPath, workingFolder } from './library-path.ts'

const linux: LibraryPathInput = {
  option: undefined,
  env: {},
  platform: 'linux',
  home: '/home/a',
  workingFolder: '/work',
}

describe('libraryPath', () => {
  it.each<[Partial<LibraryPathInput>, string]>([
    [{}, '/home/a/.local/share/GoodCLIPS/Library'],
    [{ env: { XDG_DATA_HOME: '/data' } }, '/data/GoodCLIPS/Library'],
    [{ env: { XDG_DATA_HOME: 'relative' } }, '/home/a/.local/share/GoodCLIPS/Library'],
    [{ env: { GOODCLIPS_LIBRARY: '/films' } }, '/films'],
    [{ env: { GOODCLIPS_LIBRARY: '/films' }, option: 'mine' }, '/work/mine'],
    [{ env: { GOODCLIPS_LIBRARY: '' }, option: '' }, '/home/a/.local/share/GoodCLIPS/Library'],
    [{ platform: 'darwin', home: '/Users/a' }, '/Users/a/Library/Application Support/GoodCLIPS/Library'],
    [
      { platform: 'win32', env: { LOCALAPPDATA: 'C:\\Users\\a\\AppData\\Local' } },
      'C:\\Users\\a\\AppData\\Local\\GoodCLIPS\\Library',
    ],
    [{ platform: 'win32', home: 'C:\\Users\\a' }, 'C:\\Users\\a\\AppData\\Local\\GoodCLIPS\\Library'],
    [{ platform: 'win32', option: 'D:\\films' }, 'D:\\films'],
  ])('%j → %s', (change, expected) => {
    expect(libraryPath({ ...linux, ...change })).toBe(expected)
  })
})

describe('workingFolder', () => {
  it.each([
    [{}, '/now'],
    [{ INIT_CWD: '/called' }, '/now'],
    [{ INIT_CWD: '/called', npm_lifecycle_event: 'cli' }, '/called'],
    [{ npm_lifecycle_event: 'cli' }, '/now'],
  ])('%j → %s', (env, expected) => {
    expect(workingFolder(env, '/now')).toBe(expected)
  })
})

describe('dataFoldersOf', () => {
  it('has models beside the default library, whichever library is opened', () => {
    expect(dataFoldersOf({ ...linux, option: '/films' })).toEqual({
      libraryPath: '/films',
      modelsPath: '/home/a/.local/share/GoodCLIPS/Models',
    })
    const env = { GOODCLIPS_MODELS: 'models', GOODCLIPS_WHEELS: '/wheels' }
    expect(modelsPath({ ...linux, env })).toBe('/work/models')
    expect(dataFoldersOf({ ...linux, env }).wheelsPath).toBe('/wheels')
  })

  it('keeps the demo library apart, unless one is named', () => {
    const demo = dataFoldersOf({ ...linux, env: { GOODCLIPS_LIBRARY: '/films' } }, true)
    expect(demo).toMatchObject({ libraryPath: '/home/a/.local/share/GoodCLIPS/Demo/Library', demo: true })
    expect(dataFoldersOf({ ...linux, option: '/toys' }, true)).toMatchObject({ libraryPath: '/toys', demo: true })
  })
})
