import type { WorkItem } from './embed-calls.ts'
import type { ModelItem } from './model-calls.ts'
import type { HostMessage, RequestKind } from './protocol.ts'
import { wireRequest } from './wire-items.ts'

/** At most so many requests are with the runner: it reads and prepares the second while it computes the first. */
export const maxInFlight = 2

/** A request to send. */
export interface Batch {
  readonly id: string
  readonly message: HostMessage
  /** What it may take, on top of the usual deadline, because of what it holds. */
  readonly allowanceMs: number
}

/** A busy machine without a GPU may take so long for the largest pictures, texts and clips. */
const allowancePerItemMs = 5000
/** Sounds are embedded faster than they play, even there. */
const allowancePerAudioSecondMs = 1000
/** The largest speech models take several times as long as the sound plays. */
const allowancePerSpokenSecondMs = 15_000

/** Where the items of a request come from. `canary` carries no item of a call. Suspects and canaries run with nothing beside them. */
export type BatchOrigin = 'queue' | 'suspects' | 'canary'

/** A request that the runner has not answered yet. */
export interface SentBatch {
  readonly items: readonly WorkItem[]
  readonly origin: BatchOrigin
  /** The runner was asked to leave it. */
  readonly cancelling: boolean
}

/** The requests that are with the runner. */
export interface SentBatches {
  /** Makes a request, which counts as in flight from now on. Of a canary, the items are not embedded: a harmless one of the kind is. */
  readonly send: (items: readonly WorkItem[], origin: BatchOrigin, kind: RequestKind) => Batch
  /** Takes one out that was answered; null for an id that is not in flight. */
  readonly take: (id: string) => SentBatch | null
  /** Takes all out. */
  readonly takeAll: () => readonly SentBatch[]
  /** Puts one back that was taken out: its answer was not used. */
  readonly keep: (id: string, batch: SentBatch) => void
  readonly items: () => readonly WorkItem[]
  /** Tells the callers of a request how much of a sound is transcribed. */
  readonly progressed: (id: string, doneMs: number) => void
  /** Items of a request; 0 when it is not in flight. */
  readonly sizeOf: (id: string) => number
  readonly size: () => number
  /** Nothing may be sent beside what is in flight. */
  readonly isExclusive: () => boolean
  /** A request that should make way, because nobody waits for it any more or because queries do. Each is named once. */
  readonly toCancel: (queriesWait: boolean) => string | null
}

/** Nothing is in flight. `canary` answers a harmless item of a kind. */
export const createSentBatches = (canary: (kind: RequestKind) => ModelItem): SentBatches => {
  const sent = new Map<string, SentBatch>()
  let sequence = 0
  return {
    send: (items, origin, kind) => {
      sequence += 1
      const id = String(sequence)
      sent.set(id, { items: origin === 'canary' ? [] : items, origin, cancelling: false })
      const asked = origin === 'canary' ? [canary(kind)] : items.map(({ item }) => item)
      const seconds = items.reduce((sum, { audioSeconds }) => sum + audioSeconds, 0)
      return {
        id,
        message: wireRequest(id, kind, asked),
        allowanceMs:
          asked.length * allowancePerItemMs +
          seconds * (kind === 'speech' ? allowancePerSpokenSecondMs : allowancePerAudioSecondMs),
      }
    },
    take: (id) => {
      const batch = sent.get(id) ?? null
      sent.delete(id)
      return batch
    },
    takeAll: () => {
      const all = [...sent.values()]
      sent.clear()
      return all
    },
    keep: (id, batch) => void sent.set(id, batch),
    items: () => [...sent.values()].flatMap(({ items }) => items),
    progressed: (id, doneMs) => {
      for (const { item, call } of sent.get(id)?.items ?? []) {
        if (item.kind === 'speech' && !call.isOver()) item.onHeard?.(doneMs)
      }
    },
    sizeOf: (id) => sent.get(id)?.items.length ?? 0,
    size: () => sent.size,
    isExclusive: () => [...sent.values()].some(({ origin }) => origin !== 'queue'),
    toCancel: (queriesWait) => {
      const going = [...sent].filter(([, { items, cancelling }]) => !cancelling && items.length > 0)
      const inTheWay = queriesWait && sent.size >= maxInFlight && going.length === sent.size
      const [id, batch] =
        going.find(([, { items }]) => items.every(({ call }) => call.isOver())) ??
        (inTheWay ? going.findLast(([, { items }]) => items[0]?.call.priority === 'index') : undefined) ??
        []
      if (id === undefined || batch === undefined) return null
      sent.set(id, { ...batch, cancelling: true })
      return id
    },
  }
}
