import { MultiBar, Presets, type SingleBar } from 'cli-progress'
import type { Job } from '../../contract/index.ts'
import { printable } from './terminal.ts'

/** Shows what happens to jobs while a command waits. */
export interface JobDisplay {
  readonly job: (job: Job) => void
  readonly note: (line: string) => void
  readonly close: () => void
}

const titleLength = 40

const shortTitle = (title: string): string => {
  const text = [...printable(title)]
  return text.length <= titleLength ? text.join('') : `${text.slice(0, titleLength - 1).join('')}…`
}

const duration = (ms: number): string => {
  const seconds = Math.round(ms / 1000)
  return seconds < 60 ? `${seconds} s` : `${Math.floor(seconds / 60)} min ${seconds % 60} s`
}

const payloadOf = (job: Job) => ({
  stage: job.stage.padEnd(8),
  title: shortTitle(job.videoTitle),
  speed: job.speed === undefined ? '' : `${job.speed.toFixed(1)}×`,
  left: job.etaMs === undefined ? '' : `${duration(job.etaMs)} left`,
})

/** One bar for each running job, on stderr. */
export const progressBars = (stream: NodeJS.WriteStream): JobDisplay => {
  const bars = new MultiBar(
    {
      stream,
      format: '{stage} {bar} {percentage}%  {title}  {speed}  {left}',
      clearOnComplete: true,
      hideCursor: true,
      stopOnComplete: false,
      gracefulExit: false,
      emptyOnZero: true,
    },
    Presets.shades_grey,
  )
  const shown = new Map<string, SingleBar>()
  return {
    job: (job) => {
      const bar = shown.get(job.id)
      if (job.state === 'running') {
        if (bar === undefined) shown.set(job.id, bars.create(1000, Math.round(job.progress * 1000), payloadOf(job)))
        else bar.update(Math.round(job.progress * 1000), payloadOf(job))
      } else if (bar !== undefined) {
        bars.remove(bar)
        shown.delete(job.id)
      }
    },
    note: (line) => bars.log(`${line}\n`),
    close: () => bars.stop(),
  }
}
