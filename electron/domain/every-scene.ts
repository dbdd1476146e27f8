import { pages } from './pages.ts'
import type { SceneRecord, SceneStore } from './ports/index.ts'

const pageOfScenes = 500

/** Every scene of a video, by index, read page by page. */
export const everySceneOf = async (
  scenes: Pick<SceneStore, 'list'>,
  videoId: string,
): Promise<readonly SceneRecord[]> => {
  const all: SceneRecord[] = []
  for await (const page of pages((position) => scenes.list(videoId, { limit: pageOfScenes, ...position }))) {
    all.push(...page)
  }
  return all
}
