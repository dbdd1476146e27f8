import type { Failure } from '../contract/index.ts'
import type { EmbeddingPort } from '../domain/ports/embedding-port.ts'
import type { SpaceKey } from '../domain/ports/vector-port.ts'
import { err, ok, type Result } from '../domain/result.ts'
import { type Attempt, type AttemptDeps, type AttemptEnd, startAttempt } from './attempt.ts'
import { batchLimits, deviceLabel, smallerCeiling } from './batch-size.ts'
import { canaryItem } from './canary.ts'
import type { LogLine, RunnerStatus } from './embedding.ts'
import { advanceLife, type Life, type LifeEvent, newLife } from './phase.ts'
import type { ReadyMessage } from './protocol.ts'
import { ceilingKey, type RunnerMemory } from './runner-memory.ts'
import type { SessionListener } from './session.ts'
import { createWaiters } from './waiters.ts'
import type { BatchLimits } from './work-queue.ts'
import { createWorkload, type WorkReport } from './workload.ts'

/** Keeps the runner of one model at work: starts it when it is wanted, survives its crashes, ends it when it is idle. */
export interface Supervisor {
  readonly embed: EmbeddingPort['embed']
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
export interface SupervisorDeps extends AttemptDeps {
  readonly memory: RunnerMemory
  readonly onState: (status: RunnerStatus) => void
}

/** The supervisor of one model; nothing starts before it is asked for something. */
export const createSupervisor = (modelId: string, deps: SupervisorDeps): Supervisor => {
  const { clock, limits, memory } = deps
  let life: Life = newLife
  let attempt: Attempt | null = null
  let space: SpaceKey | null = null
  let memoryBytes: number | null = null
  /** Lowered by crashes that smaller batches survived, until the app ends: the system may have ended it for its memory. */
  let crashCeiling: number | null = null
  const timers = new Map<'idle' | 'backoff' | 'batch', () => void>()
  const counters = { noiseLines: 0, unknownIds: 0, crashes: 0, quarantined: 0, invalidVectors: 0 }

  const waiters = createWaiters<SpaceKey>(() => react())
  const workload = createWorkload({
    now: clock.now,
    canary: (kind) => canaryItem(deps.stateFolder, kind),
    maxItemBytes: limits.maxLineBytes / 2,
    onChange: () => react(),
  })
  const log = (level: LogLine['level'], message: string): void => deps.log({ level, message: `${modelId}: ${message}` })
  const callOff = (name: 'idle' | 'backoff' | 'batch'): void => {
    timers.get(name)?.()
    timers.delete(name)
  }
  const schedule = (name: 'idle' | 'backoff' | 'batch', delayMs: number, callback: () => void): void => {
    callOff(name)
    timers.set(
      name,
      clock.after(delayMs, () => {
        timers.delete(name)
        callback()
      }),
    )
  }

  const status = (): RunnerStatus => {
    const last = memory.lastRun(modelId)
    return {
      modelId,
      state: life.phase.state,
      device: last?.device ?? null,
      speed: last?.speed ?? null,
      failure: life.phase.state === 'disabled' ? life.phase.failure : null,
      pendingItems: workload.pendingItems(),
      pid: attempt?.session()?.pid ?? null,
      memoryBytes: attempt?.session() === null ? null : memoryBytes,
      counters: { ...counters },
    }
  }
  const wants = (): 'query' | 'index' | 'idle' => workload.wants() ?? (waiters.size() > 0 ? 'index' : 'idle')
  const failAll = (failure: Failure): void => {
    workload.failAll(failure)
    waiters.settle(err(failure))
  }

  const happen = (event: LifeEvent): void => {
    const before = life.phase
    life = advanceLife(life, event, limits)
    const { phase } = life
    if (phase.state !== before.state) {
      if (phase.state === 'backoff') schedule('backoff', phase.delayMs, () => happen({ kind: 'backoff-over' }))
      if (phase.state === 'disabled') {
        log('error', phase.failure.message)
        attempt?.session()?.drain(limits.drainMs)
      }
      deps.onState(status())
    }
    react()
  }

  /** Does what state and work ask for; called after every change, and harmless when there was none. */
  const react = (): void => {
    const activity = wants()
    attempt?.setActivity(activity)
    if (activity !== 'idle') callOff('idle')
    switch (life.phase.state) {
      case 'stopped':
        if (activity !== 'idle' && attempt === null) void begin()
        return
      case 'starting':
        if (activity === 'idle') attempt?.giveUp()
        return
      case 'ready':
      case 'busy':
        dispatch()
        if (activity === 'idle' && !timers.has('idle')) schedule('idle', limits.idleMs, () => drain(limits.drainMs))
        return
      case 'disabled':
        if (activity !== 'idle') failAll(life.phase.failure)
        return
      case 'draining':
      case 'backoff':
        return
    }
  }

  const deviceKey = (ready: ReadyMessage): string =>
    ceilingKey(modelId, ready.revision, `${ready.device} ${ready.deviceName}`)
  const limitsNow = (): BatchLimits | null => {
    const ready = attempt?.ready() ?? null
    if (ready === null) return null
    return batchLimits(ready, [memory.ceiling(deviceKey(ready)), crashCeiling], limits.batchDelayMs)
  }

  const dispatch = (): void => {
    const session = attempt?.session() ?? null
    const now = limitsNow()
    if (session === null || now === null || !session.takesWork()) return
    for (;;) {
      const next = workload.next(now)
      if (next === null) break
      if ('delayMs' in next) {
        schedule('batch', next.delayMs, react)
        break
      }
      session.embed(next)
      const before = life.phase.state
      life = advanceLife(life, { kind: 'sent' }, limits)
      if (life.phase.state !== before) deps.onState(status())
    }
    for (let id = workload.toCancel(); id !== null; id = workload.toCancel()) session.cancel(id)
  }

  const drain = (withinMs: number): void => {
    const session = attempt?.session() ?? null
    if (session === null) attempt?.giveUp()
    else {
      happen({ kind: 'drain' })
      session.drain(withinMs)
    }
  }

  /** Counts what a report says and acts on it. */
  const take = (report: WorkReport): void => {
    counters.quarantined += report.quarantined
    counters.invalidVectors += report.invalidVectors
    counters.unknownIds += report.unknownKeys
    if (report.quarantined > 0)
      log(
        'warn',
        `left out as it ends its runner: ${report.quarantined === 1 ? 'one item' : `${report.quarantined} items`}`,
      )
    if (report.fault !== null) attempt?.session()?.reject(report.fault)
  }
  const answered = (report: WorkReport): void => {
    take(report)
    if (report.unexplained.length > 0) {
      const now = limitsNow()
      crashCeiling = now === null ? crashCeiling : smallerCeiling(now.maxItems)
      const reason: Failure = {
        code: 'runner_crashed',
        message: 'It crashed again and again on items that worked at the next try.',
        remedy: 'Close other programs if memory is short, then press Retry.',
      }
      happen({ kind: 'unexplained', at: clock.now(), crashes: report.unexplained, reason })
    }
    happen({ kind: 'answered', inFlight: workload.inFlight(), embedded: report.embedded })
  }
  const listener: SessionListener = {
    onReady: (ready) => {
      memory.rememberRun(modelId, { device: deviceLabel(ready), speed: ready.speed, revision: ready.revision })
      space = attempt?.spaceOf(ready) ?? null
      happen({ kind: 'loaded' })
      if (space !== null) waiters.settle(ok(space))
      react()
    },
    onResult: (id, items) => answered(workload.answered(id, items, attempt?.ready()?.dim ?? 0)),
    onError: (id, problem, batch) => {
      const size = workload.sizeOf(id)
      const ready = attempt?.ready() ?? null
      if (problem.code === 'out_of_memory' && size > 1 && ready !== null) {
        const ceiling = smallerCeiling(Math.min(batch ?? size, size))
        log('warn', `out of memory with ${batch ?? size} items; at most ${ceiling} at a time from now on`)
        memory.rememberCeiling(deviceKey(ready), ceiling)
        workload.tooMany(id)
      } else if (problem.code === 'cancelled') workload.returned(id)
      else {
        answered(workload.refused(id, problem))
        return
      }
      happen({ kind: 'answered', inFlight: workload.inFlight(), embedded: false })
    },
    onMemory: (bytes) => {
      memoryBytes = bytes
    },
    onNoise: () => {
      counters.noiseLines += 1
    },
    onUnknownId: () => {
      counters.unknownIds += 1
    },
  }

  const finish = (end: AttemptEnd): void => {
    switch (end.kind) {
      case 'given-up':
        if (end.failure !== null) failAll(end.failure)
        happen({ kind: 'given-up' })
        return
      case 'drained':
        workload.recall()
        happen({ kind: 'exited' })
        return
      case 'failed':
        workload.recall()
        happen({ kind: 'failed', failure: end.failure })
        return
      case 'crashed': {
        counters.crashes += 1
        log('warn', end.problem.message)
        const at = clock.now()
        const report = workload.lost({ at, problem: end.problem }, end.blameless)
        take(report)
        const { unexplained } = report
        happen({ kind: 'crashed', at, unexplained, reason: end.problem, random: clock.random() })
        return
      }
    }
  }
  const begin = async (): Promise<void> => {
    const own = startAttempt(modelId, deps, { listener, wants, onYield: () => drain(limits.drainMs) })
    attempt = own
    happen({ kind: 'wanted' })
    const end = await own.done
    attempt = null
    finish(end)
  }

  return {
    embed: (call) => {
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
      callOff('backoff')
      memory.forgetCeilings(modelId)
      crashCeiling = null
      happen({ kind: 'restart' })
    },
    unload: async (failure) => {
      failAll(failure)
      const ending = attempt?.done
      drain(limits.closeMs)
      await ending
      callOff('idle')
      callOff('backoff')
      space = null
      happen({ kind: 'restart' })
    },
  }
}
