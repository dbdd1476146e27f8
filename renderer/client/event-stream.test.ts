import { describe, expect, it } from 'vitest'
import type { LibraryEvent } from '../../electron/contract/index.ts'
import { type ConnectionState, followEvents, stepOf } from './event-stream.ts'
import { emptyStats, videoRow } from './fixtures/fake-core.ts'

const snapshot = (seq: number): LibraryEvent => ({ type: 'snapshot', seq, jobs: [], stats: emptyStats })
const delta = (seq: number): LibraryEvent => ({ type: 'delta', seq, videos: [videoRow(`v${seq}`)] })
const line = (event: LibraryEvent): string => `id: ${event.seq}\ndata: ${JSON.stringify(event)}\n\n`

/** Streams the text in pieces of a few bytes, so that events are cut anywhere. */
const stream = (text: string, end: 'close' | 'error' | 'hang'): ReadableStream<Uint8Array> => {
  const bytes = new TextEncoder().encode(text)
  let at = 0
  return new ReadableStream({
    pull: (controller) => {
      if (at < bytes.length) {
        controller.enqueue(bytes.slice(at, at + 7))
        at += 7
      } else if (end === 'close') controller.close()
      else if (end === 'error') controller.error(new TypeError('network'))
      else return new Promise(() => undefined)
      return undefined
    },
  })
}

const follow = async (connections: readonly (() => Response)[]) => {
  const events: LibraryEvent[] = []
  const states: ConnectionState[] = []
  const waits: number[] = []
  const abort = new AbortController()
  let count = 0
  await followEvents({
    fetch: () => {
      const connect = connections[count]
      count += 1
      if (connect === undefined) {
        abort.abort()
        return Promise.reject(new Error('end of test'))
      }
      return Promise.resolve(connect())
    },
    onEvent: (event) => events.push(event),
    onState: (state) => states.push(state),
    signal: abort.signal,
    backOffMs: (attempt) => {
      waits.push(attempt)
      return 0
    },
  })
  return { seqs: events.map(({ type, seq }) => `${type} ${seq}`), states, waits }
}

const open =
  (text: string, end: 'close' | 'error' = 'close') =>
  () =>
    new Response(stream(text, end), { status: 200 })

describe('event stream', () => {
  it('decides by sequence numbers', () => {
    expect(stepOf(null, snapshot(7))).toBe('apply')
    expect(stepOf(null, delta(1))).toBe('gap')
    expect(stepOf(7, delta(8))).toBe('apply')
    expect(stepOf(7, delta(7))).toBe('ignore')
    expect(stepOf(7, delta(9))).toBe('gap')
    expect(stepOf(7, snapshot(3))).toBe('apply')
  })

  it('delivers a snapshot and its deltas, whatever way the bytes are cut', async () => {
    const { seqs, states } = await follow([open([snapshot(4), delta(5), delta(6)].map(line).join(''))])
    expect(seqs).toEqual(['snapshot 4', 'delta 5', 'delta 6'])
    expect(states).toEqual(['connecting', 'online', 'offline'])
  })

  it('takes a new snapshot after a gap, without applying anything behind the gap', async () => {
    const { seqs, states } = await follow([
      open([snapshot(1), delta(2), delta(4), delta(5)].map(line).join('')),
      open([snapshot(9), delta(10)].map(line).join('')),
    ])
    expect(seqs).toEqual(['snapshot 1', 'delta 2', 'snapshot 9', 'delta 10'])
    // A gap alone is no loss of the connection.
    expect(states).toEqual(['connecting', 'online', 'online', 'offline'])
  })

  it.each([
    ['an event that breaks the contract', 'data: {"type":"delta","seq":"two"}\n\n'],
    ['an event that is no JSON', 'data: {oops\n\n'],
  ])('treats %s as a gap', async (_, text) => {
    const { seqs } = await follow([open(line(snapshot(1)) + text + line(delta(2))), open(line(snapshot(5)))])
    expect(seqs).toEqual(['snapshot 1', 'snapshot 5'])
  })

  it('reconnects after errors with growing patience, and starts afresh once events came', async () => {
    const { waits, seqs } = await follow([
      () => new Response('no', { status: 503 }),
      () => new Response('no', { status: 503 }),
      open(line(snapshot(1)), 'error'),
      open(line(snapshot(2))),
    ])
    expect(seqs).toEqual(['snapshot 1', 'snapshot 2'])
    expect(waits).toEqual([1, 2, 1, 1])
  })

  it('says that the session is over', async () => {
    const { states } = await follow([() => new Response('{}', { status: 401 })])
    expect(states).toEqual(['connecting', 'signed-out'])
  })
})
