import { totalmem } from 'node:os'
import { join } from 'node:path'
import type { Failure } from '../contract/index.ts'
import { cancelled } from '../domain/failure.ts'
import type { EmbedCall, EmbedOutcome } from '../domain/ports/embedding-port.ts'
import { err, ok, type Result } from '../domain/result.ts'
import { createLeases } from './leases.ts'
import { asEmbedOutcome, type FacesItem, type ModelOutcome, type WrittenItem } from './model-calls.ts'
import { libraryMemoryBytes } from './model-memory.ts'
import type { ModelRunners, ModelRunnersOptions, RunnerLimits, RunnerStatus } from './model-runners.ts'
import { maxLineBytes } from './protocol.ts'
import { createQueryVectorCache } from './query-cache.ts'
import { openRunnerMemory } from './runner-memory.ts'
import { createSupervisor, type Supervisor } from './supervisor.ts'

const cachedQueries = 256
/** How often is looked whether a person still waits. */
const quietLookMs = 200
const noWords = { code: 'no_answer', message: 'The model gave no words.' }

/** Times and sizes of supervision unless told otherwise. */
export const defaultLimits: RunnerLimits = {
  loadMs: 4 * 60_000,
  loadHeartbeatMs: 60_000,
  requestMs: 2 * 60_000,
  heartbeatMs: 30_000,
  drainMs: 15_000,
  closeMs: 4_000,
  idleMs: 5 * 60_000,
  batchDelayMs: 20,
  backoffMs: 500,
  maxBackoffMs: 30_000,
  leaseSliceMs: 60_000,
  maxLineBytes,
  libraryMemoryBytes,
}

const closedFailure: Failure = { ...cancelled, message: 'The app is closing.', remedy: 'Open the library again.' }
const unloadedFailure: Failure = {
  ...cancelled,
  message: 'The model was unloaded.',
  remedy: 'Retry once the model is installed.',
}

/** The text of a call that asks for one query's vector; null for all others. */
const queryText = ({ items }: EmbedCall): string | null => {
  const [item] = items
  return items.length === 1 && item?.kind === 'text' && item.role === 'query' ? item.text : null
}

