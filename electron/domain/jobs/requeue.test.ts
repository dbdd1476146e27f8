import { expect, it } from 'vitest'
import { type JobState, jobStateSchema, type StageId, stageIdSchema } from '../../contract/index.ts'
import { jobsToRequeue, type RequeueRow } from './requeue.ts'

const row = (stage: StageId, state: JobState, code?: string): RequeueRow => ({
  id: `${stage}-job`,
  stage,
  state,
  reason: code === undefined ? null : { code },
})
const everyStage = (state: JobState, code?: string) => stageIdSchema.options.map((stage) => row(stage, state, code))
const stepsOf = (...asked: Parameters<typeof jobsToRequeue>) =>
  Object.fromEntries(jobsToRequeue(...asked).map(({ stage, step }) => [stage, step]))

it('fills in what depends on scenes, also after what runs now', () => {
  const rows = [row('probe', 'done'), row('analyse', 'done'), row('captions', 'done'), row('audio', 'running')]
  expect(stepsOf('scenes_changed', [...rows, row('embed-visual', 'skipped'), row('embed-captions', 'done')])).toEqual({
    audio: 'rerun',
    'embed-visual': 'queue',
    'embed-captions': 'queue',
  })
})

it('leaves failed and cancelled jobs to a person where only something is to be filled in', () => {
  for (const reason of ['scenes_changed', 'captions_read', 'sound_chosen'] as const) {
    expect(jobsToRequeue(reason, everyStage('failed', 'io_error'))).toEqual([])
    expect(jobsToRequeue(reason, everyStage('cancelled', 'cancelled'))).toEqual([])
    expect(jobsToRequeue(reason, everyStage('waiting'))).toEqual([])
  }
})

it('takes the stages that the caller names, and of missing vectors only what has ended', () => {
  const rows = [row('embed-visual', 'running'), row('embed-audio', 'done'), row('embed-captions', 'done')]
  expect(stepsOf('space_emptied', rows, ['embed-visual'])).toEqual({ 'embed-visual': 'rerun' })
  expect(stepsOf('vectors_missing', rows, ['embed-visual', 'embed-audio'])).toEqual({ 'embed-audio': 'queue' })
  expect(jobsToRequeue('space_emptied', rows)).toEqual([])
})

it('retries, when a file is seen again, what failed around it and what its removal stopped', () => {
  const rows = [
    row('probe', 'failed', 'file_not_found'),
    row('analyse', 'failed', 'not_media'),
    row('captions', 'cancelled', 'video_removed'),
    row('audio', 'cancelled', 'cancelled'),
    row('embed-visual', 'done'),
  ]
  expect(stepsOf('file_found', rows)).toEqual({ probe: 'retry', captions: 'retry' })
})

it.each(jobStateSchema.options)('decodes again for lost features or pictures only what was decoded: %s', (state) => {
  const rows = everyStage(state)
  expect(stepsOf('features_lost', rows)).toEqual(state === 'done' || state === 'running' ? { analyse: 'rerun' } : {})
  expect(stepsOf('pictures_lost', rows)).toEqual(state === 'done' ? { analyse: 'rerun' } : {})
  expect(stepsOf('caption_files_changed', rows)).toEqual(state === 'done' ? { captions: 'rerun' } : {})
  expect(stepsOf('captions_asked', rows)).toEqual({ captions: 'rerun' })
  expect(stepsOf('file_replaced', rows)).toEqual({ probe: 'rerun' })
})
