import type { SceneCut } from './media-port.ts'

/** A scene as the store keeps it. */
export interface SceneRecord extends SceneCut {
  readonly id: string
  readonly videoId: string
  readonly index: number
  readonly contentId: string
  readonly keyframeMs: number
  readonly captionExcerpt: string | null
}
