import { createStore } from 'zustand/vanilla'
import type { Job, StageId } from '../../electron/contract/index.ts'
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

/** What was left out of one video because no model is installed for it: told in one line, not as a row a stage. */
export interface WithoutModel {
  readonly videoId: string
  readonly videoTitle: string
  /** In the order they were seen, without repeats. */
  readonly stages: readonly StageId[]
}

/** Jobs that ended on one local day. */
export interface JobDay {
  /** `YYYY-MM-DD`. */
  readonly day: string
  readonly jobs: readonly Job[]
  readonly withoutModel: readonly WithoutModel[]
}

/** Jobs as Activity shows them. */
export interface JobGroups {
  readonly running: readonly Job[]
  readonly waiting: readonly Job[]
  /** Failed, or done only in part: a person has to decide. */
  readonly attention: readonly Job[]
  /** Cancelled within the last hour, until dismissed or tried again. */
  readonly cancelled: readonly Job[]
  /** Done, skipped and cancelled before, by local day, newest first. */
  readonly days: readonly JobDay[]
}

const byNewest = (left: Job, right: Job): number =>
  (right.finishedAt ?? right.createdAt).localeCompare(left.finishedAt ?? left.createdAt)
const byOldest = (left: Job, right: Job): number =>
  (left.startedAt ?? left.createdAt).localeCompare(right.startedAt ?? right.createdAt) ||
  left.id.localeCompare(right.id)

/** Local calendar day of an ISO time. */
export const dayOf = (iso: string): string => {
  const date = new Date(iso)
  const pad = (value: number): string => String(value).padStart(2, '0')
  return `${date.getFullYear()}-${pad(date.getMonth() + 1)}-${pad(date.getDate())}`
}

/** Skipped for want of a model: quiet, because nothing is wrong and a later installation does it. */
const lacksModel = (job: Job): boolean => job.state === 'skipped' && job.reasonCode === 'no_model'

const dayOfJobs = (day: string, jobs: readonly Job[]): JobDay => {
  const videos = new Map<string, { videoId: string; videoTitle: string; stages: StageId[] }>()
  for (const { videoId, videoTitle, stage } of jobs.filter(lacksModel)) {
    const row = videos.get(videoId)
    if (row === undefined) videos.set(videoId, { videoId, videoTitle, stages: [stage] })
    else if (!row.stages.includes(stage)) row.stages.push(stage)
  }
  return { day, jobs: jobs.filter((job) => !lacksModel(job)), withoutModel: [...videos.values()] }
}

/** How many jobs are in one state. */
export const countJobs = (jobs: ReadonlyMap<string, Job>, state: Job['state']): number => {
  let count = 0
  for (const job of jobs.values()) if (job.state === state) count += 1
  return count
}

/** As many live jobs as a snapshot of the core holds. */
const snapshotLive = 500
const cancelledShownMs = 3_600_000

/** Sorts jobs into what Activity shows. */
export const groupJobs = (
  jobs: Iterable<Job>,
  dismissed: ReadonlySet<string> = new Set(),
  nowMs = Date.now(),
): JobGroups => {
  const running: Job[] = []
  const waiting: Job[] = []
  const attention: Job[] = []
  const cancelled: Job[] = []
  const finished: Job[] = []
  for (const job of jobs) {
    if (job.state === 'running') running.push(job)
    else if (job.state === 'waiting') waiting.push(job)
    else if (job.state === 'failed' || (job.state === 'done' && job.reason !== undefined)) attention.push(job)
    else if (
      job.state === 'cancelled' &&
      !dismissed.has(job.id) &&
      nowMs - Date.parse(job.finishedAt ?? job.createdAt) < cancelledShownMs
    )
      cancelled.push(job)
    else finished.push(job)
  }
  const days = new Map<string, Job[]>()
  for (const job of finished.sort(byNewest)) {
    const day = dayOf(job.finishedAt ?? job.createdAt)
    const list = days.get(day)
    if (list === undefined) days.set(day, [job])
    else list.push(job)
  }
  return {
    running: running.sort(byOldest),
    waiting: waiting.sort(byOldest),
    attention: attention.sort(byNewest),
    cancelled: cancelled.sort(byNewest),
    days: [...days].map(([day, list]) => dayOfJobs(day, list)),
  }
}

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
