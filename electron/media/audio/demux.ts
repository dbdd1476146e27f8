import { Worker } from 'node:worker_threads'
import type { MediaProgress } from '../../domain/ports/index.ts'
import { err, type Result } from '../../domain/result.ts'
import { workerEntry } from '../../process/worker-entry.ts'
import { failure } from '../failures.ts'
import type { DemuxCommand, Demuxed, DemuxOrder, DemuxReport } from './audio-messages.ts'

/** The levels of a day of sound are 60 MB outside the JavaScript heap. */
const resourceLimits = { maxOldGenerationSizeMb: 128, maxYoungGenerationSizeMb: 16 }
/** A thread that was told to stop and does not is ended; its children die of their closed pipes. */
const abortGraceMs = 1500

const crashed = (cause: unknown) => ({
  code: 'audio_failed',
  message: `Reading the sound stopped unexpectedly${cause instanceof Error ? `: ${cause.message}` : ''}.`,
  remedy: 'Retry. If it keeps failing, convert the file to MP4 with AAC sound and import that.',
})

/** Runs a demux in a thread of its own, so that measuring the sound holds up nobody. */
export const demuxInThread = async (
  order: DemuxOrder,
  signal: AbortSignal,
  onProgress: (progress: MediaProgress) => void,
): Promise<Result<Demuxed>> => {
  const cancelled = (): Result<Demuxed> => err(failure('cancelled', 'Cancelled.'))
  if (signal.aborted) return cancelled()
  const worker = new Worker(workerEntry(import.meta.url, 'audio-worker'), { workerData: order, resourceLimits })
  return new Promise((resolve) => {
    let result: Result<Demuxed> | undefined
    let crash: unknown
    let grace: NodeJS.Timeout | undefined
    const abort = (): void => {
      const command: DemuxCommand = { kind: 'abort' }
      worker.postMessage(command)
      grace = setTimeout(() => void worker.terminate(), abortGraceMs)
    }
    signal.addEventListener('abort', abort)
    worker.on('message', (report: DemuxReport) => {
      if (report.kind === 'result') result = report.result
      else if (!signal.aborted) onProgress(report.progress)
    })
    worker.on('error', (cause) => {
      crash = cause
    })
    worker.on('exit', () => {
      clearTimeout(grace)
      signal.removeEventListener('abort', abort)
      if (result !== undefined) resolve(result)
      else resolve(signal.aborted ? cancelled() : err(crashed(crash)))
    })
  })
}
