import { opendir } from 'node:fs/promises'
import { join, relative } from 'node:path'
import { isHiddenName } from '../../domain/import/file-names.ts'
import { readStamp, type StampReading } from '../library/read-stamp.ts'
import type { PathFilter } from './patterns.ts'

const filesAtOnce = 16

/** A file that a scan came across. */
export interface SeenFile {
  readonly path: string
  readonly folder: string
  readonly stamp: string
  readonly sizeBytes: number
  readonly changedAtMs: number
}

/** What a scan goes by. */
export interface ScanOptions {
  readonly root: string
  readonly recursive: boolean
  readonly filter: PathFilter
  /** Folders that are never entered. */
  readonly skip: ReadonlySet<string>
  readonly signal: AbortSignal
  /** A folder is about to be read. */
  readonly onEnter: (folder: string) => void
  readonly onFile: (file: SeenFile) => void
  /** All files of a folder have been told; not called for a folder that could not be read. */
  readonly onFolder: (folder: string, readable: boolean) => void
}

/**
 * Reads a folder, and those below when `recursive`, without links, hidden files and what the filter leaves out. Files are looked
 * at, not opened. Throws what the system says when the first folder cannot be read.
 */
export const scanFolder = async (first: string, options: ScanOptions): Promise<void> => {
  const { root, recursive, filter, skip, signal } = options
  const pending = [first]
  const look = async (folder: string, path: string): Promise<void> => {
    const found: StampReading = await readStamp(path)
    if (found.kind === 'file') {
      const { stamp, sizeBytes, changedAtMs } = found
      options.onFile({ path, folder, stamp, sizeBytes, changedAtMs })
    }
  }
  for (let folder = pending.pop(); folder !== undefined; folder = pending.pop()) {
    signal.throwIfAborted()
    options.onEnter(folder)
    let looks: Promise<void>[] = []
    try {
      for await (const entry of await opendir(folder, { bufferSize: 256 })) {
        signal.throwIfAborted()
        const path = join(folder, entry.name)
        if (isHiddenName(entry.name)) continue
        if (entry.isDirectory()) {
          if (recursive && !skip.has(path) && filter.entersFolder(relative(root, path))) pending.push(path)
        } else if (entry.isFile() && filter.takesFile(relative(root, path))) {
          looks.push(look(folder, path))
          if (looks.length >= filesAtOnce) {
            await Promise.all(looks)
            looks = []
          }
        }
      }
      await Promise.all(looks)
      options.onFolder(folder, true)
    } catch (thrown) {
      await Promise.allSettled(looks)
      signal.throwIfAborted()
      if (folder === first) throw thrown
      options.onFolder(folder, false)
    }
  }
}
