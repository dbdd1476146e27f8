import { expect, it } from 'vitest'
import { mayOpenBySystem } from './open-file.ts'

it.each(['/films/A001.MOV', '/films/a.b.mkv', '/films/日本.mp4'])('lets the system open %s', (path) => {
  expect(mayOpenBySystem(path)).toBe(true)
})

it.each(['/films/a.exe', '/films/a.mp4.bat', '/films/a.desktop', '/films/mp4', '/films/a.app', '/films/.mp4'])(
  'lets it not run %s',
  (path) => {
    expect(mayOpenBySystem(path)).toBe(false)
  },
)
