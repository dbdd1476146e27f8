import type { ApiFailure } from '../domain/failure.ts'

/** How long a client may take to send a body. */
export interface BodyTimeouts {
  /** In every such span at least `leastBytes` must come, or the rest of the body. */
  readonly spanMs: number
  readonly leastBytes: number
  /** For the whole body, where it is held in memory; null where it may take hours (a film). */
  readonly totalMs: number | null
}

/** For a body that goes to disk as it comes: it may take as long as it likes, but it has to come. */
export const streamedTimeouts: BodyTimeouts = { spanMs: 60_000, leastBytes: 1024, totalMs: null }
/** For a body of JSON. */
export const jsonTimeouts: BodyTimeouts = { ...streamedTimeouts, totalMs: 120_000 }
/** For a picture or a sound of up to 64 MB. */
export const fileTimeouts: BodyTimeouts = { ...streamedTimeouts, totalMs: 600_000 }

/** A body stopped coming before its end. */
export class BodyStalled extends Error {
  override readonly name = 'BodyStalled'
}

/** What is answered when a body stops coming; the connection is of no use any more. */
export const bodyStalled: ApiFailure = {
  code: 'request_timeout',
  message: 'The body of the request stopped coming.',
  remedy: 'Send it again; an upload goes on from the offset that GET /api/v1/uploads/{id} tells.',
}

/** Headers that go with `bodyStalled`. */
export const closeConnection = { Connection: 'close' } as const

/**
 * The same bytes, failing with `BodyStalled` when the client keeps us waiting for too long. Time in which nobody reads
 * (a slow disk) does not count.
 */
export const bodyWithTimeouts = (
  body: ReadableStream<Uint8Array>,
  timeouts: BodyTimeouts,
): ReadableStream<Uint8Array> => {
  const reader = body.getReader()
  let spanLeftMs = timeouts.spanMs
  let spanBytes = 0
  let totalLeftMs = timeouts.totalMs ?? Number.POSITIVE_INFINITY
  const read = async () => {
    const startedAt = performance.now()
    let timer: NodeJS.Timeout | undefined
    const late = new Promise<null>((resolve) => {
      timer = setTimeout(() => resolve(null), Math.max(0, Math.min(spanLeftMs, totalLeftMs)))
    })
    try {
      const result = await Promise.race([reader.read(), late])
      if (result === null) throw new BodyStalled('the client stopped sending')
      const waitedMs = performance.now() - startedAt
      spanLeftMs -= waitedMs
      totalLeftMs -= waitedMs
      spanBytes += result.value?.byteLength ?? 0
      if (spanBytes >= timeouts.leastBytes) {
        spanBytes = 0
        spanLeftMs = timeouts.spanMs
      }
      return result
    } finally {
      clearTimeout(timer)
    }
  }
  return new ReadableStream<Uint8Array>(
    {
      pull: async (controller) => {
        try {
          const { done, value } = await read()
          if (done) controller.close()
          else controller.enqueue(value)
        } catch (cause) {
          controller.error(cause)
        }
      },
      cancel: (cause) => reader.cancel(cause),
    },
    { highWaterMark: 0 },
  )
}
