import { closeSync, existsSync, openSync, readdirSync, readSync, statSync } from 'node:fs'
import { userInfo } from 'node:os'
import { parse } from 'node:path'
import { systemCode } from '../../domain/failure.ts'
import { StoreError } from '../../domain/store-error.ts'

/** What a file system answers for a drive that is not there, or that fails. */
const goneCodes: ReadonlySet<string> = new Set([
  'EIO',
  'ENODEV',
  'ENXIO',
  'ESTALE',
  'ENOTCONN',
  'EREMOTEIO',
  'EHOSTDOWN',
])

/** What a person is told when the drive that holds the library is gone. */
export const driveGone = (folder: string, cause?: unknown): StoreError =>
  new StoreError(
    'unavailable',
    `The drive of the library is not there: ${folder} cannot be read.`,
    'Connect the drive again, then start GoodCLIPS. Nothing in the library was changed.',
    { cause },
  )

/** Whether an error says that the drive is gone, not that the file is wrong. */
export const saysDriveGone = (error: unknown): boolean =>
  goneCodes.has(systemCode(error)) || systemCode(error).startsWith('SQLITE_IOERR')

/** Makes sure that the library's folder and its database can be read at all. Throws `driveGone` when they cannot. */
export const assertReachable = (folder: string, database: string): void => {
  try {
    readdirSync(folder)
    // A folder in its place is not read, and told by who looks at it closer.
    if (statSync(database, { throwIfNoEntry: false })?.isFile() !== true) return
    const descriptor = openSync(database, 'r')
    try {
      readSync(descriptor, Buffer.alloc(100), 0, 100, 0)
    } finally {
      closeSync(descriptor)
    }
  } catch (error) {
    if (goneCodes.has(systemCode(error)) || systemCode(error) === 'ENOENT') throw driveGone(folder, error)
    throw error
  }
}

const escaped = (text: string): string => text.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&')

/**
 * The mount point or drive that a path needs and that does not exist; null when all is there. Without it the folder
 * would be made anew on another disk.
 */
export const missingDrive = (
  path: string,
  user: string = userInfo().username,
  exists: (path: string) => boolean = existsSync,
): string | null => {
  const { root } = parse(path)
  if (root !== '/' && root !== '' && !exists(root)) return root
  const patterns = [/^\/Volumes\/[^/]+/, new RegExp(`^(?:/run)?/media/${escaped(user)}/[^/]+`)]
  for (const pattern of patterns) {
    const [mount] = pattern.exec(path) ?? []
    // The parent is there only where the system has such mount points.
    if (mount !== undefined && !exists(mount) && exists(mount.slice(0, mount.lastIndexOf('/')))) return mount
  }
  return null
}
