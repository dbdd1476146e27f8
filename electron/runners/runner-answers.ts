import type { Failure } from '../contract/index.ts'
import type { Clock } from '../domain/ports/clock.ts'
import { batchLimits, deviceLabel, smallerCeiling } from './batch-size.ts'
import type { LogLine, RunnerLimits, RunnerStatus } from './model-runners.ts'
import type { ReadyMessage } from './protocol.ts'
import type { LaunchEnd, RunnerLaunch } from './runner-launch.ts'
import type { LifecycleEvent } from './runner-lifecycle.ts'
import { ceilingKey, type RunnerMemory } from './runner-memory.ts'
import type { SessionListener } from './session.ts'
import type { BatchLimits } from './work-queue.ts'
import type { Workload, WorkReport } from './workload.ts'

/** What the answers and the end of a runner mean for its work, its state and the sizes of its batches. */
export interface RunnerAnswers {
  readonly listener: SessionListener
  /** Sizes of the next batch; null while nothing is loaded. */
  readonly batchLimits: () => BatchLimits | null
  /** The launch is over: what was in flight runs again, or is judged where the runner crashed. */
  readonly ended: (end: LaunchEnd) => void
  /** Forgets which sizes were too large: the person lets it try again. */
  readonly forgetCeilings: () => void
  readonly counters: () => RunnerStatus['counters']
  /** Of the process, by its last heartbeat; null before the first. */
  readonly memoryBytes: () => number | null
}

const crashesOnGoodItems: Failure = {
  code: 'runner_crashed',
  message: 'It crashed again and again on items that worked at the next try.',
  remedy: 'Close other programs if memory is short, then press Retry.',
}

/** Nothing was answered yet. `launch` is the one under way, `happen` hands on what an answer means for the runner's state. */
export const createRunnerAnswers = (
  modelId: string,
  deps: {
    readonly workload: Workload
    readonly memory: RunnerMemory
    readonly clock: Clock
    readonly limits: RunnerLimits
    readonly launch: () => RunnerLaunch | null
    readonly happen: (event: LifecycleEvent) => void
    readonly onLoaded: (ready: ReadyMessage) => void
    /** Fails everything that waits. */
    readonly failAll: (failure: Failure) => void
    readonly log: (level: LogLine['level'], message: string) => void
  },
): RunnerAnswers => {
  const { workload, memory, clock, launch, happen, log } = deps
  const counters = { noiseLines: 0, unknownIds: 0, crashes: 0, quarantined: 0, invalidVectors: 0 }
  let memoryBytes: number | null = null
  /** Lowered by crashes that smaller batches survived, until the app ends: the system may have ended it for its memory. */
  let crashCeiling: number | null = null

  const deviceKey = (ready: ReadyMessage): string =>
    ceilingKey(modelId, ready.revision, `${ready.device} ${ready.deviceName}`)
  const limitsNow = (): BatchLimits | null => {
    const ready = launch()?.ready() ?? null
    if (ready === null) return null
    return batchLimits(ready, [memory.ceiling(deviceKey(ready)), crashCeiling], deps.limits.batchDelayMs)
  }
  const take = (report: WorkReport): void => {
    counters.quarantined += report.quarantined
    counters.invalidVectors += report.invalidVectors
    counters.unknownIds += report.unknownKeys
    if (report.quarantined > 0) {
      const items = report.quarantined === 1 ? 'one item' : `${report.quarantined} items`
      log('warn', `left out as it ends its runner: ${items}`)
    }
    if (report.fault !== null) launch()?.session()?.reject(report.fault)
  }
  const answered = (report: WorkReport): void => {
    take(report)
    if (report.unexplained.length > 0) {
      const now = limitsNow()
      crashCeiling = now === null ? crashCeiling : smallerCeiling(now.maxItems)
      happen({ kind: 'unexplained', at: clock.now(), crashes: report.unexplained, reason: crashesOnGoodItems })
    }
    happen({ kind: 'answered', inFlight: workload.inFlight(), embedded: report.embedded })
  }
  const outOfMemory = (id: string, ready: ReadyMessage, size: number, batch: number | null): void => {
    const ceiling = smallerCeiling(Math.min(batch ?? size, size))
    log('warn', `out of memory with ${batch ?? size} items; at most ${ceiling} at a time from now on`)
    memory.rememberCeiling(deviceKey(ready), ceiling)
    workload.tooMany(id)
  }
  const crashed = (problem: Failure, blameless: boolean): void => {
    counters.crashes += 1
    log('warn', problem.message)
    const at = clock.now()
    const report = workload.lost({ at, problem }, blameless)
    take(report)
    happen({ kind: 'crashed', at, unexplained: report.unexplained, reason: problem, random: clock.random() })
  }

  const listener: SessionListener = {
    onReady: (ready) => {
      memory.rememberRun(modelId, { device: deviceLabel(ready), speed: ready.speed, revision: ready.revision })
      deps.onLoaded(ready)
    },
    onResult: (id, items) => answered(workload.answered(id, items, launch()?.ready()?.dim ?? 0)),
    onError: (id, problem, batch) => {
      const size = workload.sizeOf(id)
      const ready = launch()?.ready() ?? null
      if (problem.code === 'out_of_memory' && size > 1 && ready !== null) outOfMemory(id, ready, size, batch)
      else if (problem.code === 'cancelled') workload.returned(id)
      else {
        answered(workload.refused(id, problem))
        return
      }
      happen({ kind: 'answered', inFlight: workload.inFlight(), embedded: false })
    },
    onProgress: workload.progressed,
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

  return {
    listener,
    batchLimits: limitsNow,
    ended: (end) => {
      switch (end.kind) {
        case 'given-up':
          if (end.failure !== null) deps.failAll(end.failure)
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
        case 'crashed':
          crashed(end.problem, end.blameless)
          return
      }
    },
    forgetCeilings: () => {
      memory.forgetCeilings(modelId)
      crashCeiling = null
    },
    counters: () => ({ ...counters }),
    memoryBytes: () => memoryBytes,
  }
}
