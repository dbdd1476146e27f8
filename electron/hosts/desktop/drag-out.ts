import { stat } from 'node:fs/promises'
import type { DragOut } from '../../contract/desktop-bridge.ts'
import type { Core } from '../../core/core-api.ts'

const isFile = (path: string): Promise<boolean> =>
  stat(path).then(
    (stats) => stats.isFile(),
    () => false,
  )

const named = async (core: Core, dragged: DragOut, signal: AbortSignal): Promise<readonly string[]> => {
  if ('exportId' in dragged) {
    const exported = await core.exports.get(dragged.exportId)
    return exported.ok && exported.value.state === 'done' ? exported.value.files.map(({ path }) => path) : []
  }
  const bin = 'binId' in dragged ? await core.bins.get(dragged.binId, signal) : null
  const ids =
    'videoIds' in dragged ? dragged.videoIds : bin?.ok === true ? bin.value.items.map(({ videoId }) => videoId) : []
  const videos = await Promise.all([...new Set(ids)].map((id) => core.videos.get(id)))
  return videos.flatMap((video) => (video.ok ? [video.value.path] : []))
}

/** Paths of the files that a drag out of the window holds: those that are there, each once, in order. */
export const draggedFiles = async (core: Core, dragged: DragOut, signal: AbortSignal): Promise<readonly string[]> => {
  const paths = [...new Set(await named(core, dragged, signal))]
  const there = await Promise.all(paths.map(isFile))
  return paths.filter((_, index) => there[index])
}
