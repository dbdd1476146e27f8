import { workerData } from 'node:worker_threads'
import { serveMediaThread } from '../media-thread.ts'
import { type CaptionsOrder, runCaptions } from './run-captions.ts'

// Both ends of this channel are this program, of one version: the types hold.
const order = workerData as CaptionsOrder
await serveMediaThread((signal, onProgress) => runCaptions(order, signal, onProgress))
