import type { DismissedProblems } from '../../contract/index.ts'
import type { StorePort } from '../../domain/ports/index.ts'
import type { Changes } from '../changes.ts'
import type { Core } from '../core-api.ts'

/** All that needs a person, whatever it is about: one list, one way to dismiss. */
export const createProblems = (parts: {
  readonly store: StorePort
  readonly changes: Changes
  readonly removeVideo: Core['videos']['remove']
  readonly answerReplaced: Core['problems']['answer']
}): Core['problems'] => {
  const { store, changes } = parts
  const dismissRow = async (id: string): Promise<boolean> =>
    (await store.library.dismissImportProblem(id)) ||
    (await store.library.dismissLeftOut(id)) ||
    (await store.watchFolders.dismissReplaced(id))
  return {
    list: store.library.problems,
    answer: parts.answerReplaced,
    dismiss: async (ids) => {
      const dismissed: string[] = []
      const removedVideoIds: string[] = []
      for (const id of new Set(ids)) {
        const [video] = await store.videos.getMany([id])
        if (video === undefined) {
          if (await dismissRow(id)) {
            dismissed.push(id)
          }
          continue
        }
        // Nothing can be shown of it, so its card would only stand in the way.
        if (video.state === 'failed' && video.sceneCount === 0) {
          if (video.removedAt !== null || !(await parts.removeVideo(id)).ok) continue
          await store.library.clearImportProblem(video.path)
          removedVideoIds.push(id)
        } else if (!(await store.library.dismissVideoProblem(id))) continue
        dismissed.push(id)
        changes.videoChanged(id)
      }
      changes.statsChanged()
      return { dismissed, removedVideoIds } satisfies DismissedProblems
    },
  }
}
