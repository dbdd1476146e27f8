import { type StageId, stages } from '../../contract/index.ts'
import { dependentsOf } from './dependents.ts'

/** Stages to run again when the scenes of a video, or their sampled frames, have changed. */
export const sceneDependentStages: readonly StageId[] = stages
  .filter(({ dependsOnScenes }) => dependsOnScenes)
  .map(({ id }) => id)

/** Stages that need what `stage` leaves behind, nearest first. */
export const stagesBehind = (stage: StageId): readonly StageId[] => dependentsOf(stages, stage).map(({ id }) => id)
