import { parentPort, workerData } from 'node:worker_threads'
import type { AnalyseCommand, AnalyseOrder, AnalyseReport } from './analyse-messages.ts'
import { runAnalysis } from './run-analysis.ts'

// Both ends of this channel are this program, of one version: the types hold.
const order = workerData as AnalyseOrder
const controller = new AbortController()
const report = (message: AnalyseReport): void => parentPort?.postMessage(message)

parentPort?.on('message', (command: AnalyseCommand) => {
  if (command.kind === 'abort') controller.abort()
})

const result = await runAnalysis({
  ...order.call,
  ffmpegPath: order.ffmpegPath,
  abilities: order.abilities,
  signal: controller.signal,
  onProgress: (progress) => report({ kind: 'progress', progress }),
})
report({ kind: 'result', result })
parentPort?.close()
