import type { Failure } from '../contract/index.ts'
import type { SpaceKey } from '../domain/ports/vector-port.ts'
import { err, ok, type Result } from '../domain/result.ts'
import { canaryItem } from './canary.ts'
import type { ModelCall, ModelOutcome } from './model-calls.ts'
import type { LogLine, RunnerStatus } from './model-runners.ts'
import { createNamedTimers } from './named-timers.ts'
import { createRunnerAnswers, type RunnerAnswers } from './runner-answers.ts'
import { type LaunchDeps, launchRunner, type RunnerLaunch } from './runner-launch.ts'
import { advanceLifecycle, type LifecycleEvent, newLifecycle, type RunnerLifecycle } from './runner-lifecycle.ts'
import type { RunnerMemory } from './runner-memory.ts'
import { createWaiters } from './waiters.ts'
import { createWorkload, type Workload } from './workload.ts'

/** Keeps the runner of one model at work: starts it when it is wanted, survives its crashes, ends it when it is idle. */
export interface Supervisor {
  /** Items of any kind that the model takes; see `EmbeddingPort.embed`. */
  readonly work: (call: ModelCall) => Promise<Result<readonly ModelOutcome[]>>
  /** Whether a person waits for it. */
  readonly isAnswering: () => boolean
  /** The space that it fills; loads it when that is not known yet. */
  readonly space: (signal: AbortSignal) => Promise<Result<SpaceKey>>
  /** Known without loading; null until it was loaded. */
  readonly knownSpace: () => SpaceKey | null
  readonly status: () => RunnerStatus
  readonly restart: () => void
  /** Fails what waits, ends the process, forgets the model; it may be used again. */
  readonly unload: (failure: Failure) => Promise<void>
}

/** What supervisors share. */
export interface SupervisorDeps extends LaunchDeps {
  readonly memory: RunnerMemory
  readonly onState: (status: RunnerStatus) => void
}

const noVectors: Failure = {
  code: 'unsupported',
  message: 'This model makes no vectors.',
  remedy: 'Choose another model on the Models page.',
}

const presentStatus = (runner: {
  readonly modelId: string
  readonly memory: RunnerMemory
  readonly lifecycle: RunnerLifecycle
  readonly launch: RunnerLaunch | null
  readonly workload: Workload
  readonly answers: RunnerAnswers
}): RunnerStatus => {
  const { modelId, lifecycle, launch, answers } = runner
  const last = runner.memory.lastRun(modelId)
  return {
    modelId,
    state: lifecycle.current.state,
    device: last?.device ?? null,
    speed: last?.speed ?? null,
    failure: lifecycle.current.state === 'disabled' ? lifecycle.current.failure : null,
    pendingItems: runner.workload.pendingItems(),
    pid: launch?.session()?.pid ?? null,
    memoryBytes: launch?.session() === null ? null : answers.memoryBytes(),
    counters: answers.counters(),
  }
}

