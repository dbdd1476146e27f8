import type { Failure, Problem } from '../contract/index.ts'
import type { Clock } from '../domain/ports/clock.ts'
import { createLogThrottle } from './log-throttle.ts'
import { loadDeadlineMs, memoryLimitFailure, mostModelMemory } from './model-memory.ts'
import type { LogLine, ResolvedModel, RunnerLimits } from './model-runners.ts'
import { fatalFailure, protocolVersion, type ReadyMessage, type ResultItem, type RunnerMessage } from './protocol.ts'
import { runnerArguments } from './runner-arguments.ts'
import { describeEnd, type RunnerEnd, startFailure, startRunner } from './runner-process.ts'
import type { Batch } from './sent-batches.ts'

/** How the life of one process ended. */
export type SessionEnd =
  /** We asked for it. */
  | { readonly kind: 'drained' }
  /** `blameless`: through no fault of the items in flight. */
  | { readonly kind: 'crashed'; readonly problem: Failure; readonly blameless: boolean }
  /** Starting it again is of no use. */
  | { readonly kind: 'failed'; readonly failure: Failure }

/** Who hears what the process says; nothing is called after `done`. */
export interface SessionListener {
  readonly onReady: (ready: ReadyMessage) => void
  readonly onResult: (id: string, items: readonly ResultItem[]) => void
  readonly onError: (id: string, problem: Problem, batch: number | null) => void
  /** Words of a sound are known up to here. */
  readonly onProgress: (id: string, doneMs: number) => void
  readonly onMemory: (bytes: number) => void
  /** A line on stdout that is not of the protocol. */
  readonly onNoise: () => void
  /** An answer to a request that was never made. */
  readonly onUnknownId: () => void
}

/** One process from start to end, held to its deadlines. */
export interface RunnerSession {
  readonly pid: number | null
  /** False once it was killed: what is sent now is lost. */
  readonly takesWork: () => boolean
  readonly send: (batch: Batch) => void
  readonly cancel: (id: string) => void
  /** Finish what runs, exit; killed after so long, and what is in flight may take on top of it when it is to be finished. */
  readonly drain: (withinMs: number, finish?: 'in-flight') => void
  /** The runner is at fault, whatever it was asked. */
  readonly reject: (problem: Problem) => void
  readonly done: Promise<SessionEnd>
}

const remedy = 'Press Retry. If it happens again, install the model anew or choose another one.'
/**
 * Behind the person's own work, ahead of decoding: queries wait for these processes. What no query waits for comes behind
 * those that one may wait for.
 */
const niceness = { usual: 5, behindQueries: 10 } as const
/** Deadlines are counted in these steps, so that a machine that slept does not find all of them passed. */
const stepMs = 1000

/** A runner that does not say what its model says it is. */
const mismatch = (ready: ReadyMessage, model: ResolvedModel): Failure | null => {
  const wrong = (message: string): Failure => ({
    code: 'model_invalid',
    message,
    remedy: 'Install the model again on the Models page.',
  })
  if (ready.protocol !== protocolVersion) {
    const message = `The program that runs the model speaks protocol ${ready.protocol}, this app ${protocolVersion}.`
    return { code: 'environment', message, remedy: 'Set up the Python environment again on the Models page.' }
  }
  if (ready.model !== model.id || ready.revision !== model.revision) {
    return wrong(`The runner loaded ${ready.model} at ${ready.revision} instead of ${model.id} at ${model.revision}.`)
  }
  if (model.dimension !== null && ready.dim !== model.dimension) {
    return wrong(`The model makes vectors of ${ready.dim ?? 'no'} numbers; ${model.dimension} were expected.`)
  }
  if ((ready.dim === null) !== (model.modality === null)) return wrong('The runner loaded another kind of model.')
  return null
}

