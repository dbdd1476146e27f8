import { describe, expect, test } from 'vitest'
import { advanceLife, backoffDelay, type Life, type LifeEvent, newLife } from './phase.ts'

const limits = { backoffMs: 500, maxBackoffMs: 30_000 }
const reason = { code: 'runner_crashed', message: 'It crashed.', remedy: 'Press Retry.' }
const live = (events: readonly LifeEvent[], from: Life = newLife): Life =>
  events.reduce((life, event) => advanceLife(life, event, limits), from)
const crash = (at: number, unexplained: readonly number[] = [at]): LifeEvent => ({
  kind: 'crashed',
  at,
  unexplained,
  reason,
  random: 0.5,
})
const answered = (inFlight: number): LifeEvent => ({ kind: 'answered', inFlight, embedded: true })
const again: readonly LifeEvent[] = [{ kind: 'backoff-over' }, { kind: 'wanted' }, { kind: 'loaded' }]
const start: readonly LifeEvent[] = [{ kind: 'wanted' }, { kind: 'loaded' }]

describe('advanceLife', () => {
  test('walks from stopped over ready and busy to draining and back', () => {
    const walk: readonly (readonly [LifeEvent, string])[] = [
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
    let life = newLife
    for (const [event, state] of walk) {
      life = advanceLife(life, event, limits)
      expect(life.phase.state).toBe(state)
    }
  })

  test('three unexplained crashes within five minutes disable it; explained ones never do', () => {
    const minutes = (count: number): number => count * 60_000
    const thrice = live([...start, crash(0), ...again, answered(0), crash(minutes(2)), ...again, answered(0)])
    expect(live([crash(minutes(4))], thrice).phase).toMatchObject({
      state: 'disabled',
      failure: { code: 'runner_crashed' },
    })
    expect(live([crash(minutes(6))], thrice).phase.state).toBe('backoff')
    const explained = Array.from({ length: 20 }, (_, index) => [crash(index, []), ...again]).flat()
    expect(live([...start, ...explained]).phase.state).toBe('ready')
  })

  test('three in a row disable it, however far apart', () => {
    const hours = (count: number): number => count * 3_600_000
    const twice = live([...start, crash(hours(1)), ...again, crash(hours(2)), ...again])
    expect(live([crash(hours(3))], twice).phase.state).toBe('disabled')
    expect(live([answered(0), crash(hours(3))], twice).phase.state).toBe('backoff')
  })

  test('crashes that turn out to be unexplained count with their own times', () => {
    const life = live([...start, crash(1000, []), ...again])
    const known = live([{ kind: 'unexplained', at: 9000, crashes: [1000, 2000], reason }], life)
    expect(known.phase.state).toBe('ready')
    expect(live([crash(10_000)], known).phase.state).toBe('disabled')
    expect(live([crash(400_000)], known).phase.state).toBe('backoff')
  })

  test('a disabled runner stays so until it is restarted, which forgets its record', () => {
    const disabled = live([...start, { kind: 'failed', failure: reason }])
    const events: readonly LifeEvent[] = [
      { kind: 'wanted' },
      { kind: 'exited' },
      { kind: 'drain' },
      crash(1),
      answered(0),
    ]
    expect(live(events, disabled).phase).toEqual({ state: 'disabled', failure: reason })
    expect(live([{ kind: 'restart' }], disabled)).toEqual(newLife)
  })

  test('a crash while it is asked to end only ends it', () => {
    expect(live([...start, { kind: 'drain' }, crash(5)]).phase.state).toBe('stopped')
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
