import type { Failure, ImportItem, ImportResponse, Job, Video } from '../../../contract/index.ts'
import { exitCodeOf, exitCodes } from '../exit-codes.ts'
import { expandPaths } from '../expand-paths.ts'
import { batches } from '../import-items.ts'
import { type JobDisplay, progressBars } from '../progress-bars.ts'
import { describeFailure, printable, type Terminal } from '../terminal.ts'
import { videoLine } from '../video-line.ts'
import { waitForVideos } from '../wait-for-videos.ts'
import type { Command } from './run.ts'

const namesShown = 3

/** Arguments of `goodclips import`. */
export interface ImportOptions {
  readonly args: readonly string[]
  readonly workingFolder: string
  readonly wait: boolean
  /** Also follow links that lead out of the folders. */
  readonly followLinks: boolean
}

const tellItem = (terminal: Terminal, item: ImportItem, waits: boolean): void => {
  if (item.outcome === 'refused' && !terminal.json)
    terminal.note(
      `${printable(item.path)}: ${item.error === undefined ? 'It was refused.' : describeFailure(item.error)}`,
    )
  if (terminal.json) terminal.result({ type: 'import', ...item }, () => '')
  else if (!waits && item.outcome !== 'refused')
    terminal.result(item, () => `${item.outcome.padEnd(9)}  ${item.videoId ?? ''}  ${printable(item.path)}`)
}

/** What a folder held beside videos, one line for each kind. */
const tellLeftOut = (terminal: Terminal, { folder, groups }: NonNullable<ImportResponse['leftOut']>[number]): void => {
  if (terminal.json) {
    terminal.result({ type: 'left-out', folder, groups }, () => '')
    return
  }
  const lines = groups.map(({ label, count, names }) => {
    const some = names.slice(0, namesShown).map(printable).join(', ')
    return `  ${count} × ${label}: ${some}${count > namesShown ? ' …' : ''}`
  })
  terminal.note([`Left out of ${printable(folder)}:`, ...lines].join('\n'))
}

/** With `--json` each change of a job's state is a line; progress within a stage is not. */
const jsonDisplay = (terminal: Terminal): JobDisplay => {
  const states = new Map<string, string>()
  return {
    job: (job: Job) => {
      if (states.get(job.id) === job.state) return
      states.set(job.id, job.state)
      terminal.result({ type: 'job', ...job }, () => '')
    },
    note: terminal.note,
    close: () => undefined,
  }
}

const quietDisplay = (terminal: Terminal): JobDisplay => ({
  job: () => undefined,
  note: terminal.note,
  close: () => undefined,
})

const displayFor = (terminal: Terminal): JobDisplay => {
  if (terminal.json) return jsonDisplay(terminal)
  return terminal.interactive ? progressBars(process.stderr) : quietDisplay(terminal)
}

const tellVideo = (terminal: Terminal, display: JobDisplay, video: Video): void => {
  if (video.error !== undefined && !terminal.json)
    display.note(`${printable(video.title)}: ${describeFailure(video.error)}`)
  if (!terminal.json)
    for (const warning of video.warnings) display.note(`${printable(video.title)}: ${printable(warning.message)}`)
  terminal.result({ type: 'video', ...video }, () => videoLine(video))
}

/** `goodclips import PATH…`: registers files, then waits for their jobs unless `--no-wait`. */
export const importCommand: Command<ImportOptions> = async (context, options) => {
  const { args, workingFolder, wait, followLinks } = options
  const { backend, terminal, signal } = context
  const { paths, refused } = await expandPaths(args, workingFolder)
  const items: ImportItem[] = [...refused]
  for (const item of refused) tellItem(terminal, item, wait)
  for (const batch of batches(paths)) {
    if (signal.aborted) return exitCodes.interrupted
    const answer = await backend.import(batch, { followLinks }, signal)
    if (signal.aborted) return exitCodes.interrupted
    if (!answer.ok) {
      terminal.note(describeFailure(answer.error))
      return exitCodeOf(answer.error)
    }
    items.push(...answer.value.items)
    for (const item of answer.value.items) tellItem(terminal, item, wait)
    for (const folder of answer.value.leftOut) tellLeftOut(terminal, folder)
  }
  let failed = items.some(({ outcome }) => outcome === 'refused')
  const videoIds = [...new Set(items.flatMap(({ videoId }) => (videoId === undefined ? [] : [videoId])))]
  if (items.length === 0) terminal.note('No video was found there.')
  if (!wait) {
    if (videoIds.length > 0 && !backend.outlivesCommand)
      terminal.note('The videos are processed when the library is open next time.')
    return failed ? exitCodes.someFailed : exitCodes.ok
  }
  const display = displayFor(terminal)
  const onOver = async (videoId: string): Promise<void> => {
    const video = await backend.video(videoId)
    if (!video.ok) {
      failed = true
      display.note(describeFailure(video.error))
      return
    }
    if (video.value.state !== 'ready' && video.value.state !== 'partial') failed = true
    tellVideo(terminal, display, video.value)
  }
  let toldPause = ''
  const onPause = (why: Failure): void => {
    if (why.message !== toldPause) display.note(`Paused: ${describeFailure(why)}`)
    toldPause = why.message
  }
  try {
    const waited = await waitForVideos(backend, videoIds, { onJob: display.job, onOver, onPause }, signal)
    if (!waited.ok) {
      display.note(describeFailure(waited.error))
      return exitCodeOf(waited.error)
    }
  } finally {
    display.close()
  }
  if (signal.aborted) {
    terminal.note(
      backend.outlivesCommand
        ? 'Interrupted; the host goes on with the jobs.'
        : 'Interrupted; the jobs go on when the library is open next time.',
    )
    return exitCodes.interrupted
  }
  return failed ? exitCodes.someFailed : exitCodes.ok
}
