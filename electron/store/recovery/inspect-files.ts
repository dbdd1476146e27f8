import { closeSync, existsSync, openSync, readdirSync, readFileSync, readSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { StoreError } from '../../domain/store-error.ts'
import type { LibraryLayout } from '../library-folder/library-layout.ts'
import { listBackups } from '../sqlite/backups.ts'
import { parseHeader } from './sqlite-file.ts'
import { lacksIndexedFrames, scanWal } from './write-ahead-log.ts'

/** What the files of a database show before SQLite opens them. */
export interface FileFindings {
  /** Why they cannot be opened as they are; empty when they can. */
  readonly problems: readonly string[]
  /** Why the newest changes cannot be read, though the rest can; null when nothing says so. */
  readonly lostChanges: string | null
}

/** The contents of which the library has derived files. */
export const mediaContents = (media: string): readonly string[] => {
  if (!existsSync(media)) return []
  return readdirSync(media).flatMap((prefix) => {
    try {
      return readdirSync(join(media, prefix)).filter((name) => existsSync(join(media, prefix, name, 'frames.pack')))
    } catch {
      return []
    }
  })
}

const sizeOf = (path: string): number => statSync(path, { throwIfNoEntry: false })?.size ?? 0

const readStart = (path: string): Buffer => {
  const bytes = Buffer.alloc(100)
  const descriptor = openSync(path, 'r')
  try {
    return bytes.subarray(0, readSync(descriptor, bytes, 0, 100, 0))
  } finally {
    closeSync(descriptor)
  }
}

const findLostChanges = (layout: LibraryLayout): string | null => {
  const walPath = `${layout.database}-wal`
  const indexPath = `${layout.database}-shm`
  const wal = sizeOf(walPath) > 0 ? readFileSync(walPath) : null
  if (existsSync(indexPath) && lacksIndexedFrames(readFileSync(indexPath), wal)) {
    return 'the write-ahead log lacks changes that were in it'
  }
  if (wal === null) return null
  const scan = scanWal(wal)
  if (scan === null) return 'the write-ahead log cannot be read'
  return scan.lostCommits ? 'the write-ahead log is damaged in the middle' : null
}

/**
 * Looks at the files of a library's database: size, header and write-ahead log. A file that is missing or empty is a new
 * library only where nothing shows that there was one: backups, derived files, a log. Throws `unavailable` when a folder
 * lies where the file should.
 */
export const inspectFiles = (layout: LibraryLayout): FileFindings => {
  const { database } = layout
  const found = statSync(database, { throwIfNoEntry: false })
  if (found?.isDirectory() === true) {
    throw new StoreError(
      'unavailable',
      `There is a folder where the library's database should be: ${database}.`,
      'Move that folder elsewhere; the newest backup is then restored.',
    )
  }
  const sound = (lostChanges: string | null): FileFindings => ({ problems: [], lostChanges })
  const damaged = (problem: string): FileFindings => ({ problems: [problem], lostChanges: null })
  const size = found?.size ?? 0
  const walSize = sizeOf(`${database}-wal`)
  if (size === 0) {
    const wasThere = listBackups(layout.backups).length > 0 || mediaContents(layout.media).length > 0 || walSize > 32
    if (!wasThere) return sound(null)
    return damaged(found === undefined ? 'the database file is missing' : 'the database file is empty')
  }
  const header = parseHeader(readStart(database))
  if (header === null) return damaged('the file does not begin like a database')
  if (walSize === 0 && header.pageCount !== null && header.pageCount * header.pageSize > size) {
    return damaged(`the file was cut: ${size} of ${header.pageCount * header.pageSize} bytes are there`)
  }
  return sound(findLostChanges(layout))
}
