import type { JobState, StageId } from '../../contract/index.ts'
import { isCircumstantial } from './retry-policy.ts'
import { sceneDependentStages, stagesBehind } from './stage-sets.ts'

/** The columns of a job's row that the decision needs. */
export interface RequeueRow {
  readonly id: string
  readonly stage: StageId
  readonly state: JobState
  readonly reason: { readonly code: string } | null
}

/**
 * How a job runs again. `queue`: its row waits once more, with its attempts forgotten. `rerun`: the same, and one that
 * runs now runs once more after it. `retry`: as a person's “Retry”, together with the stages that waited for it.
 */
export type RequeueStep = 'queue' | 'rerun' | 'retry'

const hasEnded = (row: RequeueRow): boolean => row.state === 'done' || row.state === 'skipped'

/**
 * Queues jobs that are done or skipped, and runs running ones once more. Failed and cancelled jobs keep their reason
 * until someone retries them.
 */
const fillIn = (row: RequeueRow): RequeueStep | null =>
  row.state === 'running' ? 'rerun' : hasEnded(row) ? 'queue' : null

/**
 * The one table of reasons to run stages again: which stages, and which of their jobs in which way. `stages: null`: those
 * that the caller names; 'all': every stage.
 */
const reasons = {
  /** The scenes of a video were cut, for the first time or otherwise than before. */
  scenes_changed: { stages: sceneDependentStages, step: fillIn },
  /** The captions of a video were read. */
  captions_read: { stages: stagesBehind('captions'), step: fillIn },
  /** What is said in a video became captions, or other ones. */
  speech_read: { stages: ['embed-captions', ...stagesBehind('embed-captions')], step: fillIn },
  /** Text in pictures became captions, or other ones. */
  text_read: { stages: ['embed-captions', ...stagesBehind('embed-captions')], step: fillIn },
  /** A person corrected a caption. */
  caption_corrected: { stages: ['embed-captions', ...stagesBehind('embed-captions')], step: fillIn },
  /** A person chose another sound track. */
  sound_chosen: { stages: ['audio', ...stagesBehind('audio')], step: fillIn },
  /** A person chose how the speech of a video is turned into words. */
  speech_chosen: { stages: ['transcribe'], step: fillIn },
  /** Vectors of a space were deleted so that they are made anew. */
  space_emptied: { stages: null, step: fillIn },
  /** Vectors are missing although the stages that make them have ended. */
  vectors_missing: { stages: null, step: (row) => (hasEnded(row) ? 'queue' : null) },
  /**
   * The file of a video was found. Jobs run again that failed for a reason outside the file, or that a removal stopped.
   */
  file_found: {
    stages: 'all',
    step: ({ state, reason }) =>
      (state === 'failed' && isCircumstantial(reason?.code ?? '')) ||
      (state === 'cancelled' && reason?.code === 'video_removed')
        ? 'retry'
        : null,
  },
  /**
   * The file at a video's location has changed: it is probed again, which waits until the file is completely written.
   */
  file_replaced: { stages: ['probe'], step: () => 'rerun' },
  /** The kept features from which scenes are cut are missing: the video is decoded again. */
  features_lost: {
    stages: ['analyse'],
    step: ({ state }) => (state === 'done' || state === 'running' ? 'rerun' : null),
  },
  /** Pictures of the analysis are missing. */
  pictures_lost: { stages: ['analyse'], step: ({ state }) => (state === 'done' ? 'rerun' : null) },
  /** Caption files beside the video were added, changed or removed. A job that still waits will see them anyway. */
  caption_files_changed: { stages: ['captions'], step: ({ state }) => (state === 'done' ? 'rerun' : null) },
  /** Someone asked for the captions to be read again. */
  captions_asked: { stages: ['captions'], step: () => 'rerun' },
} as const satisfies Readonly<
  Record<
    string,
    {
      readonly stages: readonly StageId[] | 'all' | null
      readonly step: (row: RequeueRow) => RequeueStep | null
    }
  >
>

/** Why stages of a video run again. */
export type RequeueReason = keyof typeof reasons

/** Why others run again once a stage has given something new. */
export const requeueAfter: Readonly<Partial<Record<StageId, RequeueReason>>> = {
  captions: 'captions_read',
  transcribe: 'speech_read',
  'read-text': 'text_read',
}

/** A job to run again, and how. */
export interface RequeuedJob {
  readonly jobId: string
  readonly stage: StageId
  readonly step: RequeueStep
}

/** Which jobs of a video run again for a reason. `named`: the stages, where the reason does not say them. */
export const jobsToRequeue = (
  reason: RequeueReason,
  rows: readonly RequeueRow[],
  named: readonly StageId[] = [],
): readonly RequeuedJob[] => {
  const { stages, step } = reasons[reason]
  const concerned: readonly StageId[] = stages === 'all' ? rows.map((row) => row.stage) : (stages ?? named)
  return rows.flatMap((row) => {
    const how = concerned.includes(row.stage) ? step(row) : null
    return how === null ? [] : [{ jobId: row.id, stage: row.stage, step: how }]
  })
}
