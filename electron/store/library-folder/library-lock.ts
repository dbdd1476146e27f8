import { randomUUID } from 'node:crypto'
import { linkSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { hostname, uptime } from 'node:os'
import { z } from 'zod'
import { isDiskFull, systemCode } from '../../domain/failure.ts'
import { err, ok, type Result } from '../../domain/result.ts'
import { isProcessRunning, processStart } from '../../process/process-state.ts'
import { type StoreFailure, storeFailureOf } from '../sqlite/store-failure.ts'
import { takeSystemLock } from './system-lock.ts'

/** Who holds a library: written into `library.lock`. */
const ownerSchema = z.object({
  pid: z.number().int().positive(),
  host: z.string(),
  startedAt: z.iso.datetime(),
  /** Identity of the machine's run since it was switched on; null where the system has none. */
  boot: z.string().nullable(),
  /** Start time of the process in the system's own ticks, which tells a reused pid; null where it cannot be had. */
  processStart: z.string().nullable(),
  nonce: z.string(),
  /** The holder also has the system's lock (`takeSystemLock`), so that whoever gets that one knows it to be gone. */
  systemLock: z.boolean().default(false),
})
type Owner = z.infer<typeof ownerSchema>

/** A held lock. */
export interface LockFile {
  /** The lock of a process that died was found: it did not stop cleanly. */
  readonly afterUncleanStop: boolean
  /** … and the machine was restarted since, so that nothing within the process need have ended it. */
  readonly afterRestart: boolean
  /** Gives the lock up, and deletes its file if it is still this holder's; calling it again does nothing. */
  readonly release: () => void
}

const readText = (path: string): string | null => {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return null
  }
}

const bootIdentity = (): string | null => readText('/proc/sys/kernel/random/boot_id')?.trim() ?? null

const clockToleranceMs = 60_000

const bootedAfter = (owner: Owner): boolean =>
  Date.now() - uptime() * 1000 > Date.parse(owner.startedAt) + clockToleranceMs

/** Whether the machine was switched off since; where it has no identity of its runs, by its clock. */
const isOfEarlierRun = (owner: Owner): boolean => {
  const boot = bootIdentity()
  return boot !== null && owner.boot !== null ? boot !== owner.boot : bootedAfter(owner)
}

const isStale = (owner: Owner): boolean => {
  const boot = bootIdentity()
  if (boot !== null && owner.boot !== null && boot !== owner.boot) return true
  // Same machine but another host name: a container whose processes cannot be seen from here.
  if (boot !== null && owner.host !== hostname()) return false
  if (!isProcessRunning(owner.pid)) return true
  const start = processStart(owner.pid)
  if (start !== null && owner.processStart !== null) return start !== owner.processStart
  return bootedAfter(owner)
}

const parseOwner = (text: string): Owner | null => {
  try {
    return ownerSchema.parse(JSON.parse(text))
  } catch {
    return null
  }
}

const locked = (path: string, owner: Owner | null): StoreFailure => ({
  code: 'library_locked',
  message:
    owner === null
      ? 'This library is being opened by another GoodCLIPS.'
      : `This library is open in another GoodCLIPS (process ${owner.pid} on ${owner.host}, since ${owner.startedAt}).`,
  remedy: `Use that window or close it, or open another library with --library. If no GoodCLIPS runs, delete ${path} and try again.`,
})

const beingWrittenMs = 5000

const isBeingWritten = (path: string): boolean => {
  const written = statSync(path, { throwIfNoEntry: false })?.mtimeMs
  return written !== undefined && Math.abs(Date.now() - written) < beingWrittenMs
}

/** Moves a stale lock away; false when it turned out to be someone's new lock, which is then put back. */
const clearStale = (path: string, text: string): boolean => {
  const aside = `${path}.stale-${randomUUID()}`
  try {
    renameSync(path, aside)
  } catch {
    // Someone else has cleared it; the next attempt to create decides.
    return true
  }
  const isSame = readText(aside) === text
  if (!isSame) {
    try {
      linkSync(aside, path)
    } catch {
      // A third opener has taken the lock meanwhile.
    }
  }
  rmSync(aside, { force: true })
  return isSame
}

const tryCreate = (path: string, owner: Owner): boolean => {
  try {
    writeFileSync(path, `${JSON.stringify(owner)}\n`, { flag: 'wx', mode: 0o600, flush: true })
    return true
  } catch (error) {
    if (systemCode(error) === 'EEXIST') return false
    // Created, but without room for its content: left behind it would pass for the lock of a process that died.
    if (isDiskFull(error)) rmSync(path, { force: true })
    throw error
  }
}

/** Takes the lock file; `isGone` tells whether a holder found in it has ended. */
const takeLockFile = (
  path: string,
  systemLock: boolean,
  isGone: (holder: Owner) => boolean,
): Result<LockFile, StoreFailure> => {
  const owner: Owner = {
    pid: process.pid,
    host: hostname(),
    startedAt: new Date().toISOString(),
    boot: bootIdentity(),
    processStart: processStart(process.pid),
    nonce: randomUUID(),
    systemLock,
  }
  let afterUncleanStop = false
  let afterRestart = false
  for (let attempt = 0; attempt < 3; attempt += 1) {
    if (tryCreate(path, owner)) {
      const release = (): void => {
        if (parseOwner(readText(path) ?? '')?.nonce === owner.nonce) rmSync(path, { force: true })
      }
      return ok({ afterUncleanStop, afterRestart, release })
    }
    const text = readText(path)
    if (text === null) continue
    const holder = parseOwner(text)
    const stale = holder === null ? !isBeingWritten(path) : isGone(holder)
    if (!stale || !clearStale(path, text)) return err(locked(path, holder))
    afterUncleanStop = true
    afterRestart = holder !== null && isOfEarlierRun(holder)
  }
  return err(locked(path, null))
}

/**
 * Takes a library's lock: the system's own on `systemPath`, which ends with its process, and beside it the file at
 * `path`, which says who holds the library and is all there is where the file system has no locks. Clears a file whose
 * holder is gone; fails with `library_locked` while another process lives.
 */
export const takeLock = (path: string, systemPath: string): Result<LockFile, StoreFailure> => {
  try {
    const system = takeSystemLock(systemPath)
    if (system === 'held') return err(locked(path, parseOwner(readText(path) ?? '')))
    const supported = system !== 'unsupported'
    const releaseSystem = (): void => {
      if (supported) system.release()
    }
    try {
      const taken = takeLockFile(path, supported, (holder) => (supported && holder.systemLock) || isStale(holder))
      if (!taken.ok) {
        releaseSystem()
        return taken
      }
      const { afterUncleanStop, afterRestart, release } = taken.value
      const releaseBoth = (): void => {
        release()
        releaseSystem()
      }
      return ok({ afterUncleanStop, afterRestart, release: releaseBoth })
    } catch (error) {
      releaseSystem()
      throw error
    }
  } catch (error) {
    return err(storeFailureOf(error))
  }
}
