import { chmodSync, lstatSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import type { LibraryLayout } from './library-layout.ts'

const ownFolder = 0o700
const ownFile = 0o600

/** Takes the rights of other accounts from a file or folder of this one. Where that is not possible, it stays as it is. */
const keep = (path: string, mode: number): void => {
  try {
    const found = lstatSync(path)
    if (found.isSymbolicLink() || (found.mode & 0o077) === 0) return
    chmodSync(path, mode)
  } catch {
    // It is not there, belongs to another account, or lies on a disk without rights (exFAT).
  }
}

/**
 * Closes what this program keeps of a person's films to other accounts of the machine: its own folders, and with them all
 * that lies in them, and the database. The library folder itself is closed when this program made it (`made`); one that a
 * person made, for sharing perhaps, keeps its rights.
 */
export const keepPrivate = (layout: LibraryLayout, made: boolean): void => {
  if (process.platform === 'win32') return
  if (made) keep(layout.folder, ownFolder)
  for (const name of ['media', 'originals', 'uploads', 'backups', 'index', 'tmp']) {
    keep(join(layout.folder, name), ownFolder)
  }
  for (const name of readdirSync(layout.folder)) {
    if (name.startsWith('library.') || name.startsWith('server.json')) keep(join(layout.folder, name), ownFile)
  }
}
