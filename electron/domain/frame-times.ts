import { frameStartMs, type Rational } from '../contract/index.ts'
import type { SceneCut } from './ports/media-port.ts'

/**
 * Film time in whole ms at which a frame begins; for the number after the last frame, when the film ends. Scenes know the
 * measured times of their boundaries, which every frame of one lies between: exact with a constant frame rate, and with a
 * variable one off by less than the length of the scene's unevenness. `scene`: the one that holds the frame (or the last
 * one), null while the video is not cut.
 */
export const frameTimeMs = (
  frame: number,
  scene: Pick<SceneCut, 'startFrame' | 'endFrame' | 'startMs' | 'endMs'> | null,
  { frameRate, variableFrameRate }: { readonly frameRate: Rational | null; readonly variableFrameRate: boolean },
): number => {
  if (scene === null) return frameRate === null ? 0 : frameStartMs(frame, frameRate)
  const into = frame - scene.startFrame
  if (into <= 0) return scene.startMs
  const share = into / (scene.endFrame - scene.startFrame)
  const offsetMs =
    variableFrameRate || frameRate === null
      ? share * (scene.endMs - scene.startMs)
      : (into * 1000 * frameRate.den) / frameRate.num
  return Math.min(scene.endMs, Math.round(scene.startMs + offsetMs))
}
