import { Worker } from 'node:worker_threads'
import type { AnalyseCall, AnalysisResult } from '../../domain/ports/index.ts'
import { err, type Result } from '../../domain/result.ts'
import { workerEntry } from '../../process/worker-entry.ts'
import { failure } from '../failures.ts'
import { ffmpegAbilities } from './abilities.ts'
import type { AnalyseCommand, AnalyseOrder, AnalyseReport } from './analyse-messages.ts'

/** The thread keeps its bulk data outside the JavaScript heap. */
const resourceLimits = { maxOldGenerationSizeMb: 256, maxYoungGenerationSizeMb: 24 }
/** A thread that was told to stop and does not is ended; its children die of their closed pipes. */
const abortGraceMs = 5000

const cancelled = (): Result<AnalysisResult> => err(failure('cancelled', 'Cancelled.'))

/**
 * One decode pass over a film, in a thread of its own: cuts, keyframes, sampled frames, filmstrip and features, which lie
 * in `contentFolder` when it resolves. Running it again gives the same rows and files. Failures leave what was there.
 */
export const analyse = async (
  call: AnalyseCall,
  tools: { readonly ffmpegPath: string },
): Promise<Result<AnalysisResult>> => {
  const { signal, onProgress, ...rest } = call
  if (signal.aborted) return cancelled()
  const abilities = await ffmpegAbilities(tools.ffmpegPath)
  if (signal.aborted) return cancelled()
  const order: AnalyseOrder = { call: rest, ffmpegPath: tools.ffmpegPath, abilities }
  const worker = new Worker(workerEntry(import.meta.url, 'analyse-worker'), { workerData: order, resourceLimits })

  return new Promise((resolve) => {
    let result: Result<AnalysisResult> | undefined
    let crash: unknown
    let grace: NodeJS.Timeout | undefined
    const abort = (): void => {
      const command: AnalyseCommand = { kind: 'abort' }
      worker.postMessage(command)
      grace = setTimeout(() => void worker.terminate(), abortGraceMs)
    }
    signal.addEventListener('abort', abort)
    worker.on('message', (report: AnalyseReport) => {
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
      else if (signal.aborted) resolve(cancelled())
      else resolve(err(crashed(crash)))
    })
  })
}

const crashed = (cause: unknown) => ({
  code: 'analysis_failed',
  message: `The analysis stopped unexpectedly${cause instanceof Error ? `: ${cause.message}` : ''}.`,
  remedy: 'Retry. If it keeps failing, convert the file to MP4 with H.264 video and import that.',
})
