import type { BinItem, Scene } from '../contract/index.ts'
import type { BinItemRecord, VideoRecord } from '../domain/ports/index.ts'
import { keyframeUrl } from './present.ts'

/** A range of a bin as the API answers it. */
export const presentBinItem = ({ contentId, picture, ...item }: BinItemRecord): BinItem => ({
  ...item,
  keyframeUrl: picture === null || item.state === 'removed' ? null : keyframeUrl(picture.sceneId, picture.frameNumber),
})

/** A scene that a smart bin found, as a range of it; its id is the scene's. */
export const presentFound = (scene: Scene, video: VideoRecord): BinItem => ({
  id: scene.id,
  videoId: scene.videoId,
  startFrame: scene.startFrame,
  endFrame: scene.endFrame,
  startMs: scene.startMs,
  endMs: scene.endMs,
  note: '',
  handlesFrames: null,
  title: video.title,
  frameRate: video.frameRate,
  frameCount: video.frameCount,
  keyframeUrl: scene.keyframeUrl,
  state: video.missing ? 'offline' : 'ready',
})
