import type { Job } from '../../contract/index.ts'
import { withOutcome } from '../../domain/jobs/outcome.ts'
import type { JobRecord, StorePort } from '../../domain/ports/index.ts'
import { ok } from '../../domain/result.ts'
import type { Scheduler } from '../../pipeline/scheduler-types.ts'
import type { Core } from '../core-api.ts'
import { notFound, refuse } from '../failures.ts'
import { presentJob } from '../present.ts'

const maxActive = 500
const maxFinished = 100

/** Jobs as the API shows and steers them. */
export type JobService = Core['jobs'] & {
  /** Those of the jobs that still exist. */
  readonly some: (ids: readonly string[]) => Promise<readonly Job[]>
  /** All running and waiting jobs (at most 500) and the newest 100 finished ones. */
  readonly snapshot: () => Promise<readonly Job[]>
}

/** The jobs of one library. */
export const createJobService = (
  store: StorePort,
  scheduler: Scheduler,
  /** Videos whose jobs run before all others. */
  first: () => readonly string[],
): JobService => {
  const present = (job: JobRecord): Job => {
    const unsaved = scheduler.unsaved().get(job.id)
    return presentJob(unsaved === undefined ? job : withOutcome(job, unsaved), scheduler.progressOf(job.id))
  }

  const answer = async (id: string): ReturnType<Core['jobs']['get']> => {
    const job = await store.jobs.get(id)
    return job === null ? notFound('job') : ok(present(job))
  }

  return {
    list: async (query) => {
      const page = await store.jobs.list({ ...query, first: first() })
      return { items: page.items.map(present), nextCursor: page.nextCursor }
    },
    summary: (query) => store.jobs.days(query),
    get: answer,
    retry: async (id) => {
      const retried = await scheduler.retry(id)
      if (retried === null) return notFound('job')
      return retried ? answer(id) : refuse('conflict', 'This job is running.', 'Cancel it first, then retry it.')
    },
    cancel: async (id) => {
      const cancelled = await scheduler.cancel(id)
      if (cancelled === null) return notFound('job')
      return cancelled ? answer(id) : refuse('conflict', 'This job had already ended.')
    },
    idle: scheduler.idle,
    some: async (ids) => {
      const jobs = await Promise.all(ids.map((id) => store.jobs.get(id)))
      return jobs.flatMap((job) => (job === null ? [] : [present(job)]))
    },
    snapshot: async () => {
      const states = ['done', 'skipped', 'failed', 'cancelled'] as const
      const [current, ...finished] = await Promise.all([
        store.jobs.list({ limit: maxActive, first: first() }),
        ...states.map((state) => store.jobs.list({ state, limit: maxFinished })),
      ])
      const active = current.items.filter((job) => job.state === 'running' || job.state === 'waiting')
      const newest = finished
        .flatMap((page) => page.items)
        .toSorted((a, b) => (b.finishedAt ?? '').localeCompare(a.finishedAt ?? ''))
        .slice(0, maxFinished)
      return [...active, ...newest].map(present)
    },
  }
}
