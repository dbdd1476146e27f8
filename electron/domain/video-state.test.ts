import { describe, expect, it } from 'vitest'
import type { Failure, JobState, Problem, StageId } from '../contract/index.ts'
import { deriveVideoState } from './video-state.ts'

type Job = Parameters<typeof deriveVideoState>[0]['jobs'][number]

const broken: Failure = { code: 'broken', message: 'It broke.', remedy: 'Mend it.' }
const short: Problem = { code: 'truncated', message: 'The file ends early.' }

const job = (stage: StageId, state: JobState, changes: Partial<Job> = {}): Job => ({
  stage,
  state,
  progress: 0,
  attempts: state === 'waiting' ? 0 : 1,
  reason: null,
  warnings: [],
  ...changes,
})

const jobs = (probe: JobState, analyse: JobState, captions: JobState): readonly Job[] => [
  job('probe', probe, { reason: probe === 'failed' ? broken : null }),
  job('analyse', analyse, { reason: analyse === 'failed' ? broken : null }),
  job('captions', captions, { reason: captions === 'failed' ? broken : null }),
]

describe('state of a video', () => {
  it.each([
    ['waiting', 'waiting', 'waiting', 0, 'queued'],
    ['running', 'waiting', 'waiting', 0, 'processing'],
    ['done', 'waiting', 'waiting', 0, 'processing'],
    ['done', 'running', 'done', 0, 'processing'],
    ['done', 'done', 'done', 3, 'ready'],
    ['done', 'done', 'skipped', 3, 'ready'],
    ['done', 'done', 'failed', 3, 'partial'],
    ['done', 'done', 'cancelled', 3, 'partial'],
    ['done', 'failed', 'done', 3, 'partial'],
    ['done', 'failed', 'done', 0, 'failed'],
    ['done', 'cancelled', 'done', 0, 'failed'],
    // What may still run is awaited before the verdict.
    ['done', 'failed', 'running', 0, 'processing'],
    // Nothing can run behind a broken probe.
    ['failed', 'waiting', 'waiting', 0, 'failed'],
    ['cancelled', 'skipped', 'skipped', 0, 'failed'],
  ] as const)('probe %s, analyse %s, captions %s, %i scenes: %s', (probe, analyse, captions, sceneCount, expected) => {
    const { state, error } = deriveVideoState({ jobs: jobs(probe, analyse, captions), sceneCount })
    expect(state).toBe(expected)
    expect(error !== null).toBe(state === 'failed')
  })

  it('is processing, not queued, while it waits for another attempt', () => {
    const waiting = [job('probe', 'waiting', { attempts: 1 }), job('analyse', 'waiting'), job('captions', 'waiting')]
    expect(deriveVideoState({ jobs: waiting, sceneCount: 0 }).state).toBe('processing')
  })

  it('is partial with warnings, each named once', () => {
    const warned = [
      job('probe', 'done', { warnings: [short] }),
      job('analyse', 'done', { warnings: [short, { code: 'black', message: 'All black.' }] }),
      job('captions', 'failed', { reason: broken }),
    ]
    expect(deriveVideoState({ jobs: warned, sceneCount: 1 })).toMatchObject({
      state: 'partial',
      warnings: [short, { code: 'black', message: 'All black.' }, { code: 'broken', message: 'It broke.' }],
    })
  })

  it('lacks nothing where only the first poster could not be taken', () => {
    const done = jobs('done', 'done', 'done')
    for (const state of ['failed', 'cancelled'] as const) {
      const all = [...done, job('poster', state, { reason: broken })]
      expect(deriveVideoState({ jobs: all, sceneCount: 1 })).toMatchObject({ state: 'ready', warnings: [] })
    }
  })

  it('gives the reason of the stage that stopped it, with something to do about it', () => {
    expect(deriveVideoState({ jobs: jobs('failed', 'skipped', 'skipped'), sceneCount: 0 }).error).toEqual(broken)
    const cancelled = [job('probe', 'cancelled', { reason: { code: 'cancelled', message: 'Stopped.' } })]
    const { error } = deriveVideoState({ jobs: cancelled, sceneCount: 0 })
    expect(error).toMatchObject({ code: 'cancelled', message: 'Stopped.' })
    expect(error?.remedy).not.toBe('')
  })

  it('weighs progress by stage', () => {
    const half = [
      ...jobs('done', 'running', 'skipped').map((each) => ({ ...each, progress: 0.5 })),
      job('audio', 'done'),
      job('embed-visual', 'waiting'),
      job('embed-audio', 'skipped'),
      job('embed-captions', 'done'),
      job('embed-likeness', 'running', { progress: 0.25 }),
    ]
    const { progress } = deriveVideoState({ jobs: half, sceneCount: 0 })
    expect(progress).toBeCloseTo(0.02 + 0.48 / 2 + 0.03 + 0.05 + 0 + 0.1 + 0.04 + 0.08 / 4)
    // Of the stages that a video has.
    const first = deriveVideoState({ jobs: [job('probe', 'done'), job('analyse', 'waiting')], sceneCount: 0 })
    expect(first.progress).toBeCloseTo(0.02 / 0.5)
    expect(deriveVideoState({ jobs: [], sceneCount: 0 }).progress).toBe(0)
  })
})
