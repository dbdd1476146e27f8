import type { Scene, Video } from '../../../electron/contract/index.ts'
import { type MarkedThing, unmarked } from './shared-marks.ts'

/** A video, and what is said of it as a whole. */
export const thingOfVideo = ({
  id,
  title,
  tags,
  mark,
}: Pick<Video, 'id' | 'title' | 'tags' | 'mark'>): MarkedThing => ({
  target: { videoId: id },
  values: { ...unmarked, ...mark, tags, title },
})

/** Scenes, each once, and what is said of them. */
export const thingsOfScenes = (scenes: readonly Pick<Scene, 'id' | 'mark'>[]): readonly MarkedThing[] => [
  ...new Map(
    scenes.map(({ id, mark = unmarked }) => [id, { target: { sceneId: id }, values: mark }] as const),
  ).values(),
]
