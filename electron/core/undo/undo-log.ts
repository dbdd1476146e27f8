import { type ChangeKind, changeLabels, type Undone } from '../../contract/index.ts'
import type { ApiFailure } from '../../domain/failure.ts'
import { ok, type Result } from '../../domain/result.ts'
import { refuse } from '../failures.ts'

/**
 * A change that has happened, and how it is taken back and done again. Both write the whole state of before or after, so
 * that either is right whatever happened to other things in between. `videoIds`: whose pages show it.
 */
export interface UndoableChange {
  readonly kind: ChangeKind
  readonly videoIds: readonly string[]
  readonly undo: () => Promise<Result<unknown, ApiFailure>>
  readonly redo: () => Promise<Result<unknown, ApiFailure>>
}

/** What a person changed by hand since the core started, newest last. */
export interface UndoLog {
  /** Notes a change; what had been undone before it cannot be done again any more. */
  readonly record: (change: UndoableChange) => void
  /** Forgets all changes of a kind: what they were about is gone for good. */
  readonly forget: (kind: ChangeKind) => void
  /** One at a time, in the order of the calls. `conflict`: there is nothing. A change that cannot be undone leaves the log. */
  readonly undo: () => Promise<Result<Undone, ApiFailure>>
  readonly redo: () => Promise<Result<Undone, ApiFailure>>
}

const mostChanges = 1_000
const mostVideos = 500

/** An empty log; it lives as long as the core. */
export const createUndoLog = (): UndoLog => {
  const past: UndoableChange[] = []
  const future: UndoableChange[] = []
  let last: Promise<unknown> = Promise.resolve()

  const labelOf = (changes: readonly UndoableChange[]): string | null => {
    const next = changes.at(-1)
    return next === undefined ? null : changeLabels[next.kind]
  }
  const step = async (
    from: UndoableChange[],
    to: UndoableChange[],
    way: 'undo' | 'redo',
  ): Promise<Result<Undone, ApiFailure>> => {
    const change = from.pop()
    if (change === undefined) return refuse('conflict', `There is nothing to ${way}.`)
    const done = await change[way]()
    if (!done.ok) return done
    to.push(change)
    return ok({
      kind: change.kind,
      label: changeLabels[change.kind],
      videoIds: change.videoIds.slice(0, mostVideos),
      nextUndo: labelOf(past),
      nextRedo: labelOf(future),
    })
  }
  const inTurn = <Value>(work: () => Promise<Value>): Promise<Value> => {
    const turn = last.then(work)
    last = turn.catch(() => {})
    return turn
  }

  return {
    record: (change) => {
      past.push(change)
      if (past.length > mostChanges) past.shift()
      future.length = 0
    },
    forget: (kind) => {
      for (const changes of [past, future]) {
        const others = changes.filter((change) => change.kind !== kind)
        changes.splice(0, changes.length, ...others)
      }
    },
    undo: () => inTurn(() => step(past, future, 'undo')),
    redo: () => inTurn(() => step(future, past, 'redo')),
  }
}
