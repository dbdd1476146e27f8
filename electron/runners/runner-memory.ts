import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import { modelSchema } from '../contract/index.ts'

const memorySchema = z.object({
  version: z.literal(1),
  /** By model, revision and device: most items that fit in its memory at once. */
  ceilings: z.record(z.string(), z.number().int().positive()),
  /** By model: what it last ran on. */
  lastRun: z.record(
    z.string(),
    z.object({ device: z.string(), speed: modelSchema.shape.runner.shape.speed, revision: z.string() }),
  ),
})
type Memory = z.infer<typeof memorySchema>

/** What a model ran on, and how fast, the last time that it was loaded. */
export type LastRun = Memory['lastRun'][string]

/** What is remembered of runners from one start of the app to the next. */
export interface RunnerMemory {
  readonly ceiling: (key: string) => number | null
  readonly rememberCeiling: (key: string, ceiling: number) => void
  readonly lastRun: (modelId: string) => LastRun | null
  readonly rememberRun: (modelId: string, run: LastRun) => void
  /** Forgets the ceilings of a model: the person lets it try again. */
  readonly forgetCeilings: (modelId: string) => void
}

/** What a ceiling holds for: the same weights on the same device. */
export const ceilingKey = (modelId: string, revision: string, device: string): string =>
  [modelId, revision, device].join(' ')

const empty: Memory = { version: 1, ceilings: {}, lastRun: {} }

const read = (path: string): Memory => {
  try {
    const parsed = memorySchema.safeParse(JSON.parse(readFileSync(path, 'utf8')))
    return parsed.success ? parsed.data : empty
  } catch {
    // Not there yet, or damaged: it is measured again.
    return empty
  }
}

/** Opens `runners.json` of a folder. What cannot be written is only remembered until the app ends; `onProblem` is told. */
export const openRunnerMemory = (folder: string, onProblem: (message: string) => void): RunnerMemory => {
  const path = join(folder, 'runners.json')
  let memory = read(path)
  const write = (next: Memory): void => {
    memory = next
    try {
      mkdirSync(folder, { recursive: true })
      writeFileSync(`${path}.new`, `${JSON.stringify(next, null, 2)}\n`)
      renameSync(`${path}.new`, path)
    } catch (cause) {
      onProblem(`What was learnt about runners could not be saved: ${String(cause)}`)
    }
  }
  return {
    ceiling: (key) => memory.ceilings[key] ?? null,
    rememberCeiling: (key, ceiling) => write({ ...memory, ceilings: { ...memory.ceilings, [key]: ceiling } }),
    lastRun: (modelId) => memory.lastRun[modelId] ?? null,
    rememberRun: (modelId, run) => {
      if (JSON.stringify(memory.lastRun[modelId]) === JSON.stringify(run)) return
      write({ ...memory, lastRun: { ...memory.lastRun, [modelId]: run } })
    },
    forgetCeilings: (modelId) => {
      const kept = Object.entries(memory.ceilings).filter(([key]) => !key.startsWith(`${modelId} `))
      if (kept.length < Object.keys(memory.ceilings).length) write({ ...memory, ceilings: Object.fromEntries(kept) })
    },
  }
}
