import type { JobState, VideoState } from '../../../contract/index.ts'
import { everyPage } from '../backend.ts'
import { exitCodeOf, exitCodes } from '../exit-codes.ts'
import { describeFailure, printable } from '../terminal.ts'
import { videoLine } from '../video-line.ts'
import type { Command } from './run.ts'

/** Filters of `goodclips videos`. */
export interface VideosOptions {
  readonly name?: string
  readonly state?: VideoState
}

/** `goodclips videos`: every video, newest first. */
export const videosCommand: Command<VideosOptions> = async ({ backend, terminal, signal }, filter) => {
  const load = everyPage((page) => backend.videos({ ...page, ...filter, sort: 'added', order: 'desc' }))
  for await (const video of load) {
    if (signal.aborted) return exitCodes.interrupted
    if (!video.ok) {
      terminal.note(describeFailure(video.error))
      return exitCodeOf(video.error)
    }
    terminal.result(video.value, () => videoLine(video.value))
  }
  return exitCodes.ok
}

/** Filters of `goodclips jobs`. */
export interface JobsOptions {
  readonly state?: JobState
  readonly videoId?: string
}

/** `goodclips jobs`: running first, then waiting, then finished. */
export const jobsCommand: Command<JobsOptions> = async ({ backend, terminal, signal }, filter) => {
  for await (const job of everyPage((page) => backend.jobs({ ...page, ...filter }))) {
    if (signal.aborted) return exitCodes.interrupted
    if (!job.ok) {
      terminal.note(describeFailure(job.error))
      return exitCodeOf(job.error)
    }
    const { id, stage, state, progress, videoTitle, reason } = job.value
    terminal.result(job.value, () =>
      [
        id,
        stage.padEnd(8),
        state.padEnd(9),
        `${String(Math.floor(progress * 100)).padStart(3)}%`,
        reason === undefined
          ? printable(videoTitle)
          : `${printable(videoTitle)} (${describeFailure({ message: reason })})`,
      ].join('  '),
    )
  }
  return exitCodes.ok
}

const levelMarks = { ok: 'ok     ', warning: 'warning', error: 'error  ' } as const

/** `goodclips doctor`: versions, tools, disk, integrity. */
export const doctorCommand: Command<null> = async ({ backend, terminal }) => {
  const findings = await backend.doctor()
  if (!findings.ok) {
    terminal.note(describeFailure(findings.error))
    return exitCodeOf(findings.error)
  }
  for (const finding of findings.value)
    terminal.result(finding, () => `${levelMarks[finding.level]}  ${finding.id}: ${describeFailure(finding)}`)
  return findings.value.some(({ level }) => level === 'error') ? exitCodes.someFailed : exitCodes.ok
}
