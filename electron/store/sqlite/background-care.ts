import { statSync } from 'node:fs'
import { libraryLayout } from '../library-folder/library-layout.ts'
import { isBackupDue } from './backup-retention.ts'
import { listBackups } from './backups.ts'
import { openHealth } from './database-health.ts'
import { backUpInWorker, checkInWorker, type WorkerClient } from './worker-client.ts'

const firstLookMs = 10_000
const lookEveryMs = 30_000
const checkEveryMs = 86_400_000
/** A database up to this size is checked after each start, a larger one once a day. */
const checkedAtEachStartBytes = 1e9

/** Backups and checks of an open library, on threads of their own. */
export interface BackgroundCare {
  /** Starts nothing more and waits for what is under way. */
  readonly stop: () => Promise<void>
}

/**
 * Backs a library up soon after its first videos came and then every hour in which it changes, which checks it as well.
 * One of which opening could not check all is checked soon after; one that does not change, once a day.
 */
export const startBackgroundCare = (client: WorkerClient, libraryPath: string): BackgroundCare => {
  const { backups, database, health } = libraryLayout(libraryPath)
  let isFullyChecked = client.opening.fullyChecked
  let running: Promise<void> | null = null

  const isCheckDue = (): boolean => {
    const checkedAt = openHealth(health).checkedAt()
    const sinceMs = checkedAt === null ? Number.POSITIVE_INFINITY : Date.now() - Date.parse(checkedAt)
    // Set back, a clock makes it look checked in the future.
    const isRecent = sinceMs >= 0 && sinceMs < checkEveryMs
    const isSmall = (statSync(database, { throwIfNoEntry: false })?.size ?? 0) <= checkedAtEachStartBytes
    return !isRecent || (!isFullyChecked && isSmall)
  }

  const look = async (): Promise<void> => {
    const { videos, changes, isBackedUp } = await client.activity()
    if (videos === 0) return
    if (!isBackedUp && isBackupDue(listBackups(backups)[0]?.madeAtMs ?? null, Date.now())) {
      const outcome = await backUpInWorker(libraryPath)
      if (outcome?.kind === 'damaged') await client.checked(outcome.problems)
      if (outcome?.kind === 'written') {
        await client.backedUp(outcome.path, changes)
        isFullyChecked = true
        return
      }
    }
    if (!isCheckDue()) return
    const problems = await checkInWorker(libraryPath)
    if (problems !== null) await client.checked(problems)
    isFullyChecked = true
  }

  const lookOnce = (): void => {
    if (running !== null) return
    running = look()
      // The library was closed meanwhile, or its disk is full: the next look tries again.
      .catch(() => undefined)
      .finally(() => {
        running = null
      })
  }
  const first = setTimeout(lookOnce, firstLookMs)
  const regular = setInterval(lookOnce, lookEveryMs)
  first.unref()
  regular.unref()
  return {
    stop: async () => {
      clearTimeout(first)
      clearInterval(regular)
      await running
    },
  }
}
