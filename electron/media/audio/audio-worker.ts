import { workerData } from 'node:worker_threads'
import { serveMediaThread } from '../media-thread.ts'
import type { DemuxOrder } from './audio-messages.ts'
import { runDemux } from './run-demux.ts'

// Both ends of this channel are this program, of one version: the types hold.
const order = workerData as DemuxOrder
await serveMediaThread((signal, onProgress) => runDemux(order, signal, onProgress))
