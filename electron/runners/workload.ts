import type { Failure, Problem } from '../contract/index.ts'
import type { Result } from '../domain/result.ts'
import { openCall, settleItems, type WorkItem } from './embed-calls.ts'
import {
  afterIncident,
  afterSuccess,
  type Culprit,
  type Finding,
  halves,
  type InFlight,
  type Investigation,
  nextSuspects,
  putBack,
  withoutItems,
} from './investigation.ts'
import type { ModelCall, ModelItem, ModelOutcome } from './model-calls.ts'
import type { RequestKind, ResultItem } from './protocol.ts'
import { readOutcomes } from './read-outcomes.ts'
import { type Batch, type BatchOrigin, createSentBatches, maxInFlight, type SentBatch } from './sent-batches.ts'
import { type BatchLimits, createWorkQueue } from './work-queue.ts'

/** What an answer or an incident means for the runner. */
export interface WorkReport {
  /** Something was embedded. */
  readonly embedded: boolean
  /** Crashes that no item explains, now known as such. */
  readonly unexplained: readonly number[]
  readonly quarantined: number
  readonly invalidVectors: number
  readonly unknownKeys: number
  /** The runner itself is at fault: its answer was not used, kill it. */
  readonly fault: Problem | null
}

/** The items of one model that wait or are with its runner. Knows nothing of processes. */
export interface Workload {
  readonly add: (call: ModelCall) => Promise<Result<readonly ModelOutcome[]>>
  /** The next request, which counts as in flight from now on; or after how long to ask again; or nothing. */
  readonly next: (limits: BatchLimits) => Batch | { readonly delayMs: number } | null
  /** A request in flight that should make way for a query, named once. */
  readonly toCancel: () => string | null
  readonly answered: (id: string, answers: readonly ResultItem[], dimension: number) => WorkReport
  /** The runner answered that it could not do a request. */
  readonly refused: (id: string, problem: Problem) => WorkReport
  /** So much of the sound of a request in flight is transcribed. */
  readonly progressed: (id: string, doneMs: number) => void
  /** Items of a request in flight. */
  readonly sizeOf: (id: string) => number
  /** It could not do so many at once: they run again in smaller parts. */
  readonly tooMany: (id: string) => void
  /** It did not begin a request. */
  readonly returned: (id: string) => void
  /** The runner is gone. `blameless`: through no fault of what was in flight. */
  readonly lost: (incident: { readonly at: number; readonly problem: Problem }, blameless: boolean) => WorkReport
  /** The runner was ended by us: what was in flight runs again. */
  readonly recall: () => void
  readonly failAll: (failure: Failure) => void
  /** The most urgent work that waits or is in flight. */
  readonly wants: () => 'query' | 'index' | null
  readonly inFlight: () => number
  readonly pendingItems: () => number
}

const nothing: WorkReport = {
  embedded: false,
  unexplained: [],
  quarantined: 0,
  invalidVectors: 0,
  unknownKeys: 0,
  fault: null,
}

/** Of an item that brought its runner down. */
const quarantinedCode = 'quarantined'

const tooLargeProblem = { code: 'too_large', message: 'The text is too long to be embedded.' }

const blame = (culprits: readonly Culprit<WorkItem>[]): void =>
  settleItems(culprits.map(({ item, problem }) => ({ work: item, outcome: { key: item.item.key, error: problem } })))

