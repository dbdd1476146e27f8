import { readdir, stat, statfs } from 'node:fs/promises'
import { basename, join } from 'node:path'

import type { Stats, WorkStanding } from '../../contract/index.ts'
import { describeRepair } from '../../domain/describe-repair.ts'
import type { JobOutcome } from '../../domain/jobs/outcome.ts'
import type { MediaPort, StorePort } from '../../domain/ports/index.ts'
import type { Scheduler } from '../../pipeline/scheduler-types.ts'
import type { Changes } from '../changes.ts'
import type { LibraryPaths } from '../library-paths.ts'

const lowDiskBytes = 2e9
const diskFreshForMs = 5_000
const sizeFreshForMs = 120_000
/** After a change the folder is measured this soon, and for at most a twentieth of the time while changes go on. */
const sizeSettlesMs = 1_500
const sizeRestShare = 20
const toolsFreshForMs = 30_000

type Notice = Stats['notices'][number]

/** Counts of the library and what the person should know about it right now. */
export interface Statistics {
  readonly get: () => Promise<Stats>
  /** Which clip of a demo library is being made; null when none is. */
  readonly setDemo: (demo: NonNullable<Stats['demo']> | null) => void
  readonly close: () => void
}

interface Cached<Value> {
  readonly value: Value
  readonly atMs: number
}

/** Says that statistics changed when what was measured in the background differs from what was last told. */
export const createStatistics = (parts: {
  readonly store: StorePort
  readonly media: MediaPort
  readonly paths: LibraryPaths
  readonly changes: Changes
  readonly modelNotices: () => Promise<readonly Notice[]>
  readonly scheduler: Pick<Scheduler, 'pause' | 'unsaved'>
  readonly work: () => Promise<WorkStanding | null>
}): Statistics => {
  const { store, media, paths, changes, scheduler } = parts
  let disk: Cached<number> | null = null
  let size: Cached<number> = { value: 0, atMs: Number.NEGATIVE_INFINITY }
  let tools: Cached<Notice | null> = { value: null, atMs: Number.NEGATIVE_INFINITY }
  let sizing = false
  let sizeTookMs = 0
  let sizeTimer: ReturnType<typeof setTimeout> | null = null
  let checking = false
  let closed = false

  const freeBytes = async (): Promise<number> => {
    if (disk === null || performance.now() - disk.atMs > diskFreshForMs) {
      const found = await statfs(paths.folder).catch(() => null)
      disk = { value: found === null ? 0 : found.bavail * found.bsize, atMs: performance.now() }
    }
    return disk.value
  }

  const measureSize = async (): Promise<void> => {
    sizing = true
    const beganMs = performance.now()
    const value = await folderBytes(paths.media, () => closed).catch(() => size.value)
    const changed = value !== size.value
    size = { value, atMs: performance.now() }
    sizeTookMs = size.atMs - beganMs
    sizing = false
    if (changed && !closed) changes.statsChanged()
  }

  const checkTools = async (): Promise<void> => {
    checking = true
    const found = await media.tools().catch(() => null)
    const value = found === null || found.ok ? null : found.error
    const changed = value?.code !== tools.value?.code
    tools = { value, atMs: performance.now() }
    checking = false
    if (changed && !closed) changes.statsChanged()
  }

  const notices = (diskFreeBytes: number): readonly Notice[] => {
    const found: Notice[] = []
    const paused = scheduler.pause()
    if (paused !== null) {
      found.push({ code: paused.code, message: `Paused: ${paused.message}`, remedy: paused.remedy })
    }
    if (tools.value !== null) found.push(tools.value)
    if (paused?.code !== 'disk_full' && diskFreeBytes < lowDiskBytes) {
      found.push({
        code: 'disk_low',
        message: `The disk of the library has only ${(diskFreeBytes / 1e9).toFixed(1)} GB free.`,
        remedy: 'Free some space, or imports will fail.',
      })
    }
    return found
  }

  /** The library's folder has other contents now; its size is measured again soon. */
  const measureSoon = (): void => {
    if (closed || sizeTimer !== null) return
    const measure = (): void => {
      sizeTimer = null
      if (!closed) void measureSize()
    }
    sizeTimer = setTimeout(measure, Math.max(sizeSettlesMs, sizeRestShare * sizeTookMs))
    sizeTimer.unref()
  }
  const stopListening = changes.listen({ storageChanged: measureSoon })

  let demo: NonNullable<Stats['demo']> | null = null
  return {
    setDemo: (next) => {
      demo = next
      if (!closed) changes.statsChanged()
    },
    get: async () => {
      const now = performance.now()
      if (!sizing && now - size.atMs > sizeFreshForMs) void measureSize()
      if (!checking && now - tools.atMs > toolsFreshForMs) void checkTools()
      const [counts, jobs, diskFreeBytes, ofModels, repairs, work] = await Promise.all([
        store.library.counts(),
        store.jobs.counts(),
        freeBytes(),
        parts.modelNotices(),
        store.library.repairs(),
        parts.work(),
      ])
      const paused = scheduler.pause()
      return {
        ...counts,
        mediaBytes: size.value,
        jobs: countsWith(jobs, scheduler.unsaved()),
        ...(paused === null ? {} : { paused: { ...paused } }),
        ...(demo === null ? {} : { demo }),
        ...(work === null ? {} : { work }),
        libraryPath: paths.folder,
        libraryName: basename(paths.folder) || paths.folder,
        diskFreeBytes,
        notices: [...repairs.map(describeRepair), ...notices(diskFreeBytes), ...ofModels],
      }
    },
    close: () => {
      closed = true
      stopListening()
      if (sizeTimer !== null) clearTimeout(sizeTimer)
    },
  }
}

/** Rows of jobs whose end could not be written yet say that they run. */
const countsWith = (rows: Stats['jobs'], unsaved: ReadonlyMap<string, JobOutcome>): Stats['jobs'] => {
  const counts = { ...rows }
  for (const { state } of unsaved.values()) {
    counts.running = Math.max(0, counts.running - 1)
    counts[state === 'done' ? 'waiting' : state] += 1
  }
  return counts
}

/** Bytes of all files below a folder, a few at a time, so that nothing else waits for it. */
const folderBytes = async (folder: string, stopped: () => boolean): Promise<number> => {
  let total = 0
  const pending = [folder]
  for (let next = pending.pop(); next !== undefined && !stopped(); next = pending.pop()) {
    for (const entry of await readdir(next, { withFileTypes: true }).catch(() => [])) {
      const path = join(next, entry.name)
      if (entry.isDirectory()) pending.push(path)
      else
        total += await stat(path).then(
          (found) => found.size,
          () => 0,
        )
    }
  }
  return total
}
