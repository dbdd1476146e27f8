import type { MemoryView } from '../arena/arena.ts'
import type { ThreadTask } from './thread-task.ts'

/**
 * The queue through which the main thread hands jobs to the threads, in shared memory: a counter of all jobs that were ever given
 * (threads wait for it to rise), then 16 seats that jobs take in turn. A seat holds numbers (i32) and the task as JSON.
 */
export const queueLength = 16
const counterBytes = 64
const seatBytes = 16_384
const textOffset = 64

/** Bytes of the whole queue. */
export const queueBytes = counterBytes + queueLength * seatBytes

/** Numbers of a seat. */
export const seatField = {
  /** The next part that nobody has taken. */
  next: 0,
  parts: 1,
  /** Threads that are not done with the job. */
  threadsLeft: 2,
  /** What the parts have counted together. */
  count: 3,
  textLength: 4,
  /** Threads that failed at the job. */
  failures: 5,
} as const

/** A seat as both sides see it. */
export interface QueueSeat {
  /** Numbers, by `seatField`. */
  readonly fields: Int32Array
  readonly text: Uint8Array
}

/** Counter and seats of a queue. */
export const queueOf = (
  memory: MemoryView,
): { readonly counter: Int32Array; readonly seats: readonly QueueSeat[] } => ({
  counter: memory.part(0, counterBytes).integers,
  seats: Array.from({ length: queueLength }, (_, index) => {
    const start = counterBytes + index * seatBytes
    return {
      fields: memory.part(start, textOffset).integers,
      text: memory.part(start + textOffset, seatBytes - textOffset).bytes,
    }
  }),
})

const encoder = new TextEncoder()
const decoder = new TextDecoder()

/** Puts a job into a seat that is free. Throws a RangeError when the task is too long. */
export const putJob = ({ fields, text }: QueueSeat, task: ThreadTask, parts: number, threads: number): void => {
  const bytes = encoder.encode(JSON.stringify(task))
  if (bytes.length > text.length) throw new RangeError('a task of the index is too long')
  text.set(bytes)
  fields[seatField.next] = 0
  fields[seatField.parts] = parts
  fields[seatField.threadsLeft] = threads
  fields[seatField.count] = 0
  fields[seatField.textLength] = bytes.length
  fields[seatField.failures] = 0
}

/** The task in a seat. */
export const taskOf = ({ fields, text }: QueueSeat): ThreadTask => {
  // A copy, because text cannot be decoded from shared memory.
  const bytes = new Uint8Array(text.subarray(0, fields[seatField.textLength] ?? 0))
  // The main thread wrote it.
  return JSON.parse(decoder.decode(bytes)) as ThreadTask
}
