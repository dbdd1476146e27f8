import { expect, it } from 'vitest'
import { volumeName } from './volume-name.ts'

it.each([
  ['/Volumes/Archive/2026/a.mov', 'Archive'],
  ['/media/ann/CARD 1/DCIM/a.mp4', 'CARD 1'],
  ['/run/media/ann/Disk/a.mp4', 'Disk'],
  ['/mnt/films/a.mp4', 'films'],
  ['E:\\Films\\a.mp4', 'E:'],
  ['\\\\nas\\films\\a.mp4', 'nas\\films'],
  ['/home/ann/Films/a.mp4', null],
])('%s lies on %s', (path, name) => {
  expect(volumeName(path)).toBe(name)
})
