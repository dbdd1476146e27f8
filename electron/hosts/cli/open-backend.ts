import { setTimeout as delay } from 'node:timers/promises'
import type { CreateCore } from '../../core/core-api.ts'
import { isLibrary } from '../../core/is-library.ts'
import type { ApiFailure } from '../../domain/failure.ts'
import { err, ok, type Result } from '../../domain/result.ts'
import type { DataFolders } from '../library-path.ts'
import { findRunningServer } from '../server/server-file.ts'
import { version } from '../version.ts'
import type { CliBackend } from './backend.ts'
import { coreBackend } from './core-backend.ts'
import { httpBackend } from './http-backend.ts'

/** How a command wants the library. */
export interface OpenRequest {
  readonly folders: DataFolders
  /** Whether this command needs jobs to run while it waits. */
  readonly runJobs: boolean
  /** Whether a folder that holds no library becomes one; else nothing is made there and the command fails. */
  readonly mayMake: boolean
  readonly note: (line: string) => void
}

const retryMs = 250
const maxAttempts = 12

const noLibrary = (folder: string): ApiFailure => ({
  code: 'unavailable',
  message: `There is no library in ${folder}.`,
  remedy: 'Check --library and GOODCLIPS_LIBRARY; "goodclips import PATH" begins a library there.',
})

/** The host that holds the library when there is one, else the library itself, opened here. */
export const openBackend = async (
  { folders, runJobs, mayMake, note }: OpenRequest,
  createCore: CreateCore,
): Promise<Result<CliBackend, ApiFailure>> => {
  for (let attempt = 1; ; attempt += 1) {
    const server = await findRunningServer(folders.libraryPath)
    if (server !== null) return ok(httpBackend(server))
    if (!mayMake && !(await isLibrary(folders.libraryPath))) return err(noLibrary(folders.libraryPath))
    const core = await createCore({
      ...folders,
      version,
      runJobs,
      log: ({ level, message }) => {
        if (level !== 'info') note(message)
      },
    })
    if (core.ok) return ok(coreBackend(core.value))
    // A host that is just starting holds the lock a moment before it can be asked.
    if (core.error.code !== 'library_locked' || attempt === maxAttempts) return core
    await delay(retryMs)
  }
}
