import type { Context } from 'hono'
import { streamSSE } from 'hono/streaming'
import type { LibraryEvent } from '../contract/index.ts'

/** A client that leaves more heartbeats than this unread is gone, or its page sleeps: it reconnects when it wakes. */
const maxUnread = 20

/**
 * `GET /api/v1/events`: a snapshot, then deltas, each with its sequence number as `id`, and a comment every `heartbeatMs` so
 * that a dead connection is noticed. Events are pulled from the core only as fast as the client reads them.
 */
export const eventStreamResponse = (
  context: Context,
  events: (signal: AbortSignal) => AsyncIterable<LibraryEvent>,
  signals: readonly AbortSignal[],
  heartbeatMs: number,
): Response => {
  const { body } = streamSSE(context, async (stream) => {
    const left = new AbortController()
    const signal = AbortSignal.any([left.signal, ...signals])
    stream.onAbort(() => left.abort())
    // Ends a write that the client does not read, too.
    signal.addEventListener('abort', () => stream.abort())
    let unread = 0
    const heartbeat = setInterval(async () => {
      if (unread > maxUnread) return left.abort()
      unread += 1
      await stream.write(': alive\n\n')
      unread -= 1
    }, heartbeatMs)
    heartbeat.unref()
    try {
      await stream.write('retry: 1000\n\n')
      for await (const event of events(signal)) {
        if (signal.aborted) break
        await stream.writeSSE({ id: String(event.seq), data: JSON.stringify(event) })
      }
    } finally {
      clearInterval(heartbeat)
    }
  })
  return new Response(body, {
    headers: { 'Content-Type': 'text/event-stream; charset=utf-8', 'Cache-Control': 'no-store' },
  })
}
