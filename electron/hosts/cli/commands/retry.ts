import type { Job } from '../../../contract/index.ts'
import { everyPage } from '../backend.ts'
import { type ExitCode, exitCodeOf, exitCodes } from '../exit-codes.ts'
import { findVideo } from '../find-video.ts'
import { describeFailure } from '../terminal.ts'
import { videoLine } from '../video-line.ts'
import { waitForVideos } from '../wait-for-videos.ts'
import type { Command, CommandContext } from './run.ts'

/** Arguments of `goodclips retry`. */
export interface RetryOptions {
  /** Ids or titles; none: every video with something that failed. */
  readonly names: readonly string[]
  readonly wait: boolean
}

const endedBadly = ({ state, reason }: Job): boolean =>
  state === 'failed' || state === 'cancelled' || (state === 'done' && reason !== undefined)

/** The jobs that are to run again, or the exit code of why they cannot be known. */
const jobsToRetry = async (
  { backend, terminal }: CommandContext,
  names: readonly string[],
): Promise<readonly Job[] | ExitCode> => {
  const jobs: Job[] = []
  const filters: { readonly videoId?: string; readonly state?: 'failed' }[] =
    names.length === 0 ? [{ state: 'failed' }] : []
  for (const name of names) {
    const video = await findVideo(backend, name)
    if (!video.ok) {
      terminal.note(describeFailure(video.error))
      return exitCodeOf(video.error)
    }
    filters.push({ videoId: video.value.id })
  }
  for (const filter of filters) {
    for await (const job of everyPage((page) => backend.jobs({ ...page, ...filter }))) {
      if (!job.ok) {
        terminal.note(describeFailure(job.error))
        return exitCodeOf(job.error)
      }
      if (endedBadly(job.value)) jobs.push(job.value)
    }
  }
  return jobs
}

/** `goodclips retry [VIDEO…]`: runs what failed, was cancelled or is done only in part again, and waits for it. */
export const retryCommand: Command<RetryOptions> = async (context, { names, wait }) => {
  const { backend, terminal, signal } = context
  const jobs = await jobsToRetry(context, names)
  if (typeof jobs === 'number') return jobs
  if (jobs.length === 0) {
    terminal.note('Nothing there has failed.')
    return exitCodes.ok
  }
  let code: ExitCode = exitCodes.ok
  for (const job of jobs) {
    if (signal.aborted) return exitCodes.interrupted
    const retried = await backend.retry(job.id)
    if (retried.ok) {
      terminal.result(retried.value, () => ['again', job.id, job.stage, job.videoTitle].join('  '))
      continue
    }
    // One retried stage takes those that depend on it along.
    if (retried.error.code === 'conflict') continue
    terminal.note(describeFailure(retried.error))
    code = exitCodes.someFailed
  }
  if (!wait) return code
  const onOver = async (videoId: string): Promise<void> => {
    const video = await backend.video(videoId)
    if (!video.ok || (video.value.state !== 'ready' && video.value.state !== 'partial')) code = exitCodes.someFailed
    if (video.ok) terminal.result(video.value, () => videoLine(video.value))
  }
  const watch = {
    onJob: () => undefined,
    onOver,
    onPause: (why: Parameters<typeof describeFailure>[0]) => terminal.note(`Paused: ${describeFailure(why)}`),
  }
  const waited = await waitForVideos(backend, [...new Set(jobs.map(({ videoId }) => videoId))], watch, signal)
  if (!waited.ok) {
    terminal.note(describeFailure(waited.error))
    return exitCodeOf(waited.error)
  }
  return signal.aborted ? exitCodes.interrupted : code
}
