import { parentPort, workerData } from 'node:worker_threads'
import { instantiateScanKernel } from '../kernel/scan-kernel.ts'
import { performPart } from './perform-part.ts'
import {
  jobBytes,
  jobField,
  jobTextAt,
  queueLength,
  type ThreadAnswer,
  type ThreadData,
  type ThreadTask,
} from './thread-task.ts'

const main = async (): Promise<void> => {
  const port = parentPort
  if (port === null) throw new Error('vector-index-worker runs as a worker thread')
  const { module, memory, scratchAt, queueAt } = workerData as ThreadData
  const kernel = await instantiateScanKernel(module, memory)
  const decoder = new TextDecoder()
  const queue = new Int32Array(memory.buffer, queueAt, 1)

  const perform = (place: number): void => {
    const at = queueAt + 64 + place * jobBytes
    const fields = new Int32Array(memory.buffer, at, 16)
    const parts = fields[jobField.parts] ?? 0
    let error: string | null = null
    try {
      // A copy, because text cannot be decoded from shared memory.
      const text = new Uint8Array(memory.buffer, at + jobTextAt, fields[jobField.length]).slice()
      const task = JSON.parse(decoder.decode(new Uint8Array(text))) as ThreadTask
      let count = 0
      for (;;) {
        const part = Atomics.add(fields, jobField.next, 1)
        if (part >= parts) break
        count += performPart(task, part, { kernel, memory, scratchAt })
      }
      Atomics.add(fields, jobField.count, count)
    } catch (cause) {
      error = cause instanceof Error ? (cause.stack ?? cause.message) : String(cause)
    }
    const isLast = Atomics.sub(fields, jobField.left, 1) === 1
    const answer: ThreadAnswer = { place, error, isLast }
    if (isLast || error !== null) port.postMessage(answer)
  }

  // Waits for jobs forever; the thread ends when it is terminated.
  for (let done = 0; ; done += 1) {
    while (Atomics.load(queue, 0) === done) Atomics.wait(queue, 0, done)
    perform(done % queueLength)
  }
}

await main()
