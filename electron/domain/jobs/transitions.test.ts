import { describe, expect, it } from 'vitest'
import type { JobState } from '../../contract/index.ts'
import { at, everyEvent, everyStatus, newStatus } from './fixtures/job-events.ts'
import { isSettled, type JobEvent, type JobStatus, nextJobStatus } from './transitions.ts'

const statusAfter = (job: JobStatus, event: JobEvent): JobStatus | null => {
  const next = nextJobStatus(job, event)
  return next.ok ? next.value : null
}
const inState = (state: JobState): JobStatus => {
  const found = everyStatus.find((status) => status.state === state)
  if (found === undefined) throw new Error(`no ${state} job`)
  return found
}
/** The states in which an event of this kind changes a job. */
const acceptedIn = (kind: JobEvent['kind']): readonly JobState[] =>
  everyStatus
    .filter((status) => everyEvent.some((event) => event.kind === kind && statusAfter(status, event) !== null))
    .map(({ state }) => state)

const resets = [
  { kind: 'retried' },
  { kind: 'dependency-retried' },
  { kind: 'requeued' },
  { kind: 'stage-updated', version: 2 },
  { kind: 'content-replaced' },
  { kind: 'video-restored', removedAt: at },
] as const satisfies readonly JobEvent[]

describe('the job machine', () => {
  it.each([
    ['started', ['waiting']],
    ['progressed', ['running']],
    ['completed', ['running']],
    ['ended', ['waiting', 'running']],
    ['interrupted', ['running']],
    ['retried', ['waiting', 'done', 'skipped', 'failed', 'cancelled']],
    ['dependency-retried', ['skipped', 'failed', 'cancelled']],
    ['requeued', ['done', 'skipped', 'failed', 'cancelled']],
    ['stage-updated', ['waiting', 'running', 'done', 'skipped', 'failed', 'cancelled']],
    ['content-replaced', ['waiting', 'running', 'done', 'skipped', 'failed', 'cancelled']],
    ['video-restored', ['cancelled']],
    ['clock-checked', ['waiting']],
  ] as const)('takes “%s” only from %j', (kind, states) => {
    expect(acceptedIn(kind)).toEqual(states)
  })

  it('keeps every row consistent, whatever happens to it', () => {
    for (const status of everyStatus) {
      for (const event of everyEvent) {
        const next = statusAfter(status, event)
        if (next === null) continue
        const told = `${status.state}, ${event.kind}`
        expect(next.finishedAt !== null, told).toBe(isSettled(next.state))
        if (next.state !== 'running') expect([next.speed, next.etaMs], told).toEqual([null, null])
        if (next.state === 'running') expect(next.startedAt, told).not.toBeNull()
        if (next.state !== 'waiting') expect(next.nextAttemptAt, told).toBeNull()
        if (next.state === 'waiting') expect(next.progress, told).toBe(0)
        if (isSettled(next.state)) expect(next.alone, told).toBe(false)
        expect(next.attempts, told).toBeGreaterThanOrEqual(0)
      }
    }
  })

  it('has one reset: whoever asks for a job again gets one that has never run', () => {
    for (const event of resets) {
      for (const status of everyStatus) {
        const next = statusAfter(status, event)
        if (next === null) continue
        const { version, warnings, startedAt } = next
        expect(next, `${status.state}, ${event.kind}`).toEqual({ ...newStatus, version, warnings, startedAt })
      }
    }
  })

  it('keeps the warnings of the last run until the next one completes, unless the content is another', () => {
    const done = inState('done')
    expect(statusAfter(done, { kind: 'retried' })?.warnings).toEqual(done.warnings)
    expect(statusAfter(done, { kind: 'content-replaced' })).toMatchObject({ warnings: [], startedAt: null })
    expect(statusAfter(inState('running'), { kind: 'completed', at, warnings: [] })).toMatchObject({
      warnings: [],
      reason: null,
    })
  })

  it('runs a waiting job at once when it is retried, and refuses one that runs', () => {
    expect(statusAfter(inState('waiting'), { kind: 'retried' })).toMatchObject({ nextAttemptAt: null, attempts: 0 })
    const refused = nextJobStatus(inState('running'), { kind: 'retried' })
    expect(refused).toMatchObject({ ok: false, error: { code: 'conflict', remedy: 'Cancel it first.' } })
  })

  it('takes back only attempts that were made', () => {
    const end = {
      state: 'waiting',
      reason: { code: 'disk_full', message: 'Full.', remedy: 'Wait.' },
      nextAttemptAt: null,
      counts: false,
    } as const
    expect(statusAfter(inState('running'), { kind: 'ended', at, end })?.attempts).toBe(1)
    expect(statusAfter(inState('waiting'), { kind: 'ended', at, end })?.attempts).toBe(2)
    expect(statusAfter({ ...inState('running'), attempts: 0 }, { kind: 'ended', at, end })?.attempts).toBe(0)
  })

  it('brings back with its video only what the removal stopped', () => {
    const stoppedBy = (code: string, finishedAt: string) =>
      statusAfter(
        { ...inState('cancelled'), reason: { code, message: code }, finishedAt },
        { kind: 'video-restored', removedAt: at },
      ) !== null
    const before = '2026-03-01T11:00:00.000Z'
    expect([stoppedBy('video_removed', before), stoppedBy('removed', before)]).toEqual([true, true])
    expect([stoppedBy('cancelled', at), stoppedBy('cancelled', before)]).toEqual([true, false])
  })

  it('updates a stage only to a newer version', () => {
    expect(statusAfter(inState('done'), { kind: 'stage-updated', version: 1 })).toBeNull()
    expect(statusAfter(inState('done'), { kind: 'stage-updated', version: 3 })).toMatchObject({
      version: 3,
      state: 'waiting',
    })
  })
})
