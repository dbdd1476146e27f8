import { parentPort, workerData } from 'node:worker_threads'
import { viewOf } from '../arena/arena.ts'
import { instantiateScanKernel } from '../kernel/scan-kernel.ts'
import { queueBytes, queueLength, queueOf, seatField, taskOf } from './job-queue.ts'
import { performPart } from './perform-part.ts'
import type { ThreadAnswer, ThreadData } from './thread-task.ts'

const main = async (): Promise<void> => {
  const port = parentPort
  if (port === null) throw new Error('vector-index-worker runs as a worker thread')
  const { module, memory, scratch, queue } = workerData as ThreadData
  const kernel = await instantiateScanKernel(module, memory)
  const { counter, seats } = queueOf(viewOf(memory, queue, queueBytes))

  const perform = (index: number): void => {
    const seat = seats[index]
    if (seat === undefined) return
    const { fields } = seat
    const parts = fields[seatField.parts] ?? 0
    let error: string | null = null
    try {
      const task = taskOf(seat)
      let count = 0
      for (;;) {
        const part = Atomics.add(fields, seatField.next, 1)
        if (part >= parts) break
        count += performPart(task, part, { kernel, memory, scratch })
      }
      Atomics.add(fields, seatField.count, count)
    } catch (cause) {
      error = cause instanceof Error ? (cause.stack ?? cause.message) : String(cause)
      Atomics.add(fields, seatField.failures, 1)
    }
    const isLast = Atomics.sub(fields, seatField.threadsLeft, 1) === 1
    const answer: ThreadAnswer = { seat: index, error, isLast }
    if (isLast || error !== null) port.postMessage(answer)
  }

  // Waits for jobs forever; the thread ends when it is terminated.
  for (let done = 0; ; done += 1) {
    while (Atomics.load(counter, 0) === done) Atomics.wait(counter, 0, done)
    perform(done % queueLength)
  }
}

await main()
