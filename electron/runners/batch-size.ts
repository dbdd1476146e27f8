import type { ReadyMessage } from './protocol.ts'
import type { BatchLimits } from './work-queue.ts'

const maxRequestBytes = 8 * 2 ** 20
/** docs/runner-protocol.md: more in one request are refused. */
const maxRequestItems = 4096

/** A batch of indexing should not keep a person's query waiting for much longer than this. */
const targetSeconds = 1
/** Smaller batches leave nothing to prepare while the first is computed. */
const smallestTarget = 2
/** Of sounds, when their speed is not known. */
const usualAudioSeconds = 120

/** How many items one request may hold: what the runner takes, what fits its memory, and about a second's work. */
export const batchSize = (ready: ReadyMessage, ceilings: readonly (number | null)[]): number => {
  const perSecond = ready.speed === null || ready.speed.unit === 'audioSeconds' ? null : ready.speed.perSecond
  const paced = perSecond === null ? null : Math.max(smallestTarget, Math.round(perSecond * targetSeconds))
  return Math.max(
    1,
    Math.min(ready.maxBatch, maxRequestItems, ...[...ceilings, paced].filter((limit) => limit !== null)),
  )
}

/** How large one request may be. */
export const batchLimits = (
  ready: ReadyMessage,
  ceilings: readonly (number | null)[],
  delayMs: number,
): BatchLimits => ({
  maxItems: batchSize(ready, ceilings),
  maxBytes: maxRequestBytes,
  maxAudioSeconds: ready.speed?.unit === 'audioSeconds' ? ready.speed.perSecond * targetSeconds : usualAudioSeconds,
  delayMs,
})

/** Half of what did not fit. */
export const smallerCeiling = (failedItems: number): number => Math.max(1, Math.floor(failedItems / 2))

/** For example `CPU (bf16)` or `NVIDIA H200 (bf16)`. */
export const deviceLabel = (ready: ReadyMessage): string =>
  `${ready.device === 'cpu' ? 'CPU' : ready.deviceName} (${ready.engine})`
