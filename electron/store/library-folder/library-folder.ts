import { mkdirSync, readdirSync, realpathSync, rmSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { err, ok, type Result } from '../../domain/result.ts'
import { dropPartialBackups } from '../sqlite/backups.ts'
import { dropPartialHealth } from '../sqlite/database-health.ts'
import { type StoreFailure, storeFailureOf } from '../sqlite/store-failure.ts'
import { libraryLayout } from './library-layout.ts'
import { takeLock } from './library-lock.ts'
import { networkFileSystem } from './network-file-system.ts'
import { keepPrivate } from './private-files.ts'
import { driveGone, missingDrive, saysDriveGone } from './reachable.ts'

/** A library folder that belongs to this process until it is released. */
export interface LibraryLock {
  /** Real path of the library folder. */
  readonly libraryPath: string
  /** The lock of a process that died was found: it did not stop cleanly. */
  readonly afterUncleanStop: boolean
  /** … and the machine was restarted since. */
  readonly afterRestart: boolean
  /** Gives the library free. Calling it again does nothing. */
  readonly release: () => Promise<void>
}

/**
 * Makes the folder a library (see `libraryLayout`), takes its lock and empties its temporary folder. Fails with
 * `library_locked` while another process holds it, with `unavailable` on a network file system or a folder that
 * cannot be written, and with `disk_full`.
 */
export const lockLibrary = async (path: string): Promise<Result<LibraryLock, StoreFailure>> => {
  try {
    const drive = missingDrive(resolve(path))
    if (drive !== null) throw driveGone(path, new Error(`${drive} does not exist`))
    const made = mkdirSync(path, { recursive: true, mode: 0o700 }) !== undefined
    const layout = libraryLayout(realpathSync(path))
    const network = networkFileSystem(layout.folder)
    if (network !== null) {
      return err({
        code: 'unavailable',
        message: `The library folder lies on a network file system (${network}), where its database could be damaged.`,
        remedy:
          'Choose a folder on a disk of this machine for the library. The videos themselves may stay where they are.',
      })
    }
    const lock = takeLock(layout.lock, layout.systemLock)
    if (!lock.ok) return lock
    try {
      for (const folder of [layout.backups, layout.media, layout.originals, layout.temporary]) {
        mkdirSync(folder, { recursive: true, mode: 0o700 })
      }
      keepPrivate(layout, made)
      for (const name of readdirSync(layout.temporary)) {
        rmSync(join(layout.temporary, name), { recursive: true, force: true })
      }
      for (const name of readdirSync(layout.folder)) {
        // What a server that was killed while it wrote its address left: a token is in it.
        if (/^server\.json\..*\.tmp$/.test(name)) rmSync(join(layout.folder, name), { force: true })
      }
      dropPartialBackups(layout.backups)
      dropPartialHealth(layout.health)
    } catch (error) {
      lock.value.release()
      throw error
    }
    const { afterUncleanStop, afterRestart, release } = lock.value
    return ok({ libraryPath: layout.folder, afterUncleanStop, afterRestart, release: async () => release() })
  } catch (error) {
    return err(storeFailureOf(saysDriveGone(error) ? driveGone(path, error) : error))
  }
}
