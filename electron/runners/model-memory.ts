import type { Failure } from '../contract/index.ts'
import { machineMemoryBytes } from '../process/memory-watch.ts'

const gibibyte = 2 ** 30
/** For Python, its libraries and their tables. */
export const libraryMemoryBytes = 2 * gibibyte
/** Weights are held twice while they are converted, and an engine that is measured holds them once more. */
const timesItsSize = 3
/** The rest is for the system and the app. */
const shareOfMachine = 0.9

/** Most memory that the process of a model may take, by what the model is declared to take. */
export const mostModelMemory = (declaredBytes: number, baseBytes = libraryMemoryBytes): number =>
  Math.ceil(
    Math.min(baseBytes + declaredBytes * timesItsSize, Math.max(baseBytes, machineMemoryBytes() * shareOfMachine)),
  )

/** That loading a model, or working with it, took more than `mostModelMemory`. */
export const memoryLimitFailure = (maxBytes: number): Failure => ({
  code: 'memory_limit',
  message: `It took more than ${(maxBytes / 1e9).toFixed(1)} GB of memory.`,
  remedy:
    'Close other programs if memory is short, or choose a smaller model. If its files are damaged, install it again.',
})

/** A slow disk that others use, too, in bytes a second. */
const slowestReading = 10e6

/** How long a model may take to load: `leastMs` for imports and for measuring its engine, and the time to read its weights. */
export const loadDeadlineMs = (declaredBytes: number, leastMs: number): number =>
  Math.round(leastMs + (declaredBytes / slowestReading) * 1000)
