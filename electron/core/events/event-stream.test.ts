import { describe, expect, it } from 'vitest'

import type { Job, LibraryEvent, Model, Runtime, SavedPreferences, Stats, Video } from '../../contract/index.ts'
import { type ManualClock, manualClock, settle } from '../../pipeline/fixtures/manual-clock.ts'
import { type Changes, createChanges } from '../changes.ts'
import { createEventStream, type EventStream } from './event-stream.ts'

interface World {
  readonly changes: Changes
  readonly stream: EventStream
  readonly clock: ManualClock
  readonly asked: string[][]
  readonly faults: string[]
}

const world = (): World => {
  const clock = manualClock()
  const asked: string[][] = []
  const faults: string[] = []
  const changes = createChanges()
  const stream = createEventStream(
    changes,
    {
      jobs: async (ids) => {
        asked.push([...ids])
        return ids.map((id) => ({ id }) as Job)
      },
      snapshotJobs: async () => [],
      videos: async (ids) => ids.map((id) => ({ id }) as Video),
      stats: async () => ({ videos: 1 }) as Stats,
      models: async (ids) => (ids ?? ['a', 'b']).map((id) => ({ id }) as Model),
      runtime: async () => ({ state: 'ready' }) as Runtime,
      preferences: async () => ({ volume: 0.5 }) as SavedPreferences,
    },
    clock,
    (message) => faults.push(message),
  )
  return { changes, stream, clock, asked, faults }
}

const collect = (stream: EventStream, signal: AbortSignal): LibraryEvent[] => {
  const events: LibraryEvent[] = []
  void (async () => {
    for await (const event of stream.subscribe(signal)) events.push(event)
  })()
  return events
}

describe('event stream', () => {
  it('tells preferences in the snapshot and when they change, once for many changes', async () => {
    const { changes, stream, clock } = world()
    const events = collect(stream, new AbortController().signal)
    await settle()
    changes.preferencesChanged()
    changes.preferencesChanged()
    await clock.advance(100)
    changes.videoChanged('v')
    await clock.advance(100)
    expect(events).toMatchObject([
      { preferences: { volume: 0.5 } },
      { preferences: { volume: 0.5 } },
      { type: 'delta' },
    ])
    expect(events[2]).not.toHaveProperty('preferences')
  })

  it('begins with a snapshot, then numbers deltas without a gap', async () => {
    const { changes, stream, clock } = world()
    const events = collect(stream, new AbortController().signal)
    await settle()
    for (let index = 0; index < 5; index += 1) {
      changes.videoChanged(`v${index}`)
      await clock.advance(100)
    }
    expect(events.map((event) => event.type)).toEqual(['snapshot', 'delta', 'delta', 'delta', 'delta', 'delta'])
    const first = events[0]?.seq ?? -1
    expect(events.map((event) => event.seq - first)).toEqual([0, 1, 2, 3, 4, 5])
  })

  it('tells of models, their environment and spaces, each once a delta', async () => {
    const { changes, stream, clock } = world()
    const events = collect(stream, new AbortController().signal)
    await settle()
    changes.modelChanged('b')
    changes.modelChanged('b')
    changes.runtimeChanged()
    changes.spacesChanged()
    await clock.advance(100)
    changes.modelChanged(null)
    changes.modelChanged('b')
    await clock.advance(100)
    expect(events[0]).toMatchObject({ models: [{ id: 'a' }, { id: 'b' }], runtime: { state: 'ready' } })
    expect(events[1]).toMatchObject({ models: [{ id: 'b' }], runtime: { state: 'ready' }, spacesChanged: true })
    expect(events[2]).toMatchObject({ models: [{ id: 'a' }, { id: 'b' }] })
    expect(events[2]).not.toHaveProperty('spacesChanged')
    expect(events).toHaveLength(3)
  })

  it('joins changes to at most ten deltas a second, with the newest state once', async () => {
    const { changes, stream, clock, asked } = world()
    const events = collect(stream, new AbortController().signal)
    await settle()
    for (let at = 0; at < 1_000; at += 5) {
      changes.jobsChanged(['j1', 'j2'])
      await clock.advance(5)
    }
    expect(events.length - 1).toBeLessThanOrEqual(10)
    expect(events.length - 1).toBeGreaterThanOrEqual(8)
    expect(asked.every((ids) => ids.length === 2)).toBe(true)
  })

  it('tells a second reader from its own snapshot on', async () => {
    const { changes, stream, clock } = world()
    collect(stream, new AbortController().signal)
    await settle()
    changes.videoChanged('v1')
    await clock.advance(100)
    const late = collect(stream, new AbortController().signal)
    await settle()
    changes.videoChanged('v2')
    await clock.advance(100)
    expect(late.map((event) => event.type)).toEqual(['snapshot', 'delta'])
    expect((late[1]?.seq ?? 0) - (late[0]?.seq ?? 0)).toBe(1)
    expect(late[1]).toMatchObject({ videos: [{ id: 'v2' }] })
  })

  it('forgets a reader that goes away, and costs nothing without readers', async () => {
    const { changes, stream, clock, asked } = world()
    const controller = new AbortController()
    collect(stream, controller.signal)
    await settle()
    expect(stream.readers()).toBe(1)
    controller.abort()
    await settle()
    expect(stream.readers()).toBe(0)
    changes.jobsChanged(['j1'])
    await clock.advance(1_000)
    expect(asked).toEqual([])
  })

  it('gives a reader that cannot keep up a new snapshot instead of an endless buffer', async () => {
    const { changes, stream, clock } = world()
    const iterator = stream.subscribe(new AbortController().signal)[Symbol.asyncIterator]()
    expect((await iterator.next()).value.type).toBe('snapshot')
    for (let index = 0; index < 500; index += 1) {
      changes.videoChanged(`v${index}`)
      await clock.advance(100)
    }
    const next = await iterator.next()
    expect(next.value).toMatchObject({ type: 'snapshot', seq: 500 })
    changes.videoChanged('after')
    const last = iterator.next()
    await clock.advance(100)
    expect((await last).value).toMatchObject({ type: 'delta', seq: 501 })
    await iterator.return?.(undefined)
    expect(stream.readers()).toBe(0)
  })

  it('tells statistics at most once a second', async () => {
    const { changes, stream, clock } = world()
    const events = collect(stream, new AbortController().signal)
    await settle()
    for (let at = 0; at < 3_000; at += 50) {
      changes.statsChanged()
      await clock.advance(50)
    }
    const told = events.filter((event) => event.type === 'delta' && event.stats !== undefined)
    expect(told.length).toBeGreaterThanOrEqual(2)
    expect(told.length).toBeLessThanOrEqual(4)
  })
})
