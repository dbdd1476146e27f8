import { createParser } from 'eventsource-parser'
import { byteRoutes, eventSchema, type LibraryEvent } from '../../electron/contract/index.ts'
import type { Fetch } from './client.ts'
import { pause } from './pause.ts'

/** Whether the page hears from the core. */
export type ConnectionState = 'connecting' | 'online' | 'offline' | 'signed-out'

/** Where events go, and how long to wait between attempts. */
export interface EventStreamOptions {
  readonly fetch: Fetch
  readonly onEvent: (event: LibraryEvent) => void
  readonly onState: (state: ConnectionState) => void
  readonly signal: AbortSignal
  /** Milliseconds to wait before attempt n (from 1). Default: 250 ms doubling to 8 s. */
  readonly backOffMs?: (attempt: number) => number
}

/** What a new event means for a client that has seen `lastSeq`. */
export type EventStep = 'apply' | 'ignore' | 'gap'

/** A snapshot always applies; a delta applies only as the direct successor of what was seen before. */
export const stepOf = (lastSeq: number | null, event: LibraryEvent): EventStep => {
  if (event.type === 'snapshot') return 'apply'
  if (lastSeq === null || event.seq > lastSeq + 1) return 'gap'
  return event.seq <= lastSeq ? 'ignore' : 'apply'
}

const defaultBackOffMs = (attempt: number): number => Math.min(8000, 250 * 2 ** Math.min(attempt - 1, 10))

type Ending = 'closed' | 'gap' | 'signed-out'

const readOnce = async (options: EventStreamOptions, signal: AbortSignal): Promise<Ending> => {
  const response = await options.fetch(byteRoutes.events.path, {
    method: 'GET',
    headers: { accept: 'text/event-stream' },
    signal,
  })
  if (response.status === 401 || response.status === 403) return 'signed-out'
  if (!response.ok || response.body === null) return 'closed'
  let lastSeq: number | null = null
  let ending: Ending | null = null
  const parser = createParser({
    onEvent: ({ data }) => {
      if (ending !== null) return
      let raw: unknown
      try {
        raw = JSON.parse(data)
      } catch {
        ending = 'gap'
        return
      }
      const parsed = eventSchema.safeParse(raw)
      const step = parsed.success ? stepOf(lastSeq, parsed.data) : 'gap'
      if (step === 'gap' || !parsed.success) {
        ending = 'gap'
      } else if (step === 'apply') {
        lastSeq = parsed.data.seq
        if (parsed.data.type === 'snapshot') options.onState('online')
        options.onEvent(parsed.data)
      }
    },
  })
  const reader = response.body.getReader()
  const decoder = new TextDecoder()
  try {
    for (;;) {
      const { done, value } = await reader.read()
      if (done) return 'closed'
      parser.feed(decoder.decode(value, { stream: true }))
      if (ending !== null) return ending
    }
  } finally {
    await reader.cancel().catch(() => undefined)
  }
}

/**
 * Follows the core's events until the signal aborts. After an end, an error or a gap in the sequence it reconnects with
 * back-off and so receives a new snapshot; `onState` says `offline` meanwhile. Never throws.
 */
export const followEvents = async (options: EventStreamOptions): Promise<void> => {
  const backOffMs = options.backOffMs ?? defaultBackOffMs
  let attempt = 0
  options.onState('connecting')
  while (!options.signal.aborted) {
    let sawEvent = false
    const ending = await readOnce(
      {
        ...options,
        onEvent: (event) => {
          sawEvent = true
          options.onEvent(event)
        },
      },
      options.signal,
    ).catch((): Ending => 'closed')
    if (options.signal.aborted) return
    if (sawEvent) attempt = 0
    attempt += 1
    if (ending !== 'gap') options.onState(ending === 'signed-out' ? 'signed-out' : 'offline')
    await pause(backOffMs(attempt), options.signal)
  }
}