/** The supervisor of one model; nothing starts before it is asked for something. */
export const createSupervisor = (modelId: string, deps: SupervisorDeps): Supervisor => {
  const { clock, limits, memory } = deps
  let lifecycle: RunnerLifecycle = newLifecycle
  let launch: RunnerLaunch | null = null
  let space: SpaceKey | null = null
  const timers = createNamedTimers<'idle' | 'backoff' | 'batch'>(clock)

  const waiters = createWaiters<SpaceKey>(() => react())
  const workload = createWorkload({
    now: clock.now,
    canary: (kind) => canaryItem(deps.stateFolder, kind),
    maxItemBytes: limits.maxLineBytes / 2,
    onChange: () => react(),
  })
  const log = (level: LogLine['level'], message: string): void => deps.log({ level, message: `${modelId}: ${message}` })
  const answers = createRunnerAnswers(modelId, {
    workload,
    memory,
    clock,
    limits,
    log,
    launch: () => launch,
    happen: (event) => happen(event),
    failAll: (failure) => failAll(failure),
    onLoaded: (ready) => {
      space = launch?.spaceOf(ready) ?? null
      happen({ kind: 'loaded' })
      waiters.settle(space === null ? err(noVectors) : ok(space))
      react()
    },
  })

  const status = (): RunnerStatus => presentStatus({ modelId, memory, lifecycle, launch, workload, answers })
  const wants = (): 'query' | 'index' | 'idle' => workload.wants() ?? (waiters.size() > 0 ? 'index' : 'idle')
  const failAll = (failure: Failure): void => {
    workload.failAll(failure)
    waiters.settle(err(failure))
  }

  const happen = (event: LifecycleEvent): void => {
    const before = lifecycle.current
    lifecycle = advanceLifecycle(lifecycle, event, limits)
    const { current } = lifecycle
    if (current.state !== before.state) {
      if (current.state === 'backoff')
        timers.schedule('backoff', current.delayMs, () => happen({ kind: 'backoff-over' }))
      if (current.state === 'disabled') {
        log('error', current.failure.message)
        launch?.session()?.drain(limits.drainMs)
      }
      deps.onState(status())
    }
    react()
  }

  /** Does what state and work ask for; called after every change, and harmless when there was none. */
  const react = (): void => {
    const activity = wants()
    launch?.setActivity(activity)
    if (activity !== 'idle') timers.callOff('idle')
    switch (lifecycle.current.state) {
      case 'stopped':
        if (activity !== 'idle' && launch === null) void begin()
        return
      case 'starting':
        if (activity === 'idle') launch?.giveUp()
        return
      case 'ready':
      case 'busy':
        dispatch()
        if (activity === 'idle' && !timers.isRunning('idle'))
          timers.schedule('idle', limits.idleMs, () => drain(limits.drainMs))
        return
      case 'disabled':
        if (activity !== 'idle') failAll(lifecycle.current.failure)
        return
      case 'draining':
      case 'backoff':
        return
    }
  }

  const dispatch = (): void => {
    const session = launch?.session() ?? null
    const sizes = answers.batchLimits()
    if (session === null || sizes === null || !session.takesWork()) return
    for (;;) {
      const next = workload.next(sizes)
      if (next === null) break
      if ('delayMs' in next) {
        timers.schedule('batch', next.delayMs, react)
        break
      }
      session.send(next)
      const before = lifecycle.current.state
      lifecycle = advanceLifecycle(lifecycle, { kind: 'sent' }, limits)
      if (lifecycle.current.state !== before) deps.onState(status())
    }
    for (let id = workload.toCancel(); id !== null; id = workload.toCancel()) session.cancel(id)
  }

  const drain = (withinMs: number, finish?: 'in-flight'): void => {
    const session = launch?.session() ?? null
    if (session === null) launch?.giveUp()
    else {
      happen({ kind: 'drain' })
      session.drain(withinMs, finish)
    }
  }

  const begin = async (): Promise<void> => {
    const own = launchRunner(modelId, deps, {
      listener: answers.listener,
      wants,
      onYield: () => drain(limits.drainMs, 'in-flight'),
    })
    launch = own
    happen({ kind: 'wanted' })
    const end = await own.done
    launch = null
    answers.ended(end)
  }

  return {
    isAnswering: () => workload.wants() === 'query',
    work: (call) => {
      const done = workload.add(call)
      react()
      return done
    },
    space: (signal) => {
      if (space !== null) return Promise.resolve(ok(space))
      const waiting = waiters.wait(signal)
      react()
      return waiting
    },
    knownSpace: () => space,
    status,
    restart: () => {
      timers.callOff('backoff')
      answers.forgetCeilings()
      happen({ kind: 'restart' })
    },
    unload: async (failure) => {
      failAll(failure)
      const ending = launch?.done
      drain(limits.closeMs)
      await ending
      timers.callOff('idle')
      timers.callOff('backoff')
      space = null
      happen({ kind: 'restart' })
    },
  }
}
