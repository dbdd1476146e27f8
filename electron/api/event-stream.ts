import type { LibraryEvent } from '../contract/index.ts'

/** A client that leaves so many heartbeats unread is gone, or its page has been put to sleep: it reconnects when it wakes. */
const maxUnread = 20

/** One server-sent event: its `id` is the sequence number. */
export const formatEvent = (event: LibraryEvent): string => `id: ${event.seq}\ndata: ${JSON.stringify(event)}\n\n`

/**
 * `GET /api/v1/events`: a snapshot, then deltas, with a comment every `heartbeatMs` so that a dead connection is
 * noticed. Events are pulled from the core only as fast as the client reads them.
 */
export const eventStreamResponse = (
  events: (signal: AbortSignal) => AsyncIterable<LibraryEvent>,
  signals: readonly AbortSignal[],
  heartbeatMs: number,
): Response => {
  const stop = new AbortController()
  const signal = AbortSignal.any([stop.signal, ...signals])
  const encoder = new TextEncoder()
  const iterator = events(signal)[Symbol.asyncIterator]()
  let heartbeat: NodeJS.Timeout | undefined
  const end = () => {
    clearInterval(heartbeat)
    stop.abort()
    iterator.return?.().catch(() => undefined)
  }
  const body = new ReadableStream<Uint8Array>(
    {
      start: (controller) => {
        controller.enqueue(encoder.encode('retry: 1000\n\n'))
        heartbeat = setInterval(() => {
          if ((controller.desiredSize ?? 0) < -maxUnread) stop.abort()
          else controller.enqueue(encoder.encode(': alive\n\n'))
        }, heartbeatMs)
        heartbeat.unref()
        signal.addEventListener('abort', () => {
          end()
          try {
            controller.close()
          } catch {
            // The client went away first: there is nothing left to close.
          }
        })
      },
      pull: async (controller) => {
        try {
          const next = await iterator.next()
          if (signal.aborted) return
          if (next.done === true) {
            controller.close()
            end()
          } else controller.enqueue(encoder.encode(formatEvent(next.value)))
        } catch (cause) {
          const stopped = signal.aborted
          end()
          if (!stopped) controller.error(cause)
        }
      },
      cancel: end,
    },
    { highWaterMark: 1 },
  )
  return new Response(body, {
    headers: { 'Content-Type': 'text/event-stream; charset=utf-8', 'Cache-Control': 'no-store' },
  })
}
