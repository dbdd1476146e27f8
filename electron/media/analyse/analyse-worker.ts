import { workerData } from 'node:worker_threads'
import { serveMediaThread } from '../media-thread.ts'
import type { AnalyseOrder } from './analyse-messages.ts'
import { runAnalysis } from './run-analysis.ts'

// Both ends of this channel are this program, of one version: the types hold.
const { call, ffmpegPath, abilities } = workerData as AnalyseOrder
await serveMediaThread((signal, onProgress) => runAnalysis({ ...call, ffmpegPath, abilities, signal, onProgress }))
