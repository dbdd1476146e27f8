import type { ProgressReading } from '../domain/jobs/progress-meter.ts'
import type { Clock } from '../domain/ports/clock.ts'
import type { JobRecord, JobStore } from '../domain/ports/index.ts'
import type { SchedulerEvents } from './scheduler-types.ts'

const announceEveryMs = 100
const saveEveryMs = 2_000

/** Progress of the running jobs: announced at most ten times a second, written to the store every two seconds. */
export interface ProgressBoard {
  readonly touch: (job: JobRecord, reading: ProgressReading) => void
  readonly drop: (jobId: string) => void
  readonly reading: (jobId: string) => ProgressReading | null
  readonly close: () => void
}

export const createProgressBoard = (parts: {
  readonly clock: Clock
  readonly events: Pick<SchedulerEvents, 'progressed'>
  readonly save: JobStore['progress']
  readonly onFailure: (thrown: unknown) => void
}): ProgressBoard => {
  const readings = new Map<string, { readonly videoId: string; readonly reading: ProgressReading }>()
  const moved = new Set<string>()
  const unsaved = new Set<string>()
  let announcing: (() => void) | null = null
  let saving: (() => void) | null = null

  const announce = (): void => {
    announcing = null
    const jobs = [...moved].flatMap((jobId) => {
      const entry = readings.get(jobId)
      return entry === undefined ? [] : [{ jobId, videoId: entry.videoId }]
    })
    moved.clear()
    if (jobs.length > 0) parts.events.progressed(jobs)
  }
  const save = (): void => {
    saving = null
    const updates = [...unsaved].flatMap((id) => {
      const entry = readings.get(id)
      if (entry === undefined) return []
      const { fraction, speed, etaMs } = entry.reading
      return [{ id, progress: fraction, speed, etaMs }]
    })
    unsaved.clear()
    if (updates.length === 0) return
    parts.save(updates).catch(parts.onFailure)
  }
  return {
    touch: (job, reading) => {
      readings.set(job.id, { videoId: job.videoId, reading })
      moved.add(job.id)
      unsaved.add(job.id)
      announcing ??= parts.clock.after(announceEveryMs, announce)
      saving ??= parts.clock.after(saveEveryMs, save)
    },
    drop: (jobId) => {
      readings.delete(jobId)
      moved.delete(jobId)
      unsaved.delete(jobId)
    },
    reading: (jobId) => readings.get(jobId)?.reading ?? null,
    close: () => {
      announcing?.()
      saving?.()
      announcing = null
      saving = null
    },
  }
}
