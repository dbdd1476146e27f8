import type { Scene, VideoDetails } from '../../../electron/contract/index.ts'
import { useStores } from '../../stores/use-stores.tsx'
import type { CardRuns } from '../../widgets/actions/card-menu.ts'
import { useCardActions } from '../../widgets/actions/use-card-actions.ts'
import { usePlayer } from '../../widgets/player/player-store.ts'
import { indexAt } from '../../widgets/player/scene-at.ts'

/** The scene whose first frame is nearest to one; 0 where the video has only one scene. */
export const nearestBoundary = (scenes: readonly Pick<Scene, 'startFrame'>[], frame: number): number => {
  let best = 0
  for (let index = 1; index < scenes.length; index += 1) {
    const distance = Math.abs((scenes[index]?.startFrame ?? 0) - frame)
    if (best === 0 || distance < Math.abs((scenes[best]?.startFrame ?? 0) - frame)) best = index
  }
  return best
}

/** What can be done to the scenes of a video at the playhead; of several selected scenes, merging makes one. */
export const useSceneEditing = (
  video: Pick<VideoDetails, 'id'>,
  scenes: readonly Scene[],
  selected: readonly number[] = [],
): CardRuns => {
  const { sceneEdits, window } = useStores()
  const { store, commands } = usePlayer()
  const current = (): number => indexAt(scenes, store.getState().timeMs)
  const some = (run: () => void): (() => void) | null => (scenes.length < 2 ? null : run)
  const merge = (first: number, last: number): void => {
    if (first >= 0 && last < scenes.length && first < last) void sceneEdits.merge(video.id, first, last)
  }
  const chosen = selected.length > 1 ? ([Math.min(...selected), Math.max(...selected)] as const) : null
  const move = (frames: number) =>
    some(() => {
      const { timeMs, clock } = store.getState()
      const index = nearestBoundary(scenes, clock.frameAt(timeMs))
      const scene = scenes[index]
      const before = scenes[index - 1]
      if (scene === undefined || before === undefined) return
      const to = Math.max(before.startFrame + 1, Math.min(scene.endFrame - 1, scene.startFrame + frames))
      if (to === scene.startFrame) return
      void sceneEdits.move(video.id, index, to).then((isDone) => {
        // The picture that begins the scene is what a person looks at while the boundary moves.
        if (isDone) commands.seek(clock.startOf(to))
      })
    })
  return {
    'scene.split':
      scenes.length === 0
        ? null
        : () => {
            const { timeMs, clock } = store.getState()
            void sceneEdits.split(video.id, clock.frameAt(timeMs))
          },
    'scene.mergePrevious': some(() =>
      chosen === null ? merge(current() - 1, current()) : merge(chosen[0], chosen[1]),
    ),
    'scene.mergeNext': some(() => (chosen === null ? merge(current(), current() + 1) : merge(chosen[0], chosen[1]))),
    'scene.boundaryBack': move(-1),
    'scene.boundaryForward': move(1),
    'scene.boundaryBack10': move(-10),
    'scene.boundaryForward10': move(10),
    'scene.dropShort': some(() => window.getState().open({ kind: 'drop-short', videoId: video.id })),
    'scene.reset': scenes.length === 0 ? null : () => void sceneEdits.reset(video.id),
  }
}

/** Gives the keys and menus of a video's page what they do to its scenes. */
export const useSceneEditingActions = (video: VideoDetails, scenes: readonly Scene[]): void =>
  useCardActions(useSceneEditing(video, scenes))
