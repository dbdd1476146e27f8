import type { Clock } from '../domain/ports/clock.ts'

/** What a model does with the device: `idle` ones make room first. */
export type LeaseActivity = 'idle' | 'index' | 'query'

/** The right to have a model loaded. */
export interface Lease {
  readonly setActivity: (activity: LeaseActivity) => void
  readonly release: () => void
}

/** Who wants to load a model. */
export interface LeaseRequest {
  readonly bytes: number
  /** Asked again whenever room comes free. */
  readonly priority: () => 'query' | 'index'
  /** Another model needs the room: finish what runs, end the process, release. Called once. */
  readonly onYield: () => void
  readonly signal: AbortSignal
}

/** Shares the device's memory between models. */
export interface Leases {
  /** Null when the signal aborts first. */
  readonly acquire: (request: LeaseRequest) => Promise<Lease | null>
  /** Priorities may have changed. */
  readonly reevaluate: () => void
}

/** Between two videos a model has nothing to do for a moment; loading it again for each would cost more than waiting. */
const idleGraceMs = 2000

interface Holder {
  readonly request: LeaseRequest
  activity: LeaseActivity
  readonly since: number
  usedAt: number
  yielding: boolean
}

interface Waiter {
  readonly request: LeaseRequest
  readonly admit: () => void
}

/**
 * Several models may be loaded while their declared memory fits in `budgetBytes`; one that is larger than that runs alone. Who
 * waits first is served first, a query before indexing; nobody overtakes the first one, so that a large model does not
 * starve. Room is made by holders that are idle, longest first; for a query also by those that index; for indexing by those that
 * were loaded `sliceMs` ago.
 */
export const createLeases = (options: {
  readonly budgetBytes: number
  readonly sliceMs: number
  readonly clock: Clock
}): Leases => {
  const { budgetBytes, sliceMs, clock } = options
  const holders = new Set<Holder>()
  let waiters: readonly Waiter[] = []
  let callOff: (() => void) | null = null

  const held = (who: Iterable<Holder>): number => [...who].reduce((sum, { request }) => sum + request.bytes, 0)
  const fits = (bytes: number, beside: readonly Holder[]): boolean =>
    beside.length === 0 || held(beside) + bytes <= budgetBytes

  const makeRoom = (request: LeaseRequest): void => {
    const now = clock.now()
    const isQuery = request.priority() === 'query'
    /** From when on a holder may be sent away; null: not while it answers queries. */
    const movableAt = ({ activity, since, usedAt }: Holder): number | null => {
      if (activity === 'query') return null
      if (isQuery) return now
      return activity === 'idle' ? Math.min(usedAt + idleGraceMs, since + sliceMs) : since + sliceMs
    }
    let staying = [...holders].filter(({ yielding }) => !yielding)
    const movable = staying
      .filter((holder) => (movableAt(holder) ?? Number.POSITIVE_INFINITY) <= now)
      .toSorted((a, b) => Number(a.activity !== 'idle') - Number(b.activity !== 'idle') || a.usedAt - b.usedAt)
    const leaving: Holder[] = []
    for (const holder of movable) {
      if (fits(request.bytes, staying)) break
      staying = staying.filter((other) => other !== holder)
      leaving.push(holder)
    }
    // Nobody is sent away in vain.
    if (fits(request.bytes, staying)) {
      for (const holder of leaving) {
        holder.yielding = true
        holder.request.onYield()
      }
      return
    }
    const later = [...holders].flatMap((holder) => movableAt(holder) ?? []).filter((at) => at > now)
    if (later.length > 0) callOff = clock.after(Math.min(...later) - now, serve)
  }

  const admitAll = (): void => {
    callOff?.()
    callOff = null
    for (;;) {
      const next = waiters.find(({ request }) => request.priority() === 'query') ?? waiters[0]
      if (next === undefined) return
      if (!fits(next.request.bytes, [...holders])) {
        makeRoom(next.request)
        return
      }
      waiters = waiters.filter((waiter) => waiter !== next)
      next.admit()
    }
  }
  let serving = false
  let changed = false
  const serve = (): void => {
    changed = true
    if (serving) return
    serving = true
    while (changed) {
      changed = false
      admitAll()
    }
    serving = false
  }

  const hold = (request: LeaseRequest): Lease => {
    const now = clock.now()
    const holder: Holder = { request, activity: request.priority(), since: now, usedAt: now, yielding: false }
    holders.add(holder)
    return {
      setActivity: (activity) => {
        if (holder.activity === activity) return
        holder.activity = activity
        holder.usedAt = clock.now()
        serve()
      },
      release: () => {
        if (holders.delete(holder)) serve()
      },
    }
  }

  return {
    acquire: (request) =>
      new Promise((resolve) => {
        if (request.signal.aborted) {
          resolve(null)
          return
        }
        const abort = (): void => {
          waiters = waiters.filter((other) => other !== waiter)
          resolve(null)
          serve()
        }
        const waiter: Waiter = {
          request,
          admit: () => {
            request.signal.removeEventListener('abort', abort)
            resolve(hold(request))
          },
        }
        request.signal.addEventListener('abort', abort, { once: true })
        waiters = [...waiters, waiter]
        serve()
      }),
    reevaluate: serve,
  }
}
