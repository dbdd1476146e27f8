import {
  type Failure,
  type JobState,
  type Problem,
  type StageId,
  type StageRow,
  stageOf,
  type VideoState,
} from '../contract/index.ts'
import { fileChanging } from './jobs/retry-policy.ts'

/** What the state of a video depends on: its jobs and whether scenes exist. */
export interface VideoStateInput {
  readonly jobs: readonly {
    readonly stage: StageId
    readonly state: JobState
    readonly progress: number
    readonly attempts: number
    readonly reason: Failure | Problem | null
    /** Warnings that the stage's last completed run left. */
    readonly warnings: readonly Problem[]
  }[]
  readonly sceneCount: number
}

/** State of a video as lists show it; `error` is set exactly when `state` is `failed`. */
export interface DerivedVideoState {
  readonly state: VideoState
  /** 0…1 over all stages. */
  readonly progress: number
  readonly warnings: readonly Problem[]
  readonly error: Failure | null
}

/** Waits until its file has been written. */
const waitsForFile = (job: JobOfVideo): boolean => job.state === 'waiting' && job.reason?.code === fileChanging.code

type JobOfVideo = VideoStateInput['jobs'][number]

const isPending = (job: JobOfVideo): boolean => job.state === 'waiting' || job.state === 'running'
const isBroken = (job: JobOfVideo): boolean => job.state === 'failed' || job.state === 'cancelled'

/** Broken, and something is missing for it. */
const isMissed = (job: JobOfVideo): boolean => isBroken(job) && stageOf[job.stage].failureLoses !== 'nothing'

const failureOf = (job: JobOfVideo): Failure => {
  const reason = job.reason
  if (reason === null) {
    return { code: job.state, message: `The stage ${job.stage} was ${job.state}.`, remedy: 'Retry it.' }
  }
  return 'remedy' in reason ? reason : { ...reason, remedy: 'Retry it from the activity panel.' }
}

const progressOf = (jobs: readonly JobOfVideo[]): number => {
  let total = 0
  let sum = 0
  for (const job of jobs) {
    const weight = stageOf[job.stage].weight
    total += weight
    sum += weight * (job.state === 'waiting' ? 0 : job.state === 'running' ? job.progress : 1)
  }
  return total === 0 ? 0 : Math.min(1, Math.max(0, sum / total))
}

/** Warning on a video that was joined from several recordings. */
export const joinedRecordingRemark: Problem = {
  code: 'joined_recording',
  message: 'A joined recording: its parts have clocks of their own, and are shown one after the other.',
}

/** Codes of warnings that only describe a video: nothing is missing, so its state is not `partial`. */
const remarks: ReadonlySet<string> = new Set([joinedRecordingRemark.code])

const distinct = (problems: readonly Problem[]): readonly Problem[] => {
  const seen = new Map<string, Problem>()
  for (const { code, message } of problems) {
    const key = JSON.stringify([code, message])
    if (!seen.has(key)) seen.set(key, { code, message })
  }
  return [...seen.values()]
}

/**
 * Decides what a video's state is. A video without probe, or without analysis and scenes, has failed; one that has
 * something to browse but lacks a part is `partial`.
 */
export const deriveVideoState = ({ jobs, sceneCount }: VideoStateInput): DerivedVideoState => {
  const brokenOf = (loses: StageRow['failureLoses']): JobOfVideo | undefined =>
    jobs.find((job) => isBroken(job) && stageOf[job.stage].failureLoses === loses)
  const unreadable = brokenOf('video')
  const fatal = unreadable ?? (sceneCount === 0 ? brokenOf('scenes') : undefined) ?? null
  const warnings = distinct([
    ...jobs.flatMap((job) => job.warnings),
    ...jobs.filter((job) => isMissed(job) && job !== fatal).map(failureOf),
    ...jobs.filter(waitsForFile).map(() => fileChanging),
  ])
  const progress = progressOf(jobs)
  // When the probe failed, the waiting stages cannot run, so the video is not shown as processing.
  const canContinue = unreadable === undefined && jobs.some(isPending)
  if (canContinue) {
    const started = jobs.some((job) => job.state !== 'waiting' || job.attempts > 0)
    return { state: started ? 'processing' : 'queued', progress, warnings, error: null }
  }
  if (fatal !== null) return { state: 'failed', progress, warnings, error: failureOf(fatal) }
  const lacksSomething = warnings.some(({ code }) => !remarks.has(code))
  return { state: lacksSomething ? 'partial' : 'ready', progress, warnings, error: null }
}
