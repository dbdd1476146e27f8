import { constants } from 'node:fs'
import { access, stat } from 'node:fs/promises'
import { isAbsolute } from 'node:path'

import type { Failure } from '../../contract/index.ts'
import { err, ok, type Result } from '../../domain/result.ts'
import { systemCode } from '../failures.ts'

/** A name whose bytes are not UTF-8: Node cannot open it by a string. */
export const unreadableName: Failure = {
  code: 'unsupported_name',
  message: 'The name of the file is not valid UTF-8, so it cannot be opened.',
  remedy: 'Rename the file and import it again.',
}

const failures: Readonly<Record<string, Failure>> = {
  ENOENT: {
    code: 'file_not_found',
    message: 'There is no such file or folder.',
    remedy: 'Check the path; if it lies on a drive, connect it.',
  },
  EACCES: {
    code: 'permission_denied',
    message: 'It may not be read.',
    remedy: 'Change its permissions so that you can read it, then import it again.',
  },
  ENAMETOOLONG: {
    code: 'unsupported_name',
    message: 'The path is longer than the system allows.',
    remedy: 'Give the file a shorter name and import it again.',
  },
  ELOOP: {
    code: 'link_loop',
    message: 'The link leads back to itself.',
    remedy: 'Import the file itself instead of the link.',
  },
}

/** The failure of a path by the code of the system error. */
export const pathFailure = (code: string): Failure => {
  const alias = code === 'ENOTDIR' ? 'ENOENT' : code === 'EPERM' ? 'EACCES' : code
  return (
    failures[alias] ?? {
      code: 'io_error',
      message: `The system could not read it (${code || 'unknown error'}).`,
      remedy: 'Check the disk it lies on, then import it again.',
    }
  )
}

/** What a path given to the import is, as far as that shows without opening it as media. */
export const checkPath = async (path: string): Promise<Result<'file' | 'folder'>> => {
  if (path.includes('\0')) return err(unreadableName)
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
    const code = systemCode(thrown)
    return err(path.includes('\ufffd') && code === 'ENOENT' ? unreadableName : pathFailure(code))
  }
}
