import { describe, expect, it } from 'vitest'
import { matchesInNames } from './name-matches.ts'
import { parseNameQuery } from './name-query.ts'
import { indexedNames, namedFolders, wordsOfName } from './name-words.ts'
import { describeFolder, foldersBelow } from './source-folders.ts'

const marked = (title: string, query: string): readonly string[] => {
  const typed = parseNameQuery(query, 1)
  return matchesInNames({ title, paths: [], tags: [] }, typed).flatMap(({ text, matches }) =>
    matches.map(([start, end]) => text.slice(start, end)),
  )
}

describe('words of a name', () => {
  it('are folded, and know where they stand', () => {
    expect(wordsOfName('Dog_fetch-2.MP4')).toEqual([
      { text: 'dog', start: 0, end: 3 },
      { text: 'fetch', start: 4, end: 9 },
      { text: '2', start: 10, end: 11 },
      { text: 'mp4', start: 12, end: 15 },
    ])
    expect(wordsOfName('Łódź Straße').map(({ text }) => text)).toEqual(['lodz', 'strasse'])
    expect(wordsOfName('東京 2').map(({ text }) => text)).toEqual(['東', '京', '2'])
    expect(wordsOfName('👩‍👩‍👧 …')).toEqual([])
  })

  it('come from title, file names, tags and the folders that a person named', () => {
    expect(
      indexedNames('Take 1', ['/home/anna/Été/A001_C012.MOV', '/home/anna/Été/A001_C012.MOV'], ['BigBuck']),
    ).toEqual({
      title: 'take 1',
      files: 'a001 c012 mov',
      tags: 'bigbuck',
      folders: 'ete',
      pieces: '001 1 012 12 big buck',
    })
  })

  it.each([
    ['/home/anna/Videos/a.mp4', ['Videos']],
    ['/Users/Anna/a.mp4', []],
    ['/Volumes/Card/DCIM/100GOPRO/a.mp4', ['Card', 'DCIM', '100GOPRO']],
    ['C:\\Users\\Anna\\Films\\a.mp4', ['Films']],
    ['D:\\Films\\a.mp4', ['Films']],
    ['/srv/films/a.mp4', ['srv', 'films']],
    ['a.mp4', []],
  ])('of the path %s take the folders %j', (path, folders) => {
    expect(namedFolders(path)).toEqual(folders)
  })
})

describe('typed words', () => {
  it('keep what is joined together, and let only the last one be a beginning', () => {
    expect(parseNameQuery('dog_fetch  C01', 1)).toEqual([
      { rows: [['dog'], ['fetch']], isBeginning: false },
      { rows: [['c01']], isBeginning: true },
    ])
    expect(parseNameQuery('東京_夜', 1)).toEqual([{ rows: [['東', '京'], ['夜']], isBeginning: true }])
    expect(parseNameQuery('dog ', 1)[0]?.isBeginning).toBe(false)
    expect(parseNameQuery('dog.', 1)[0]?.isBeginning).toBe(false)
    expect(parseNameQuery('do', 3)[0]?.isBeginning).toBe(false)
    expect(parseNameQuery(' _ - "" ', 1)).toEqual([])
  })
})

describe('matches', () => {
  it('mark the words where they stand', () => {
    expect(marked('A dog fetches dogs', 'dog fet')).toEqual(['dog', 'fetches'])
    expect(marked('dog_fetch and dog', 'dog_fetch')).toEqual(['dog_fetch'])
    expect(marked('A001_08011423_C012', 'A001_C012')).toEqual(['A001', 'C012'])
    expect(marked('BigBuckBunny', 'buck')).toEqual(['Buck'])
    expect(marked('東京の夜景', '夜景')).toEqual(['夜景'])
    expect(marked('E\u0301te\u0301 2', 'ete')).toEqual(['Été'])
    expect(marked('nothing of it', 'dog')).toEqual([])
  })

  it('say in which name they are, each name once', () => {
    const found = matchesInNames(
      { title: 'Clip', paths: ['/kites/B_CAM/kite_1.mp4', '/kites/copy/kite_1.mp4'], tags: ['Kite', 'sea'] },
      parseNameQuery('kit', 1),
    )
    expect(found).toEqual([
      { field: 'fileName', text: 'kite_1.mp4', matches: [[0, 4]] },
      { field: 'tag', text: 'Kite', matches: [[0, 4]] },
      { field: 'folder', text: 'kites', matches: [[0, 5]] },
    ])
  })
})

describe('folders', () => {
  it('are shown in one where nothing else lies in them, and count a video once', () => {
    const folders = [
      { path: '/a/b/c/', videos: 2 },
      { path: '/a/b/c/d/', videos: 1 },
      { path: '/a/e/f/', videos: 3 },
    ]
    expect(foldersBelow(folders, [['/a/b/c/', '/a/b/c/d/']], '')).toEqual([
      { path: '/a/b/c', name: '/a/b/c', videos: 2, hasFolders: true },
      { path: '/a/e/f', name: '/a/e/f', videos: 3, hasFolders: false },
    ])
    expect(foldersBelow([{ path: '/a/', videos: 1 }], [], '')).toEqual([
      { path: '/a', name: '/a', videos: 1, hasFolders: false },
    ])
    expect(foldersBelow([{ path: 'C:\\x\\', videos: 1 }], [], 'C:\\')[0]).toMatchObject({ path: 'C:\\x', name: 'x' })
    expect(foldersBelow([], [], '')).toEqual([])
  })

  it('of files that a browser sent have a name of their own', () => {
    const folder = { path: '/lib/originals/x7', name: 'x7', videos: 2, hasFolders: true }
    expect(describeFolder(folder, '/lib/originals')).toEqual({
      path: '/lib/originals',
      name: 'Copied into the library',
      videos: 2,
      hasFolders: false,
    })
    expect(describeFolder({ ...folder, path: '/lib' }, '/lib/originals').name).toBe('x7')
  })
})