/** Starts the runner of a model. */
export const startSession = (
  model: ResolvedModel,
  deps: {
    readonly stateFolder: string
    readonly limits: RunnerLimits
    readonly clock: Clock
    readonly log: (line: LogLine) => void
  },
  listener: SessionListener,
): RunnerSession => {
  const { limits, clock } = deps
  let state: 'loading' | 'loaded' | 'draining' = 'loading'
  let failure: Failure | null = null
  let blameless = false
  let drainMs = 0
  /** A program of somebody else's may say nothing while it loads; one that does is alive for as long as it goes on. */
  let beatsWhileLoading = false
  let alive = true
  /** Requests in flight, with what each may take on top of the deadline. */
  const outstanding = new Map<string, number>()
  /** Milliseconds, awake, since the start, the last sign of life, the last answer, the request to drain. */
  const since = { start: 0, beat: 0, answer: 0, drain: 0 }

  const throttled = createLogThrottle(deps.clock, (message) =>
    deps.log({ level: 'info', message: `${model.id}: ${message}` }),
  )
  const fail = (why: Failure): void => {
    failure ??= why
    runner.kill({ code: why.code, message: why.message })
  }

  const onMessage = (message: RunnerMessage): void => {
    since.beat = 0
    switch (message.type) {
      case 'ready': {
        if (state !== 'loading') return
        const wrong = mismatch(message, model)
        if (wrong !== null) {
          fail(wrong)
          return
        }
        state = 'loaded'
        listener.onMemory(message.memoryBytes)
        listener.onReady(message)
        return
      }
      case 'result':
      case 'error':
        if (!outstanding.delete(message.id)) {
          listener.onUnknownId()
          return
        }
        since.answer = 0
        if (message.type === 'result') listener.onResult(message.id, message.items)
        else listener.onError(message.id, { code: message.code, message: message.message }, message.batch ?? null)
        return
      case 'progress':
        if (!outstanding.has(message.id)) {
          listener.onUnknownId()
          return
        }
        since.answer = 0
        listener.onProgress(message.id, message.doneMs)
        return
      case 'heartbeat':
        beatsWhileLoading ||= state === 'loading'
        listener.onMemory(message.memoryBytes)
        return
      case 'pong':
        return
      case 'fatal':
        fail(fatalFailure(message))
        return
    }
  }

  const runner = startRunner({
    command: model.program.command,
    args: runnerArguments(model, deps.stateFolder),
    env: model.program.env ?? {},
    niceness: model.modality === null ? niceness.behindQueries : niceness.usual,
    maxLineBytes: limits.maxLineBytes,
    maxMemoryBytes: mostModelMemory(model.memoryBytes, limits.libraryMemoryBytes),
    onMessage,
    onNoise: (text) => {
      listener.onNoise()
      throttled(`not of the protocol: ${text}`)
    },
    onStderrLine: throttled,
  })

  const loadMs = loadDeadlineMs(model.memoryBytes, limits.loadMs)
  const overdue = (): Problem | null => {
    if (state === 'loading') {
      if (since.start >= loadMs) return { code: 'load_timeout', message: 'It took too long to load.' }
      const isStalled = beatsWhileLoading && since.beat >= limits.loadHeartbeatMs
      return isStalled ? { code: 'no_heartbeat', message: 'It gave no sign of life any more while it loaded.' } : null
    }
    if (since.beat >= limits.heartbeatMs) return { code: 'no_heartbeat', message: 'It gave no sign of life any more.' }
    const allowanceMs = [...outstanding.values()].reduce((sum, allowance) => sum + allowance, 0)
    if (outstanding.size > 0 && since.answer >= limits.requestMs + allowanceMs) {
      return { code: 'request_timeout', message: 'It took too long to answer.' }
    }
    const isDrained = state === 'draining' && since.drain >= drainMs
    return isDrained ? { code: 'drain_timeout', message: 'It did not end when asked to.' } : null
  }
  const watch = (): void => {
    if (!alive) return
    since.start += stepMs
    since.beat += stepMs
    since.answer += stepMs
    since.drain += stepMs
    const problem = overdue()
    if (problem === null) callOff = clock.after(stepMs, watch)
    else runner.kill(problem)
  }
  let callOff = clock.after(stepMs, watch)

  const endOf = (end: RunnerEnd): SessionEnd => {
    const { exit } = end
    // A model that does not even load in so much memory will not at the next try.
    const tooLarge = exit.kind === 'memory-limit' && state === 'loading' ? memoryLimitFailure(exit.maxBytes) : null
    const unfit = startFailure(end) ?? tooLarge ?? (failure?.code === 'out_of_memory' ? null : failure)
    if (unfit !== null) return { kind: 'failed', failure: unfit }
    if (state === 'draining' && (end.fault === null || end.fault.code === 'drain_timeout')) return { kind: 'drained' }
    const problem = failure ?? { code: end.fault?.code ?? 'runner_crashed', message: describeEnd(end), remedy }
    return { kind: 'crashed', problem, blameless }
  }

  return {
    pid: runner.pid,
    takesWork: () => !runner.isKilled(),
    send: ({ id, message, allowanceMs }) => {
      if (outstanding.size === 0) since.answer = 0
      outstanding.set(id, allowanceMs)
      runner.send(message)
    },
    cancel: (id) => runner.send({ type: 'cancel', id }),
    drain: (leastMs, finish) => {
      const allowances = finish === undefined ? [] : [...outstanding.values()]
      const withinMs = allowances.reduce((sum, allowance) => sum + allowance, leastMs)
      if (state === 'draining') {
        drainMs = Math.min(drainMs, since.drain + withinMs)
        return
      }
      drainMs = withinMs
      if (state === 'loading') runner.kill({ code: 'drain_timeout', message: 'It was not needed any more.' })
      state = 'draining'
      since.drain = 0
      runner.shutdown()
    },
    reject: (problem) => {
      blameless = true
      runner.kill(problem)
    },
    done: runner.done.then((end) => {
      alive = false
      callOff()
      return endOf(end)
    }),
  }
}
