import { cancelled } from '../../domain/failure.ts'
import type { AnalyseCall, AnalysisResult } from '../../domain/ports/index.ts'
import { err, type Result } from '../../domain/result.ts'
import { workerEntry } from '../../process/worker-entry.ts'
import { runMediaThread } from '../media-thread.ts'
import { ffmpegAbilities } from './abilities.ts'
import type { AnalyseOrder } from './analyse-messages.ts'

/**
 * One decode pass over a film, in a thread of its own: cuts, keyframes, sampled frames, filmstrip and features, which lie
 * in `contentFolder` when it resolves. Running it again gives the same rows and files. Failures leave what was there.
 */
export const analyse = async (
  call: AnalyseCall,
  tools: { readonly ffmpegPath: string },
): Promise<Result<AnalysisResult>> => {
  const { signal, onProgress, ...rest } = call
  if (signal.aborted) return err(cancelled)
  const abilities = await ffmpegAbilities(tools.ffmpegPath)
  const order: AnalyseOrder = { call: rest, ffmpegPath: tools.ffmpegPath, abilities }
  return runMediaThread(
    {
      script: workerEntry(import.meta.url, 'analyse-worker'),
      order,
      // The thread keeps its bulk data outside the JavaScript heap.
      resourceLimits: { maxOldGenerationSizeMb: 256, maxYoungGenerationSizeMb: 24 },
      abortGraceMs: 5000,
      crashed: {
        code: 'analysis_failed',
        what: 'The analysis stopped unexpectedly',
        remedy: 'Retry. If it keeps failing, convert the file to MP4 with H.264 video and import that.',
      },
    },
    signal,
    onProgress,
  )
}
