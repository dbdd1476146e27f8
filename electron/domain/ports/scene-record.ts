import type { MarkValues } from '../../contract/index.ts'
import type { SceneCut } from './media-port.ts'

/**
 * A scene's number: an integer that the store gives when the scene is made, ascending, never given twice. Outside of
 * the process scenes have ids only.
 */
export type SceneNumber = number

/** A scene as the store keeps it. */
export interface SceneRecord extends SceneCut {
  readonly id: string
  readonly videoId: string
  readonly index: number
  readonly contentId: string
  readonly keyframeMs: number
  /** Integrated loudness in LUFS; null: silent, shorter than 400 ms, or not measured. */
  readonly loudness: number | null
  readonly captionExcerpt: string | null
  /** How many bins hold frames of it. */
  readonly bins: number
  /** What marks say of it; null: nothing. */
  readonly mark: MarkValues | null
}

/** A scene with what a hit shows of its video. */
export interface FoundScene extends SceneRecord {
  readonly number: SceneNumber
  readonly videoTitle: string
  readonly videoWidth: number
  readonly videoHeight: number
}

/** Where scenes lie, as columns of one length; −1 in all of them for a scene that is gone. */
export interface SceneSpans {
  /** Row numbers of videos: only good for telling them apart. */
  readonly videos: Float64Array
  /** Which scene of its video it is, from 0. */
  readonly indexes: Float64Array
  readonly startMs: Float64Array
  readonly endMs: Float64Array
}
