import type { Failure } from '../contract/index.ts'
import { cancelled } from '../domain/failure.ts'
import { err, ok, type Result } from '../domain/result.ts'
import type { ModelCall, ModelItem, ModelOutcome } from './model-calls.ts'
import type { RequestKind } from './protocol.ts'
import { audioSeconds, kindOf, wireBytes } from './wire-items.ts'

/** One item of a call on its way. */
export interface WorkItem {
  readonly item: ModelItem
  readonly kind: RequestKind
  readonly bytes: number
  readonly audioSeconds: number
  readonly position: number
  readonly queuedAt: number
  readonly call: OpenCall
}

/** A call whose outcomes come in bit by bit. */
export interface OpenCall {
  readonly priority: ModelCall['priority']
  readonly isOver: () => boolean
  /** Takes outcomes of items; the call ends with the last one. An exception of its `onOutcomes` ends it, too. */
  readonly settle: (outcomes: readonly { readonly position: number; readonly outcome: ModelOutcome }[]) => void
  readonly fail: (failure: Failure) => void
}

/** Opens a call: its items to queue, and its end. `onAbort` is called when the caller gives up before that. */
export const openCall = (
  call: ModelCall,
  now: number,
  onAbort: () => void,
): { readonly items: readonly WorkItem[]; readonly done: Promise<Result<readonly ModelOutcome[]>> } => {
  const { promise, resolve, reject } = Promise.withResolvers<Result<readonly ModelOutcome[]>>()
  const outcomes = new Map<number, ModelOutcome>()
  let over = false
  const end = (finish: () => void): void => {
    if (over) return
    over = true
    call.signal.removeEventListener('abort', abort)
    finish()
  }
  const abort = (): void => {
    end(() => resolve(err(cancelled)))
    onAbort()
  }
  const open: OpenCall = {
    priority: call.priority,
    isOver: () => over,
    settle: (settled) => {
      if (over || settled.length === 0) return
      for (const { position, outcome } of settled) outcomes.set(position, outcome)
      try {
        call.onOutcomes?.(settled.map(({ outcome }) => outcome))
      } catch (cause) {
        end(() => reject(cause))
        return
      }
      if (outcomes.size < call.items.length) return
      const inOrder = call.items.flatMap((_, position) => outcomes.get(position) ?? [])
      end(() => resolve(ok(inOrder)))
    },
    fail: (failure) => end(() => resolve(err(failure))),
  }
  if (call.signal.aborted) abort()
  else if (call.items.length === 0) end(() => resolve(ok([])))
  else call.signal.addEventListener('abort', abort, { once: true })
  const items = over
    ? []
    : call.items.map((item, position) => ({
        item,
        kind: kindOf(item),
        bytes: wireBytes(item),
        audioSeconds: audioSeconds(item),
        position,
        queuedAt: now,
        call: open,
      }))
  return { items, done: promise }
}

/** Hands outcomes to the calls that wait for them, each call's together. */
export const settleItems = (settled: readonly { readonly work: WorkItem; readonly outcome: ModelOutcome }[]): void => {
  for (const [call, own] of Map.groupBy(settled, ({ work }) => work.call)) {
    call.settle(own.map(({ work, outcome }) => ({ position: work.position, outcome })))
  }
}
