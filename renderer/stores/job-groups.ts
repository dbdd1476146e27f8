import { type Job, type StageId, stageIdSchema } from '../../electron/contract/index.ts'

/** A job, with those of the same video that come after it and have not begun: told as one row. */
export interface JobBundle {
  readonly head: Job
  /** In the order of the stages. */
  readonly followers: readonly Job[]
}

/** Stages of one video that were left out for one quiet reason: told in one line, not as a row a stage. */
export interface LeftOutFiles {
  readonly videoId: string
  readonly videoTitle: string
  /** `no_model`: nothing is wrong, a model can be installed later; `dependency_failed`: a stage before them failed. */
  readonly reasonCode: 'no_model' | 'dependency_failed'
  /** In the order of the stages, without repeats. */
  readonly stages: readonly StageId[]
}

/** Jobs that ended on one local day. */
export interface JobDay {
  /** `YYYY-MM-DD`. */
  readonly day: string
  readonly jobs: readonly Job[]
  readonly leftOut: readonly LeftOutFiles[]
}

/** Jobs as Activity shows them. */
export interface JobGroups {
  readonly running: readonly Job[]
  readonly waiting: readonly JobBundle[]
  /** Cancelled within the last hour, until dismissed or tried again. */
  readonly cancelled: readonly JobBundle[]
  /** What ended, also badly (the list of what needs a person tells that), by local day, newest first. */
  readonly days: readonly JobDay[]
}

const byNewest = (left: Job, right: Job): number =>
  (right.finishedAt ?? right.createdAt).localeCompare(left.finishedAt ?? left.createdAt)
const byOldest = (left: Job, right: Job): number =>
  (left.startedAt ?? left.createdAt).localeCompare(right.startedAt ?? right.createdAt) ||
  left.id.localeCompare(right.id)
const stageOrder = new Map(stageIdSchema.options.map((stage, index) => [stage, index]))
const byStage = (left: StageId, right: StageId): number => (stageOrder.get(left) ?? 0) - (stageOrder.get(right) ?? 0)

const byVideo = (jobs: readonly Job[]): ReadonlyMap<string, readonly Job[]> => {
  const videos = new Map<string, Job[]>()
  for (const job of jobs) {
    const list = videos.get(job.videoId)
    if (list === undefined) videos.set(job.videoId, [job])
    else list.push(job)
  }
  return videos
}

/** Whether a job only waits for, or was only cancelled with, one before it. */
const hasNotBegun = (job: Job): boolean => job.startedAt === undefined && job.nextAttemptAt === undefined

/** One bundle a video and one for each further job that has begun, in the order in which the videos are given. */
export const bundleJobs = (jobs: readonly Job[]): readonly JobBundle[] =>
  [...byVideo(jobs).values()].flatMap((own) => {
    const [head, ...rest] = [...own].sort((left, right) => byStage(left.stage, right.stage))
    if (head === undefined) return []
    return [
      { head, followers: rest.filter(hasNotBegun) },
      ...rest.filter((job) => !hasNotBegun(job)).map((job) => ({ head: job, followers: [] })),
    ]
  })

/** Local calendar day of an ISO time. */
export const dayOf = (iso: string): string => {
  const date = new Date(iso)
  const pad = (value: number): string => String(value).padStart(2, '0')
  return `${date.getFullYear()}-${pad(date.getMonth() + 1)}-${pad(date.getDate())}`
}

const quietReasons = ['no_model', 'dependency_failed'] as const

const isLeftOut = (job: Job): boolean =>
  job.state === 'skipped' && quietReasons.some((reasonCode) => reasonCode === job.reasonCode)

const dayOfJobs = (day: string, jobs: readonly Job[]): JobDay => ({
  day,
  jobs: jobs.filter((job) => !isLeftOut(job)),
  leftOut: [...byVideo(jobs.filter(isLeftOut)).values()].flatMap((own) =>
    quietReasons.flatMap((reasonCode) => {
      const left = own.filter((job) => job.reasonCode === reasonCode)
      const [first] = left
      if (first === undefined) return []
      const { videoId, videoTitle } = first
      return [{ videoId, videoTitle, reasonCode, stages: [...new Set(left.map(({ stage }) => stage))].sort(byStage) }]
    }),
  ),
})

const cancelledShownMs = 3_600_000

/** Sorts jobs into what Activity shows. */
export const groupJobs = (
  jobs: Iterable<Job>,
  dismissed: ReadonlySet<string> = new Set(),
  nowMs = Date.now(),
): JobGroups => {
  const running: Job[] = []
  const waiting: Job[] = []
  const cancelled: Job[] = []
  const finished: Job[] = []
  for (const job of jobs) {
    if (job.state === 'running') running.push(job)
    else if (job.state === 'waiting') waiting.push(job)
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
    waiting: bundleJobs(waiting.sort(byOldest)),
    cancelled: bundleJobs(cancelled.sort(byNewest)),
    days: [...days].map(([day, list]) => dayOfJobs(day, list)),
  }
}
