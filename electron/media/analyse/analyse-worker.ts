import { serveMediaThread } from '../media-thread.ts'
import type { AnalyseOrder } from './analyse-messages.ts'
import { runAnalysis } from './run-analysis.ts'

serveMediaThread(({ call, ffmpegPath, abilities }: AnalyseOrder, signal, onProgress) =>
  runAnalysis({ ...call, ffmpegPath, abilities, signal, onProgress }),
)