/** An empty workload. `canary` answers a harmless item of a kind; `onChange` is called when a caller gave up. */
export const createWorkload = (deps: {
  readonly now: () => number
  readonly canary: (kind: RequestKind) => ModelItem
  readonly maxItemBytes: number
  readonly onChange: () => void
}): Workload => {
  const queue = createWorkQueue()
  const sent = createSentBatches(deps.canary)
  let investigation: Investigation<WorkItem> | null = null

  const isOver = (item: WorkItem): boolean => item.call.isOver()
  const suspects = (): readonly WorkItem[] => {
    if (investigation === null) return []
    const { groups, unproven } = investigation
    return unproven === null ? groups.flat() : [...groups.flat(), unproven.item]
  }
  const conclude = (finding: Finding<WorkItem>): Pick<WorkReport, 'unexplained' | 'quarantined'> => {
    investigation = finding.investigation
    blame(finding.culprits)
    const quarantined = finding.culprits.filter(({ problem }) => problem.code === quarantinedCode).length
    return { unexplained: finding.unexplained, quarantined }
  }
  const again = (batches: readonly SentBatch[]): void => {
    queue.putBack(batches.flatMap(({ items, origin }) => (origin === 'queue' ? items : [])))
    investigation = putBack(
      investigation,
      batches.flatMap(({ items, origin }) => (origin === 'suspects' ? [items] : [])),
    )
    queue.prune()
  }

  const batchOf = (items: readonly WorkItem[], origin: BatchOrigin): Batch | null => {
    const [first] = items
    return first === undefined ? null : sent.send(items, origin, first.kind)
  }
  const nextSuspect = (current: Investigation<WorkItem>): Batch | null => {
    if (current.unproven !== null) return sent.send([], 'canary', current.unproven.item.kind)
    const { group, rest } = nextSuspects(current)
    investigation = rest
    return batchOf(group ?? [], 'suspects')
  }

  return {
    add: (call) => {
      const opened = openCall(call, deps.now(), () => {
        queue.prune()
        deps.onChange()
      })
      const tooLarge = opened.items.filter(({ bytes }) => bytes > deps.maxItemBytes)
      queue.push(opened.items.filter(({ bytes }) => bytes <= deps.maxItemBytes))
      blame(tooLarge.map((item) => ({ item, problem: tooLargeProblem })))
      return opened.done
    },

    next: (limits) => {
      if (sent.size() >= maxInFlight || sent.isExclusive()) return null
      if (investigation !== null) {
        // One at a time, so that an end says which it was; a query is as good a sign of life as any.
        if (sent.size() > 0) return null
        investigation = withoutItems(investigation, isOver)
      }
      const query = batchOf(queue.takeQuery(limits), 'queue')
      if (query !== null) return query
      if (investigation !== null) return nextSuspect(investigation)
      const index = queue.takeIndex(limits, deps.now())
      if (index.kind === 'batch') return batchOf(index.items, 'queue')
      return index.kind === 'wait' ? { delayMs: index.delayMs } : null
    },

    toCancel: () => sent.toCancel(queue.queries() > 0),

    answered: (id, answers, dimension) => {
      const batch = sent.take(id)
      if (batch === null) return nothing
      const read = readOutcomes(
        answers,
        batch.items.map(({ item }) => item.key),
        dimension,
      )
      if (batch.origin !== 'canary' && read.fault !== null) {
        // Kept in flight, so that the loss of the runner puts it back.
        sent.keep(id, batch)
        return { ...nothing, unknownKeys: read.unknownKeys, fault: read.fault }
      }
      settleItems(
        batch.items.flatMap((work, position) => {
          const outcome = read.outcomes[position]
          return outcome === undefined ? [] : [{ work, outcome }]
        }),
      )
      const found = investigation === null ? {} : conclude(afterSuccess(investigation))
      const unknownKeys = batch.origin === 'canary' ? 0 : read.unknownKeys
      return { ...nothing, ...found, embedded: true, invalidVectors: read.invalid, unknownKeys }
    },

    refused: (id, problem) => {
      const batch = sent.take(id)
      if (batch === null) return nothing
      if (batch.origin === 'canary') {
        sent.keep(id, batch)
        return { ...nothing, fault: problem }
      }
      const inFlight: InFlight<WorkItem> = { kind: 'groups', groups: [batch.items.filter((item) => !isOver(item))] }
      return { ...nothing, ...conclude(afterIncident(investigation, inFlight, { at: null, problem })) }
    },

    progressed: sent.progressed,
    sizeOf: sent.sizeOf,

    tooMany: (id) => {
      const batch = sent.take(id)
      if (batch === null) return
      if (batch.origin === 'queue') again([batch])
      else investigation = putBack(investigation, halves(batch.items))
    },

    returned: (id) => {
      const batch = sent.take(id)
      if (batch !== null) again([batch])
    },

    lost: (incident, blameless) => {
      const batches = sent.takeAll()
      if (blameless || batches.length === 0) {
        again(batches)
        return { ...nothing, unexplained: [incident.at] }
      }
      const canary = batches.some(({ origin }) => origin === 'canary')
      const groups = batches.map(({ items }) => items.filter((item) => !isOver(item)))
      const inFlight: InFlight<WorkItem> = canary ? { kind: 'canary' } : { kind: 'groups', groups }
      const problem = { code: quarantinedCode, message: incident.problem.message }
      return { ...nothing, ...conclude(afterIncident(investigation, inFlight, { at: incident.at, problem })) }
    },

    recall: () => again(sent.takeAll()),

    failAll: (failure) => {
      const waiting = [...queue.clear(), ...sent.items()]
      const calls = new Set([...waiting, ...suspects()].map((item) => item.call))
      investigation = null
      for (const call of calls) call.fail(failure)
    },

    wants: () => {
      const open = [...sent.items(), ...suspects()].filter((item) => !isOver(item))
      if (queue.queries() > 0 || open.some(({ call }) => call.priority === 'query')) return 'query'
      return open.length > 0 || queue.size() > 0 || sent.size() > 0 ? 'index' : null
    },
    inFlight: sent.size,
    pendingItems: () => queue.size() + sent.items().length + suspects().length,
  }
}
