import type { Failure } from '../contract/index.ts'
import type { Clock } from '../domain/ports/clock.ts'
import type { SpaceKey } from '../domain/ports/vector-port.ts'
import type { Result } from '../domain/result.ts'
import { err } from '../domain/result.ts'
import type { Lease, LeaseActivity, Leases } from './leases.ts'
import type { LogLine, ModelRunnersOptions, ResolvedModel, RunnerLimits } from './model-runners.ts'
import type { ReadyMessage } from './protocol.ts'
import { type RunnerSession, type SessionEnd, type SessionListener, startSession } from './session.ts'

/** What launching a runner needs. */
export interface LaunchDeps {
  readonly resolveModel: ModelRunnersOptions['resolveModel']
  readonly stateFolder: string
  readonly clock: Clock
  readonly limits: RunnerLimits
  readonly log: (line: LogLine) => void
  readonly leases: Leases
}

/** How a launch ended; `given-up` without a failure: it was not wanted any more, or must wait for the device again. */
export type LaunchEnd = SessionEnd | { readonly kind: 'given-up'; readonly failure: Failure | null }

/** One go at having a model loaded: it is looked up, the device is waited for, its process lives and ends. */
export interface RunnerLaunch {
  /** Null before the process was started. */
  readonly session: () => RunnerSession | null
  /** What the process said when it was loaded. */
  readonly ready: () => ReadyMessage | null
  /** Null of a model that makes no vectors. */
  readonly spaceOf: (ready: ReadyMessage) => SpaceKey | null
  readonly setActivity: (activity: LeaseActivity) => void
  /** Not wanted any more. Does nothing once there is a process. */
  readonly giveUp: () => void
  /** The process is gone and the device is free. Never rejects. */
  readonly done: Promise<LaunchEnd>
}

const unexpected = (cause: unknown): Result<never> =>
  err({
    code: 'internal',
    message: `The model could not be looked up: ${cause instanceof Error ? cause.message : String(cause)}`,
    remedy: 'Press Retry. If it happens again, install the model anew.',
  })

/** Begins at once. */
export const launchRunner = (
  modelId: string,
  deps: LaunchDeps,
  on: {
    readonly listener: SessionListener
    readonly wants: () => LeaseActivity
    /** Another model needs the device. */
    readonly onYield: () => void
  },
): RunnerLaunch => {
  const controller = new AbortController()
  let model: ResolvedModel | null = null
  let lease: Lease | null = null
  let session: RunnerSession | null = null
  let ready: ReadyMessage | null = null

  const lookUp = async (signal: AbortSignal): Promise<Result<ResolvedModel>> => deps.resolveModel(modelId, signal)
  const live = async (): Promise<LaunchEnd> => {
    const { signal } = controller
    const resolved = await lookUp(signal).catch(unexpected)
    if (!resolved.ok) return { kind: 'given-up', failure: signal.aborted ? null : resolved.error }
    model = resolved.value
    lease = await deps.leases.acquire({
      bytes: model.memoryBytes,
      priority: () => (on.wants() === 'query' ? 'query' : 'index'),
      onYield: on.onYield,
      signal,
    })
    if (lease === null || signal.aborted) return { kind: 'given-up', failure: null }
    const { listener } = on
    session = startSession(model, deps, {
      ...listener,
      onReady: (message) => {
        ready = message
        listener.onReady(message)
      },
    })
    return session.done
  }

  return {
    session: () => session,
    ready: () => ready,
    spaceOf: ({ dim, preprocessingVersion }) =>
      model === null || model.modality === null || dim === null
        ? null
        : {
            modality: model.modality,
            model: model.id,
            revision: model.revision,
            dimension: dim,
            preprocessingVersion,
          },
    setActivity: (activity) => {
      if (lease === null) deps.leases.reevaluate()
      else lease.setActivity(activity)
    },
    giveUp: () => controller.abort(),
    done: live().then((end) => {
      lease?.release()
      return end
    }),
  }
}
