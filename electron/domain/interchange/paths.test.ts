import { fileURLToPath } from 'node:url'
import { expect, it } from 'vitest'
import { portableFileName } from '../../contract/index.ts'
import { gridRate } from './grid-rate.ts'
import { editorFileUrl, mapPath, nameInPath } from './paths.ts'

it.each(['/Volumes/Archive/with space & #1 100%?.mov', "/films/Räder (it's) 日本 רכבת 😀.mov", '/films/a\\b.mov'])(
  'makes a URL that Node reads back: %s',
  (path) => {
    expect(fileURLToPath(editorFileUrl(path), { windows: false })).toBe(path)
  },
)

it.each([
  ['C:\\Film\\Day #1\\Ä.mov', 'file:///C:/Film/Day%20%231/%C3%84.mov'],
  ['\\\\server\\share\\Ä rush.mov', 'file://server/share/%C3%84%20rush.mov'],
])('makes a URL of a Windows path that Node reads back: %s', (path, url) => {
  expect(editorFileUrl(path)).toBe(url)
  expect(fileURLToPath(url, { windows: true })).toBe(path)
})

it('names localhost where it is asked to', () => {
  expect(editorFileUrl('/a b', 'localhost')).toBe('file://localhost/a%20b')
  expect(editorFileUrl('C:\\a', 'localhost')).toBe('file://localhost/C:/a')
})

it('replaces the longest prefix, up to the end of a folder', () => {
  const mappings = [
    { from: '/mnt/archive/', to: '/Volumes/Archive' },
    { from: '/mnt/archive/day 2', to: 'D:\\Day2' },
  ]
  expect(mapPath('/mnt/archive/a/b.mov', mappings)).toBe('/Volumes/Archive/a/b.mov')
  expect(mapPath('/mnt/archive/day 2/a/b.mov', mappings)).toBe('D:\\Day2\\a\\b.mov')
  expect(mapPath('/mnt/archive2/b.mov', mappings)).toBe('/mnt/archive2/b.mov')
  expect(mapPath('e:\\Film\\x\\y.mov', [{ from: 'E:/Film', to: '/Volumes/Film' }])).toBe('/Volumes/Film/x/y.mov')
  expect(mapPath('\\\\server\\share\\y.mov', [{ from: '\\\\server\\share', to: '/Volumes/share' }])).toBe(
    '/Volumes/share/y.mov',
  )
})

it('gives names that every system takes', () => {
  expect(
    ['a/b:c', '', '...', 'con', 'COM1.txt', 'Räder 日本', ' x ', `${'é'.repeat(300)}`].map(portableFileName),
  ).toEqual(['a_b_c', 'Export', 'Export', '_con', '_COM1.txt', 'Räder 日本', 'x', 'é'.repeat(120)])
  expect(nameInPath('C:\\a\\b.mov')).toBe('b.mov')
  expect(nameInPath('/a/b\\c.mov')).toBe('b\\c.mov')
})

it.each([
  [{ num: 2997, den: 100 }, false, { num: 30_000, den: 1001 }],
  [{ num: 23_976, den: 1000 }, false, { num: 24_000, den: 1001 }],
  [{ num: 25, den: 1 }, false, { num: 25, den: 1 }],
  [{ num: 25, den: 2 }, false, { num: 25, den: 2 }],
  [{ num: 273, den: 10 }, true, { num: 25, den: 1 }],
  [{ num: 2_967_000, den: 100_000 }, true, { num: 30_000, den: 1001 }],
])('takes %j (variable: %s) as %j', (rate, variable, grid) => {
  expect(gridRate(rate, variable)).toEqual(grid)
})
