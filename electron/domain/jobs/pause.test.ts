import { describe, expect, it } from 'vitest'
import { judgeDeath } from './deaths.ts'
import { isDue } from './due.ts'
import { checkDelayMs, nextWorkState, pauseCodeOf, pauseOfWork, trialDelayMs, type WorkState } from './pause.ts'
import { roomWaitMs, startOrder } from './room.ts'

const failed = (code: string, nowMs: number, at = '2026-01-01T00:00:00.000Z') =>
  ({ kind: 'failed', failure: { code, message: `It was ${code}.`, remedy: 'Do something.' }, at, nowMs }) as const
const working: WorkState = { kind: 'working' }
const following = (...events: readonly Parameters<typeof nextWorkState>[1][]): WorkState =>
  events.reduce(nextWorkState, working)

describe('the pause of all work', () => {
  it('is called for by the disk and the store, not by what says something about a film', () => {
    const codes = ['disk_full', 'store_busy', 'store_unavailable', 'library_corrupt', 'not_media', 'io_error']
    expect(codes.map(pauseCodeOf)).toEqual([
      'disk_full',
      'store_busy',
      'store_unavailable',
      'store_unavailable',
      null,
      null,
    ])
  })
  it('looks less and less often, but at least every 15 s, and tries at least every 5 min', () => {
    expect([0, 1, 2, 9, 1000].map(checkDelayMs)).toEqual([1_000, 2_000, 4_000, 15_000, 15_000])
    expect([0, 1, 20].map(trialDelayMs)).toEqual([5_000, 10_000, 300_000])
  })
  it('on a full disk ends with a megabyte more, or is tried after a while', () => {
    const paused = following(failed('disk_full', 0), { kind: 'measured', freeBytes: 1_000 })
    const look = (freeBytes: number | null, nowMs: number) =>
      nextWorkState(paused, { kind: 'checked', freeBytes, nowMs })
    expect(look(1_000, 2_000).kind).toBe('paused')
    expect(look(null, 2_000).kind).toBe('paused')
    expect(look(2e6, 2_000).kind).toBe('trying')
    expect(look(1_000, 5_000).kind).toBe('trying')
  })
  it('of a busy store ends as soon as it can be written', () => {
    expect(following(failed('store_busy', 0), { kind: 'checked', freeBytes: 0, nowMs: 1 }).kind).toBe('trying')
  })
  it('is told until something worked, with the time it began', () => {
    const again = following(
      failed('disk_full', 0),
      { kind: 'checked', freeBytes: null, nowMs: 6_000 },
      failed('disk_full', 6_100, '2026-01-01T00:00:06.100Z'),
    )
    expect(again).toMatchObject({ kind: 'paused', trials: 1, pausedAtMs: 6_100 })
    expect(pauseOfWork(again)).toMatchObject({ code: 'disk_full', since: '2026-01-01T00:00:00.000Z' })
    const trying = nextWorkState(again, { kind: 'checked', freeBytes: null, nowMs: 60_000 })
    expect(pauseOfWork(trying)).not.toBeNull()
    expect(pauseOfWork(nextWorkState(trying, { kind: 'worked' }))).toBeNull()
    expect(nextWorkState(again, { kind: 'worked' })).toBe(again)
  })
})

describe('a job that ran out of space', () => {
  const last = { times: 1, freeBytes: 1_000, atMs: 100_000, ranMs: 10_000 }
  it('rests four times as long as it ran, twice that after the next one, but not when there is more room', () => {
    expect(roomWaitMs(last, 1_000, 100_000)).toBe(40_000)
    expect(roomWaitMs({ ...last, times: 2 }, null, 100_000)).toBe(80_000)
    expect(roomWaitMs({ ...last, times: 99 }, 1_000, 100_000)).toBe(6 * 3_600_000)
    expect(roomWaitMs(last, 5e6, 100_000)).toBe(0)
    expect(roomWaitMs(last, 1_000, 140_000)).toBe(0)
  })
  it('starts after the others', () => {
    const order = startOrder([{ id: 'a' }, { id: 'b' }, { id: 'c' }], new Map([['a', last]]))
    expect(order.map(({ id }) => id)).toEqual(['b', 'c', 'a'])
  })
})

describe('times to wait for', () => {
  const nowMs = Date.parse('2026-01-01T00:00:00.000Z')
  it('are due when they have passed, or lie further ahead than any delay', () => {
    expect(isDue(null, nowMs)).toBe(true)
    expect(isDue('2025-12-31T23:59:59.000Z', nowMs)).toBe(true)
    expect(isDue('2026-01-01T00:01:00.000Z', nowMs)).toBe(false)
    expect(isDue('2028-01-01T00:00:00.000Z', nowMs)).toBe(true)
  })
})

describe('a death of the process', () => {
  const begun = (deaths = 0) => ({ deaths, hadBegun: true })
  it('is counted for the only job at work', () => {
    const [verdict] = judgeDeath([begun(1), { deaths: 0, hadBegun: false }], false)
    expect(verdict).toMatchObject({ kind: 'alone', deaths: 2 })
    const set = judgeDeath([begun(2)], false)
    expect(set).toMatchObject([{ kind: 'quarantined', deaths: 3, reason: { code: 'quarantined' } }])
  })
  it('is counted for none of several, which run alone next', () => {
    expect(judgeDeath([begun(2), begun(2)], false)).toMatchObject([
      { kind: 'alone', deaths: 2, reason: { code: 'interrupted' } },
      { kind: 'alone', deaths: 2 },
    ])
  })
  it('is nothing to those that only waited, nor after an orderly stop', () => {
    expect(judgeDeath([{ deaths: 2, hadBegun: false }], false)).toEqual([{ kind: 'again' }])
    expect(judgeDeath([begun(2), begun(0)], true)).toEqual([{ kind: 'again' }, { kind: 'again' }])
  })
})
