import { rmSync } from 'node:fs'
import { expect, it } from 'vitest'
import { temporaryLibrary } from '../fixtures/temporary-library.ts'
import { libraryLayout } from './library-layout.ts'
import { assertReachable, missingDrive, saysDriveGone } from './reachable.ts'

const has =
  (...paths: readonly string[]) =>
  (path: string): boolean =>
    paths.includes(path)

it.each([
  ['/media/anna/Disk/Library', has('/media/anna'), '/media/anna/Disk'],
  ['/run/media/anna/Disk', has('/run/media/anna'), '/run/media/anna/Disk'],
  ['/Volumes/Disk/Library', has('/Volumes'), '/Volumes/Disk'],
  ['/media/anna/Disk/Library', has('/media/anna', '/media/anna/Disk'), null],
  // Mounted there by hand, or not a place for drives at all.
  ['/media/disk/films/Library', has('/media', '/media/disk'), null],
  ['/home/anna/Library', has('/home'), null],
  ['/Volumes/Disk/Library', has('/home'), null],
])('tells that the drive of %s is not there', (path, exists, drive) => {
  expect(missingDrive(path, 'anna', exists)).toBe(drive)
})

it('tells a drive that fails or is gone from a file that is damaged', async () => {
  const folder = await temporaryLibrary()
  const layout = libraryLayout(folder)
  assertReachable(layout.folder, layout.database)
  rmSync(folder, { recursive: true })
  expect(() => assertReachable(layout.folder, layout.database)).toThrow('The drive of the library is not there')
  expect(saysDriveGone(Object.assign(new Error(), { code: 'EIO' }))).toBe(true)
  expect(saysDriveGone(Object.assign(new Error(), { code: 'ENODEV' }))).toBe(true)
  expect(saysDriveGone(Object.assign(new Error(), { code: 'SQLITE_CORRUPT' }))).toBe(false)
})
