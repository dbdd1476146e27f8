import { parentPort, workerData } from 'node:worker_threads'
import { instantiateScanKernel } from './kernel/scan-kernel.ts'
import { performPart } from './perform-part.ts'
import type { ThreadAnswer, ThreadData, ThreadJob } from './thread-task.ts'

const main = async (): Promise<void> => {
  const port = parentPort
  if (port === null) throw new Error('vector-index-worker runs as a worker thread')
  const { module, memory, scratchAt } = workerData as ThreadData
  const kernel = await instantiateScanKernel(module, memory)
  const perform = (job: ThreadJob): number => {
    let count = 0
    for (;;) {
      const part = Atomics.add(new Int32Array(memory.buffer, job.counterAt, 1), 0, 1)
      if (part >= job.parts) return count
      count += performPart(job.task, part, { kernel, memory, scratchAt })
    }
  }
  const answer = (message: ThreadAnswer): void => port.postMessage(message)
  port.on('message', (job: ThreadJob) => {
    try {
      answer({ id: job.id, count: perform(job) })
    } catch (error) {
      answer({ id: job.id, error: error instanceof Error ? (error.stack ?? error.message) : String(error) })
    }
  })
}

await main()
