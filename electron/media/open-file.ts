import type { Stats } from 'node:fs'
import { constants } from 'node:fs'
import { type FileHandle, open, stat } from 'node:fs/promises'
import { systemCode } from '../domain/failure.ts'
import type { MediaFailure } from '../domain/ports/index.ts'
import type { Result } from '../domain/result.ts'
import { err, ok } from '../domain/result.ts'
import { failure, messageOf } from './failures.ts'

/** A regular file that is open for reading. The owner closes `handle`. */
export interface OpenFile {
  readonly handle: FileHandle
  readonly stats: Stats
}

const failureOf = (cause: unknown): MediaFailure => {
  switch (systemCode(cause)) {
    case 'ENOENT':
    case 'ENOTDIR':
    case 'ENAMETOOLONG':
      return failure('file_not_found', 'The file is not there.')
    case 'EACCES':
    case 'EPERM':
      return { ...failure('permission_denied', 'The file may not be read.'), cause }
    case 'ELOOP':
      return failure('file_not_found', 'The link leads in a circle.')
    case 'ENXIO':
      return failure('not_a_file', 'This is not a regular file.')
    default:
      return { ...failure('unreadable', `The file cannot be read: ${messageOf(cause)}.`), cause }
  }
}

const refuse = (stats: Stats): MediaFailure | null => {
  if (stats.isDirectory()) return failure('not_a_file', 'This is a folder.')
  if (stats.isFIFO()) return failure('not_a_file', 'This is a pipe, not a file.')
  if (!stats.isFile()) return failure('not_a_file', 'This is a device or socket, not a file.')
  if (stats.size === 0) return failure('empty_file', 'The file is empty.')
  return null
}

/**
 * Opens a file for reading if it is a regular, non-empty one. Pipes and devices are told apart before they are
 * opened, and the open itself does not block should one take the file's place in between.
 */
export const openRegularFile = async (path: string): Promise<Result<OpenFile>> => {
  let handle: FileHandle | undefined
  try {
    const refusal = refuse(await stat(path))
    if (refusal !== null) return err(refusal)
    handle = await open(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0))
    const stats = await handle.stat()
    const late = refuse(stats)
    if (late !== null) {
      await handle.close()
      return err(late)
    }
    return ok({ handle, stats })
  } catch (cause) {
    await handle?.close()
    const found = failureOf(cause)
    // Node turns bytes of a name that are not UTF-8 into U+FFFD, and then cannot find the file by it.
    return found.code === 'file_not_found' && path.includes('\ufffd')
      ? err(failure('name_not_unicode', 'The name of the file holds bytes that are not Unicode.'))
      : err(found)
  }
}

/** Whether the path can be read as a regular file, and its size. */
export const checkRegularFile = async (path: string): Promise<Result<{ readonly sizeBytes: number }>> => {
  const opened = await openRegularFile(path)
  if (!opened.ok) return opened
  await opened.value.handle.close()
  return ok({ sizeBytes: opened.value.stats.size })
}
