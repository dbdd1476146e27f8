import { parentPort, workerData } from 'node:worker_threads'
import type { DemuxCommand, DemuxOrder, DemuxReport } from './audio-messages.ts'
import { runDemux } from './run-demux.ts'

// Both ends of this channel are this program, of one version: the types hold.
const order = workerData as DemuxOrder
const controller = new AbortController()
const report = (message: DemuxReport): void => parentPort?.postMessage(message)

parentPort?.on('message', (command: DemuxCommand) => {
  if (command.kind === 'abort') controller.abort()
})

const result = await runDemux(order, controller.signal, (progress) => report({ kind: 'progress', progress }))
report({ kind: 'result', result })
parentPort?.close()