/** Embeds through one process per model, which this starts, supervises and ends. */
export const createModelRunners = (options: ModelRunnersOptions): ModelRunners => {
  const limits = { ...defaultLimits, ...options.limits }
  const { clock, log, resolveModel } = options
  const budgetBytes = options.memoryBudgetBytes ?? totalmem() / 2
  const leases = createLeases({ budgetBytes, sliceMs: limits.leaseSliceMs, clock })
  const memory = openRunnerMemory(options.stateFolder, (message) => log({ level: 'warn', message }))
  const supervisors = new Map<string, Supervisor>()
  const listeners = new Set<(status: RunnerStatus) => void>()
  const queries = createQueryVectorCache(cachedQueries)
  let isClosed = false

  const supervisorOf = (modelId: string): Supervisor => {
    const known = supervisors.get(modelId)
    if (known !== undefined) return known
    const made = createSupervisor(modelId, {
      resolveModel,
      stateFolder: join(options.stateFolder, 'engines'),
      clock,
      limits,
      log,
      leases,
      memory,
      onState: (status) => {
        for (const listener of listeners) listener(status)
      },
    })
    supervisors.set(modelId, made)
    return made
  }

  const embedBy = async (supervisor: Supervisor, call: EmbedCall): Promise<Result<readonly EmbedOutcome[]>> => {
    const { onOutcomes, ...asked } = call
    const result = await supervisor.work({
      ...asked,
      ...(onOutcomes === undefined ? {} : { onOutcomes: (outcomes) => onOutcomes(outcomes.map(asEmbedOutcome)) }),
    })
    return result.ok ? ok(result.value.map(asEmbedOutcome)) : result
  }

  /** Resolves when no person waits for a model any more: all of them share the processor. */
  const untilNobodyWaits = async (signal: AbortSignal): Promise<void> => {
    while (!signal.aborted && [...supervisors.values()].some((supervisor) => supervisor.isAnswering())) {
      await new Promise<void>((resolve) => void clock.after(quietLookMs, resolve))
    }
  }

  const transcribe: ModelRunners['transcribe'] = async ({ modelId, signal, ...asked }) => {
    await untilNobodyWaits(signal)
    if (isClosed) return err(closedFailure)
    if (signal.aborted) return err(cancelled)
    const items = [{ kind: 'speech' as const, key: 'piece', ...asked }]
    const result = await supervisorOf(modelId).work({ modelId, items, priority: 'index', signal })
    if (!result.ok) return result
    const [outcome] = result.value
    if (outcome !== undefined && 'spoken' in outcome) return ok(outcome.spoken)
    const { code, message } = outcome !== undefined && 'error' in outcome ? outcome.error : noWords
    return err({ code, message, remedy: 'Retry. If it happens again, choose another speech model.' })
  }

  /** What a model finds in pictures; fails where it could not work on any of them. */
  const lookInto = async (
    modelId: string,
    items: readonly (WrittenItem | FacesItem)[],
    signal: AbortSignal,
    remedy: string,
  ): Promise<Result<readonly ModelOutcome[]>> => {
    await untilNobodyWaits(signal)
    if (isClosed) return err(closedFailure)
    if (signal.aborted) return err(cancelled)
    const result = await supervisorOf(modelId).work({ modelId, items, priority: 'index', signal })
    if (!result.ok) return result
    const [failed] = result.value.filter((outcome) => 'error' in outcome)
    const nothingWorked = failed !== undefined && result.value.every((outcome) => 'error' in outcome)
    return nothingWorked ? err({ ...failed.error, remedy }) : result
  }

  const readText: ModelRunners['readText'] = async ({ modelId, pictures, script, signal }) => {
    const items = pictures.map((image, index) => ({ kind: 'written' as const, key: String(index), image, script }))
    const remedy = 'Retry. If it happens again, choose another model that reads text.'
    const result = await lookInto(modelId, items, signal, remedy)
    return result.ok ? ok(result.value.map((outcome) => ('lines' in outcome ? outcome.lines : null))) : result
  }

  const findFaces: ModelRunners['findFaces'] = async ({ modelId, pictures, signal }) => {
    const items = pictures.map((image, index) => ({ kind: 'faces' as const, key: String(index), image }))
    const remedy = 'Retry. If it happens again, choose another model that finds faces.'
    const result = await lookInto(modelId, items, signal, remedy)
    return result.ok ? ok(result.value.map((outcome) => ('faces' in outcome ? outcome.faces : null))) : result
  }

  const embed = async (call: EmbedCall): Promise<Result<readonly EmbedOutcome[]>> => {
    if (isClosed) return err(closedFailure)
    if (call.signal.aborted) return err(cancelled)
    const supervisor = supervisorOf(call.modelId)
    const text = queryText(call)
    const [key] = call.items.map((item) => item.key)
    if (text === null || key === undefined) return embedBy(supervisor, call)

    const space = supervisor.knownSpace()
    const cached = space === null ? null : queries.get(space, text)
    if (cached !== null) {
      const outcomes = [{ key, vector: cached }]
      call.onOutcomes?.(outcomes)
      return ok(outcomes)
    }
    const result = await embedBy(supervisor, call)
    const loaded = supervisor.knownSpace()
    const [outcome] = result.ok ? result.value : []
    if (loaded !== null && outcome !== undefined && 'vector' in outcome) queries.set(loaded, text, outcome.vector)
    return result
  }

  return {
    space: async (modelId, signal) => {
      if (isClosed) return err(closedFailure)
      return supervisorOf(modelId).space(signal)
    },
    embed,
    transcribe,
    readText,
    findFaces,
    chosen: options.chosen,
    states: () => new Map([...supervisors].map(([modelId, supervisor]) => [modelId, supervisor.status()])),
    onState: (listener) => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    restart: (modelId) => supervisors.get(modelId)?.restart(),
    unload: async (modelId) => {
      await supervisors.get(modelId)?.unload(unloadedFailure)
    },
    close: async () => {
      isClosed = true
      await Promise.all([...supervisors.values()].map((supervisor) => supervisor.unload(closedFailure)))
    },
  }
}
