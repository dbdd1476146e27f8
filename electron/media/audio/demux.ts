import type { MediaProgress } from '../../domain/ports/index.ts'
import type { Result } from '../../domain/result.ts'
import { workerEntry } from '../../process/worker-entry.ts'
import { runMediaThread } from '../media-thread.ts'
import type { Demuxed, DemuxOrder } from './audio-messages.ts'

/** Runs a demux in its own thread, because measuring the sound takes time. */
export const demuxInThread = (
  order: DemuxOrder,
  signal: AbortSignal,
  onProgress: (progress: MediaProgress) => void,
): Promise<Result<Demuxed>> =>
  runMediaThread(
    {
      script: workerEntry(import.meta.url, 'audio-worker'),
      order,
      // The levels of a day of sound are 60 MB outside the JavaScript heap.
      resourceLimits: { maxOldGenerationSizeMb: 128, maxYoungGenerationSizeMb: 16 },
      abortGraceMs: 1500,
      crashed: {
        code: 'audio_failed',
        what: 'Reading the sound stopped unexpectedly',
        remedy: 'Retry. If it keeps failing, convert the file to MP4 with AAC sound and import that.',
      },
    },
    signal,
    onProgress,
  )
