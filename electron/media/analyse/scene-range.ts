import type { Boundary } from '../../domain/cuts/detect.ts'
import type { SceneRange } from '../../domain/cuts/keyframe.ts'

/** Frames of the scene between two boundaries (null: the start or the end of the film), with its transitions. */
export const sceneRange = (opening: Boundary | null, closing: Boundary | null, frameCount: number): SceneRange => {
  const startFrame = opening?.frame ?? 0
  const endFrame = closing?.frame ?? frameCount
  return {
    startFrame,
    endFrame,
    settledStart: Math.max(startFrame, opening?.endFrame ?? 0),
    settledEnd: Math.min(endFrame, closing?.startFrame ?? frameCount),
  }
}
