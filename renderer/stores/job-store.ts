import { createStore } from 'zustand/vanilla'
import type { Job } from '../../electron/contract/index.ts'
import type { Client } from '../client/client.ts'
import { describeClientError } from '../client/client-error.ts'
import type { ToastState } from './toast-store.ts'

/** Jobs the page knows: all live ones, the newest finished ones, and older ones once asked for. */
export interface JobState {
  readonly jobs: ReadonlyMap<string, Job>
  /** Cursor of the next older page; null when all are loaded, undefined before the first was asked for. */
  readonly olderCursor: string | null | undefined
  /** Whether every running and waiting job is among them; a snapshot of a long queue holds its head only. */
  readonly hasAllLive: boolean
  /** Cancelled jobs that the person has seen to. */
  readonly dismissed: ReadonlySet<string>
  readonly replaceAll: (jobs: readonly Job[]) => void
  readonly upsert: (jobs: readonly Job[]) => void
  readonly forgetVideos: (videoIds: readonly string[]) => void
  readonly loadOlder: (signal: AbortSignal) => Promise<void>
  readonly retry: (id: string) => Promise<void>
  readonly cancel: (id: string) => Promise<void>
  readonly dismiss: (ids: readonly string[]) => void
}

/** How many jobs are in one state. */
export const countJobs = (jobs: ReadonlyMap<string, Job>, state: Job['state']): number => {
  let count = 0
  for (const job of jobs.values()) if (job.state === state) count += 1
  return count
}

/** As many live jobs as a snapshot of the core holds. */
const snapshotLive = 500

/** Makes the job store. */
export const createJobStore = (client: Client, toasts: () => ToastState) =>
  createStore<JobState>()((set, get) => {
    const act = async (name: 'retryJob' | 'cancelJob', id: string): Promise<void> => {
      const answer = await client.call(name, { params: { id } }, AbortSignal.timeout(15_000))
      if (answer.ok) {
        get().upsert([answer.value])
        return
      }
      const { message, remedy } = describeClientError(answer.error)
      toasts().show({ tone: 'problem', message, detail: remedy })
    }
    return {
      jobs: new Map(),
      olderCursor: undefined,
      hasAllLive: true,
      dismissed: new Set(),
      replaceAll: (jobs) => {
        const live = jobs.filter(({ state }) => state === 'running' || state === 'waiting').length
        set({
          jobs: new Map(jobs.map((job) => [job.id, job])),
          olderCursor: undefined,
          hasAllLive: live < snapshotLive,
        })
      },
      upsert: (changed) => {
        if (changed.length === 0) return
        set((state) => {
          const jobs = new Map(state.jobs)
          const dismissed = new Set(state.dismissed)
          for (const job of changed) {
            jobs.set(job.id, job)
            // Cancelled once more after a new try: it is to be seen to again.
            if (job.state !== 'cancelled') dismissed.delete(job.id)
          }
          return { jobs, dismissed }
        })
      },
      forgetVideos: (videoIds) => {
        const gone = new Set(videoIds)
        set((state) => ({ jobs: new Map([...state.jobs].filter(([, job]) => !gone.has(job.videoId))) }))
      },
      loadOlder: async (signal) => {
        const cursor = get().olderCursor
        if (cursor === null) return
        const answer = await client.call(
          'listJobs',
          { query: { limit: 200, ...(cursor === undefined ? {} : { cursor }) } },
          signal,
        )
        if (!answer.ok) return
        set((state) => {
          const jobs = new Map(answer.value.items.map((job) => [job.id, job]))
          // What the event stream said is newer than the page.
          for (const [id, job] of state.jobs) jobs.set(id, job)
          return { jobs, olderCursor: answer.value.nextCursor }
        })
      },
      retry: (id) => act('retryJob', id),
      cancel: (id) => act('cancelJob', id),
      dismiss: (ids) => set((state) => ({ dismissed: new Set([...state.dismissed, ...ids]) })),
    }
  })
