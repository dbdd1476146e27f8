import { type FileHandle, mkdir, open, readdir, rename, rm, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { systemCode } from '../../domain/failure.ts'

/** Where an analysis writes before it is complete, within the content's folder. */
const partialName = 'analysis.partial'
/** The last sheet of a filmstrip that still grows, by its turn. */
const growingName = (turn: number): string => `growing-${turn}.jpg`
/** Folder of complete results that have not been moved to their final names yet. */
const readyName = 'analysis.ready'

/** Name of the file that holds every sampled frame, one JPEG after the other. */
export const framePackName = 'frames.pack'
/** Name of the file that holds the per-frame features. */
export const featuresName = 'features.bin'
/** Name of a filmstrip sheet. */
export const sheetName = (index: number): string => `filmstrip-${index}.jpg`
/** Where a sheet lies before the analysis is complete, relative to the content's folder. */
export const partialSheet = (index: number): string => path.join(partialName, sheetName(index))

const isResult = (name: string): boolean =>
  name === framePackName || name === featuresName || /^filmstrip-\d+\.jpg$/.test(name)

/** Results of one analysis on their way into a content's folder. */
export interface ResultFolder {
  /** Appends to `frames.pack`; resolves with the offset. */
  readonly appendFrame: (jpeg: Uint8Array) => Promise<number>
  readonly writeFile: (name: string, bytes: Uint8Array) => Promise<void>
  /**
   * Writes the last sheet of a filmstrip that still grows under a new name, which it resolves with (relative to the content's
   * folder). The sheet before stays for those who read it; neither is kept by `commit`.
   */
  readonly writeGrowing: (bytes: Uint8Array) => Promise<string>
  /** Makes everything durable, then replaces the results that were there; other files (proxies) stay. */
  readonly commit: () => Promise<void>
  /** Removes everything written so far. */
  readonly discard: () => Promise<void>
}

const syncFolder = async (folder: string): Promise<void> => {
  // Windows cannot sync a folder, and its renames are journalled.
  if (process.platform === 'win32') return
  const handle = await open(folder, 'r')
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
}

/**
 * Moves complete results into place; can be repeated after a crash at any point: stale sheets go before the first move,
 * while `frames.pack` is still in the ready folder, and `frames.pack` is moved first.
 */
const moveIntoPlace = async (contentFolder: string): Promise<void> => {
  const ready = path.join(contentFolder, readyName)
  const names = (await readdir(ready)).sort(
    (left, right) => Number(right === framePackName) - Number(left === framePackName),
  )
  if (names.includes(framePackName)) {
    const stale = (await readdir(contentFolder)).filter((name) => isResult(name) && !names.includes(name))
    for (const name of stale) await rm(path.join(contentFolder, name), { force: true })
  }
  for (const name of names) {
    await rename(path.join(ready, name), path.join(contentFolder, name)).catch(ignoreMissing)
  }
  await rm(ready, { recursive: true, force: true })
  await syncFolder(contentFolder)
}

/** Ignores that a file is gone: another thread may have moved it. */
const ignoreMissing = (cause: unknown): void => {
  if (systemCode(cause) !== 'ENOENT') throw cause
}

const namesIn = async (folder: string): Promise<readonly string[]> => {
  try {
    return await readdir(folder)
  } catch (cause) {
    if (systemCode(cause) === 'ENOENT') return []
    throw cause
  }
}

/** Moves results into place that a killed analysis had completed: afterwards the folder holds one whole set, or none. */
export const finishInterruptedCommit = async (contentFolder: string): Promise<void> => {
  if ((await namesIn(contentFolder)).includes(readyName)) await moveIntoPlace(contentFolder)
}

/** Opens the folder for a new set of results, repairing it first. One analysis per content at a time. */
export const openResultFolder = async (contentFolder: string): Promise<ResultFolder> => {
  await mkdir(contentFolder, { recursive: true })
  await finishInterruptedCommit(contentFolder)
  const partial = path.join(contentFolder, partialName)
  await rm(partial, { recursive: true, force: true })
  await mkdir(partial)
  const pack = await open(path.join(partial, framePackName), 'wx')
  let packBytes = 0
  let isPackOpen = true
  let growingTurn = 0
  const dropGrowing = (turn: number): Promise<void> => rm(path.join(partial, growingName(turn)), { force: true })
  const closePack = async (): Promise<void> => {
    if (!isPackOpen) return
    isPackOpen = false
    await pack.close()
  }

  return {
    appendFrame: async (jpeg) => {
      const offset = packBytes
      packBytes += jpeg.length
      await writeAll(pack, jpeg, offset)
      return offset
    },
    writeFile: async (name, bytes) => {
      const handle = await open(path.join(partial, name), 'wx')
      try {
        await writeAll(handle, bytes, 0)
        await handle.sync()
      } finally {
        await handle.close()
      }
    },
    writeGrowing: async (bytes) => {
      const name = growingName(growingTurn++)
      await writeFile(path.join(partial, name), bytes)
      await dropGrowing(growingTurn - 3)
      return path.join(partialName, name)
    },
    commit: async () => {
      await pack.sync()
      await closePack()
      await Promise.all([dropGrowing(growingTurn - 1), dropGrowing(growingTurn - 2)])
      await syncFolder(partial)
      // From here on the new set wins, whatever happens.
      await rename(partial, path.join(contentFolder, readyName))
      await syncFolder(contentFolder)
      await moveIntoPlace(contentFolder)
    },
    discard: async () => {
      await closePack()
      await rm(partial, { recursive: true, force: true })
    },
  }
}

const writeAll = async (handle: FileHandle, bytes: Uint8Array, position: number): Promise<void> => {
  let written = 0
  while (written < bytes.length) {
    const result = await handle.write(bytes, written, bytes.length - written, position + written)
    written += result.bytesWritten
  }
}
