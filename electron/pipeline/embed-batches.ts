import { cancelled } from '../domain/failure.ts'
import type { EmbeddingPort, EmbedItem, EmbedOutcome, VectorBatch } from '../domain/ports/index.ts'
import { err, ok, type Result } from '../domain/result.ts'

/**
 * Items of one call: enough to fill the largest batches of a model, and few enough that little is lost when it is
 * stopped.
 */
const callItems = 64
/** Calls that are under way at the same time: while the model works on one, the next is being prepared. */
const callsInFlight = 2

/** An item and what its vector is kept under. */
export interface Embeddable<Key> {
  readonly key: Key
  readonly item: EmbedItem
}

/** Items that got no vector, counted by the code of their problem. */
export type ItemProblems = ReadonlyMap<string, { readonly count: number; readonly message: string }>

/**
 * Embeds items with a model, two calls at a time, and writes what comes as it comes. Fails as a whole when the model does
 * or `signal` aborts; what was written until then stays. `onProgress` is told how many items are done.
 */
export const embedBatches = async <Key>(options: {
  readonly embedding: EmbeddingPort
  readonly modelId: string
  readonly items: readonly Embeddable<Key>[]
  readonly signal: AbortSignal
  readonly write: (batch: VectorBatch<Key>) => Promise<void>
  readonly onProgress: (done: number) => void
}): Promise<Result<ItemProblems>> => {
  const { items, signal } = options
  const keys = new Map(items.map(({ key, item }) => [item.key, key]))
  const problems = new Map<string, { count: number; message: string }>()
  const failed = new AbortController()
  const stopped = AbortSignal.any([signal, failed.signal])
  let next = 0
  let done = 0

  const batchOf = (outcomes: readonly EmbedOutcome[]): VectorBatch<Key> => {
    const vectors: { key: Key; vector: Float32Array }[] = []
    const skipped: { key: Key; reason: string }[] = []
    for (const outcome of outcomes) {
      const key = keys.get(outcome.key)
      if (key === undefined) continue
      if ('vector' in outcome) {
        vectors.push({ key, vector: outcome.vector })
      } else if (outcome.error.code !== cancelled.code) {
        const { code, message } = outcome.error
        skipped.push({ key, reason: code })
        problems.set(code, { message, count: (problems.get(code)?.count ?? 0) + 1 })
      }
    }
    return { vectors, skipped }
  }

  const embedSome = async (part: readonly Embeddable<Key>[]): Promise<Result<null>> => {
    let writing: Promise<void> = Promise.resolve()
    const written = new Set<string>()
    const take = (outcomes: readonly EmbedOutcome[]): void => {
      const fresh = outcomes.filter(({ key }) => !written.has(key))
      if (fresh.length === 0) return
      for (const { key } of fresh) written.add(key)
      const batch = batchOf(fresh)
      writing = writing.then(async () => {
        await options.write(batch)
        done += fresh.length
        options.onProgress(done)
      })
      // Awaited further below. Without this a failure before that would count as an unhandled rejection.
      writing.catch(() => {})
    }
    const answer = await options.embedding.embed({
      modelId: options.modelId,
      items: part.map(({ item }) => item),
      priority: 'index',
      signal: stopped,
      onOutcomes: take,
    })
    if (answer.ok) take(answer.value)
    await writing
    return answer.ok ? ok(null) : answer
  }

  const work = async (): Promise<Result<null>> => {
    while (next < items.length && !stopped.aborted) {
      const part = items.slice(next, next + callItems)
      next += part.length
      const answer = await embedSome(part)
      if (answer.ok) continue
      failed.abort()
      return answer
    }
    return ok(null)
  }

  const workers = Array.from({ length: callsInFlight }, work)
  // Waits for all workers, so that nothing is written any more once this function has returned.
  const ends = await Promise.allSettled(workers)
  for (const end of ends) if (end.status === 'rejected') throw end.reason
  if (signal.aborted) return err(cancelled)
  const failures = ends.flatMap((end) => (end.status === 'fulfilled' && !end.value.ok ? [end.value.error] : []))
  // The first worker that fails stops the others, which then report only that they were cancelled.
  const failure = failures.find(({ code }) => code !== cancelled.code) ?? failures[0]
  return failure === undefined ? ok(problems) : err(failure)
}
