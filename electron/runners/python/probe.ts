import { z } from 'zod'
import type { Failure } from '../../contract/index.ts'
import { err, ok, type Result } from '../../domain/result.ts'
import { loadDeadlineMs, mostModelMemory } from '../model-memory.ts'
import { type LoadedModel, modelArguments } from '../runner-arguments.ts'
import { offlineEnvironment } from './child-environment.ts'
import { runStep } from './run-step.ts'

/** What `python -m goodclips_runners --probe` answers (docs/runner-protocol.md); without a model only the machine's part. */
const probeSchema = z.object({
  /** Null of a model that makes no vectors. */
  dim: z.number().int().positive().nullable().optional(),
  device: z.string(),
  deviceName: z.string(),
  engine: z.string().optional(),
  preprocessingVersion: z.number().int().nonnegative().optional(),
  versions: z.record(z.string(), z.string().nullable()),
})
export type Probe = z.infer<typeof probeSchema>

const fatalSchema = z.object({ code: z.string(), message: z.string(), remedy: z.string() })

/** To import the libraries, of which a machine reads gigabytes the first time, and to embed once. */
const leastMs = 3 * 60_000

const unreadable = (tail: readonly string[]): Failure => ({
  code: 'environment',
  message: `The Python environment does not work: ${tail.slice(-2).join(' ').trim() || 'it said nothing'}`,
  remedy: 'Set up Python again on the Models page.',
})

const lastJsonLine = (text: string): unknown => {
  const line = text.trim().split('\n').at(-1) ?? ''
  try {
    return JSON.parse(line)
  } catch {
    return null
  }
}

/** Loads a model, embeds once with it and says what came out; with null, only what the machine and its libraries are. */
export const probePython = async (parts: {
  readonly python: string
  readonly nativeRunners: string
  readonly model: LoadedModel | null
  /** Chosen engines are fp32 for a probe, unless the runner is to measure. */
  readonly signal: AbortSignal
}): Promise<Result<Probe>> => {
  const { model } = parts
  const declaredBytes = model?.memoryBytes ?? 0
  const deadlineMs = loadDeadlineMs(declaredBytes, leastMs)
  const end = await runStep({
    command: parts.python,
    args: ['-m', 'goodclips_runners', '--probe', '--engine', 'fp32', ...(model === null ? [] : modelArguments(model))],
    env: offlineEnvironment(parts.nativeRunners),
    signal: parts.signal,
    wallClockMs: deadlineMs,
    noProgressMs: deadlineMs,
    maxMemoryBytes: mostModelMemory(declaredBytes),
  })
  if (!end.ok) return end
  const answer = lastJsonLine(end.value.stdout)
  const read = probeSchema.safeParse(answer)
  if (read.success) return ok(read.data)
  const fatal = fatalSchema.safeParse(answer)
  return err(fatal.success ? fatal.data : unreadable(end.value.stderrTail))
}
