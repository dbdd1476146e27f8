import { describe, expect, test } from 'vitest'
import {
  advanceLifecycle,
  backoffDelay,
  type LifecycleEvent,
  newLifecycle,
  type RunnerLifecycle,
} from './runner-lifecycle.ts'

const limits = { backoffMs: 500, maxBackoffMs: 30_000 }
const reason = { code: 'runner_crashed', message: 'It crashed.', remedy: 'Press Retry.' }
const live = (events: readonly LifecycleEvent[], from: RunnerLifecycle = newLifecycle): RunnerLifecycle =>
  events.reduce((lifecycle, event) => advanceLifecycle(lifecycle, event, limits), from)
const crash = (at: number, unexplained: readonly number[] = [at]): LifecycleEvent => ({
  kind: 'crashed',
  at,
  unexplained,
  reason,
  random: 0.5,
})
const answered = (inFlight: number): LifecycleEvent => ({ kind: 'answered', inFlight, embedded: true })
const again: readonly LifecycleEvent[] = [{ kind: 'backoff-over' }, { kind: 'wanted' }, { kind: 'loaded' }]
const start: readonly LifecycleEvent[] = [{ kind: 'wanted' }, { kind: 'loaded' }]

describe('advanceLifecycle', () => {
  test('walks from stopped over ready and busy to draining and back', () => {
    const walk: readonly (readonly [LifecycleEvent, string])[] = [
      [{ kind: 'wanted' }, 'starting'],
      [{ kind: 'loaded' }, 'ready'],
      [{ kind: 'sent' }, 'busy'],
      [{ kind: 'sent' }, 'busy'],
      [answered(1), 'busy'],
      [answered(0), 'ready'],
      [{ kind: 'drain' }, 'draining'],
      [{ kind: 'sent' }, 'draining'],
      [{ kind: 'exited' }, 'stopped'],
    ]
    let lifecycle = newLifecycle
    for (const [event, state] of walk) {
      lifecycle = advanceLifecycle(lifecycle, event, limits)
      expect(lifecycle.current.state).toBe(state)
    }
  })

  test('three unexplained crashes within five minutes disable it; explained ones never do', () => {
    const minutes = (count: number): number => count * 60_000
    const thrice = live([...start, crash(0), ...again, answered(0), crash(minutes(2)), ...again, answered(0)])
    expect(live([crash(minutes(4))], thrice).current).toMatchObject({
      state: 'disabled',
      failure: { code: 'runner_crashed' },
    })
    expect(live([crash(minutes(6))], thrice).current.state).toBe('backoff')
    const explained = Array.from({ length: 20 }, (_, index) => [crash(index, []), ...again]).flat()
    expect(live([...start, ...explained]).current.state).toBe('ready')
  })

  test('three in a row disable it, however far apart', () => {
    const hours = (count: number): number => count * 3_600_000
    const twice = live([...start, crash(hours(1)), ...again, crash(hours(2)), ...again])
    expect(live([crash(hours(3))], twice).current.state).toBe('disabled')
    expect(live([answered(0), crash(hours(3))], twice).current.state).toBe('backoff')
  })

  test('crashes that turn out to be unexplained count with their own times', () => {
    const lifecycle = live([...start, crash(1000, []), ...again])
    const known = live([{ kind: 'unexplained', at: 9000, crashes: [1000, 2000], reason }], lifecycle)
    expect(known.current.state).toBe('ready')
    expect(live([crash(10_000)], known).current.state).toBe('disabled')
    expect(live([crash(400_000)], known).current.state).toBe('backoff')
  })

  test('a disabled runner stays so until it is restarted, which forgets its record', () => {
    const disabled = live([...start, { kind: 'failed', failure: reason }])
    const events: readonly LifecycleEvent[] = [
      { kind: 'wanted' },
      { kind: 'exited' },
      { kind: 'drain' },
      crash(1),
      answered(0),
    ]
    expect(live(events, disabled).current).toEqual({ state: 'disabled', failure: reason })
    expect(live([{ kind: 'restart' }], disabled)).toEqual(newLifecycle)
  })

  test('a crash while it is asked to end only ends it', () => {
    expect(live([...start, { kind: 'drain' }, crash(5)]).current.state).toBe('stopped')
  })
})

describe('backoffDelay', () => {
  test('doubles, is capped, and is jittered to between half and all of it', () => {
    const full = Array.from({ length: 9 }, (_, index) => backoffDelay(index + 1, 1, limits))
    expect(full).toEqual([500, 1000, 2000, 4000, 8000, 16_000, 30_000, 30_000, 30_000])
    expect(backoffDelay(2, 0, limits)).toBe(500)
    expect(backoffDelay(5000, 0.5, limits)).toBe(22_500)
  })
})
