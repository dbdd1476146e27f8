import { constants } from 'node:fs'
import { access, stat } from 'node:fs/promises'
import { isAbsolute } from 'node:path'

import type { Failure } from '../../contract/index.ts'
import { failureOfSystemError, systemCode } from '../../domain/failure.ts'
import { isPartsList } from '../../domain/import/parts-list.ts'
import { err, ok, type Result } from '../../domain/result.ts'

/** A name whose bytes are not UTF-8: Node cannot open it by a string. */
export const unreadableName: Failure = {
  code: 'unsupported_name',
  message: 'The name of the file is not valid UTF-8, so it cannot be opened.',
  remedy: 'Rename the file and import it again.',
}

/** The failure of a path that could not be read, by the system's error. */
export const pathFailure = (thrown: unknown): Failure =>
  failureOfSystemError(thrown) ?? {
    code: 'io_error',
    message: `The system could not read it (${systemCode(thrown) || 'unknown error'}).`,
    remedy: 'Check the disk it lies on, then import it again.',
    cause: thrown,
  }

/** What a path given to the import is, as far as that shows without opening it as media. */
export const checkPath = async (path: string): Promise<Result<'file' | 'folder'>> => {
  if (path.includes('\0')) return err(unreadableName)
  if (isPartsList(path)) {
    return err({
      code: 'not_media',
      message: 'It is a list of files that GoodCLIPS writes for itself, not a film.',
      remedy: 'Import the films that it names.',
    })
  }
  if (!isAbsolute(path)) {
    return err({
      code: 'path_not_absolute',
      message: 'The path does not begin at the root of the disk.',
      remedy: 'Give the whole path of the file.',
    })
  }
  try {
    const found = await stat(path)
    if (found.isDirectory()) return ok('folder')
    if (!found.isFile()) {
      return err({
        code: 'not_a_file',
        message: 'It is not a regular file but a pipe, socket or device.',
        remedy: 'Save the recording to a file and import that.',
      })
    }
    if (found.size === 0) {
      return err({
        code: 'empty_file',
        message: 'The file is empty (0 bytes).',
        remedy: 'Copy it again from where it came from.',
      })
    }
    await access(path, constants.R_OK)
    return ok('file')
  } catch (thrown) {
    return err(path.includes('\ufffd') && systemCode(thrown) === 'ENOENT' ? unreadableName : pathFailure(thrown))
  }
}
