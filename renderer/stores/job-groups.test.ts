import { describe, expect, it } from 'vitest'
import { jobRow } from '../client/fixtures/fake-core.ts'
import { groupJobs, type JobBundle } from './job-groups.ts'

describe('jobs', () => {
  it('are shown as running, waiting, and ended by day', () => {
    const groups = groupJobs([
      jobRow('done-early', { finishedAt: '2026-01-01T12:00:00' }),
      jobRow('done-late', { finishedAt: '2026-01-02T12:00:00' }),
      jobRow('skipped', { state: 'skipped', reason: 'No subtitles.', finishedAt: '2026-01-02T13:00:00' }),
      jobRow('partial', { reason: 'The file ends early.' }),
      jobRow('failed', { state: 'failed', reason: 'No.' }),
      jobRow('run', { state: 'running' }),
      jobRow('wait', { state: 'waiting' }),
    ])
    const names = (jobs: readonly { readonly id: string }[]): string[] => jobs.map(({ id }) => id)
    expect(names(groups.running)).toEqual(['run'])
    expect(names(groups.waiting.map(({ head }) => head))).toEqual(['wait'])
    // What needs a person is a list of its own; a day has all that ended on it.
    const ended = groups.days.map(({ day, jobs }) => [day, names(jobs)] as const)
    expect(ended).toEqual([
      ['2026-01-02', ['skipped', 'done-late']],
      ['2026-01-01', ['done-early', 'partial', 'failed']],
    ])
  })

  it('that were left out for a quiet reason are one line a video, beside the others of their day', () => {
    const at = { finishedAt: '2026-01-02T12:00:00' }
    const lacking = { ...at, state: 'skipped', reasonCode: 'no_model', reason: 'No picture model.' } as const
    const broken = {
      ...at,
      state: 'skipped',
      reasonCode: 'dependency_failed',
      videoId: 'v2',
      videoTitle: 'Other',
    } as const
    const [day] = groupJobs([
      jobRow('a', at),
      jobRow('b', { ...lacking, stage: 'embed-audio' }),
      jobRow('c', { ...lacking, stage: 'embed-visual' }),
      jobRow('d', { ...lacking, stage: 'embed-audio' }),
      jobRow('e', { ...broken, stage: 'captions' }),
      jobRow('f', { ...broken, stage: 'analyse' }),
      jobRow('g', { ...at, state: 'skipped', reasonCode: 'no_audio' }),
    ]).days
    expect(day?.jobs.map(({ id }) => id)).toEqual(['a', 'g'])
    expect(day?.leftOut).toEqual([
      { videoId: 'v1', videoTitle: 'Video v1', reasonCode: 'no_model', stages: ['embed-visual', 'embed-audio'] },
      { videoId: 'v2', videoTitle: 'Other', reasonCode: 'dependency_failed', stages: ['analyse', 'captions'] },
    ])
  })

  it('that wait for, or were cancelled with, one before them are one row with it', () => {
    const rows = (bundles: readonly JobBundle[]) =>
      bundles.map(({ head, followers }) => [head.id, ...followers.map(({ id }) => id)])
    const wait = { state: 'waiting' } as const
    const { waiting } = groupJobs([
      jobRow('a3', { ...wait, stage: 'embed-visual' }),
      jobRow('a2', { ...wait, stage: 'captions' }),
      jobRow('a4', { ...wait, stage: 'embed-audio', nextAttemptAt: '2026-01-01T10:05:00Z' }),
      jobRow('a1', { state: 'running', stage: 'analyse' }),
      jobRow('b1', { ...wait, stage: 'probe', videoId: 'v2' }),
      jobRow('b2', { ...wait, stage: 'analyse', videoId: 'v2' }),
    ])
    expect(rows(waiting)).toEqual([['a2', 'a3'], ['a4'], ['b1', 'b2']])
    const gone = { state: 'cancelled', finishedAt: '2026-01-01T11:00:00Z' } as const
    const { cancelled } = groupJobs(
      [
        jobRow('c2', { ...gone, stage: 'audio' }),
        jobRow('c1', { ...gone, stage: 'analyse', startedAt: '2026-01-01T10:59:00Z' }),
        jobRow('c3', { ...gone, stage: 'embed-audio', startedAt: '2026-01-01T10:58:00Z' }),
      ],
      new Set(),
      Date.parse('2026-01-01T11:10:00Z'),
    )
    expect(rows(cancelled)).toEqual([['c1', 'c2'], ['c3']])
  })

  it('that were cancelled stay in sight for an hour, until they are dismissed', () => {
    const now = Date.parse('2026-01-02T12:00:00')
    const jobs = [
      jobRow('fresh', { state: 'cancelled', finishedAt: '2026-01-02T11:30:00' }),
      jobRow('seen', { state: 'cancelled', finishedAt: '2026-01-02T11:40:00' }),
      jobRow('old', { state: 'cancelled', finishedAt: '2026-01-02T10:30:00' }),
    ]
    const groups = groupJobs(jobs, new Set(['seen']), now)
    expect(groups.cancelled.map(({ head }) => head.id)).toEqual(['fresh'])
    expect(groups.days.flatMap((day) => day.jobs.map(({ id }) => id))).toEqual(['seen', 'old'])
  })
})
