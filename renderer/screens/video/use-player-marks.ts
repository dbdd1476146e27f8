import type { Scene, VideoDetails } from '../../../electron/contract/index.ts'
import { useApp } from '../../stores/use-stores.tsx'
import { noMarks } from '../../stores/video-view-store.ts'
import { useCardActions } from '../../widgets/actions/use-card-actions.ts'
import { useMarkRuns } from '../../widgets/marks/use-mark-runs.ts'
import { framesOfRange, rangeOf } from '../../widgets/player/marks.ts'
import { usePlayerState } from '../../widgets/player/player-store.ts'
import { indexAt } from '../../widgets/player/scene-at.ts'

/** In the player, marks are put on the frames between in and out; where none are marked, on the scene on show. */
export const usePlayerMarks = (video: VideoDetails, scenes: readonly Scene[]): void => {
  const marks = useApp('videoViews', (state) => state.marks.get(video.id) ?? noMarks)
  const clock = usePlayerState((state) => state.clock)
  const durationMs = usePlayerState((state) => state.durationMs)
  const current = usePlayerState((state) => indexAt(scenes, state.timeMs))
  const range = marks === noMarks ? null : rangeOf(marks, durationMs, clock)
  const scene = scenes[current]
  const runs = useMarkRuns(
    range !== null
      ? [
          {
            target: { videoId: video.id, ...framesOfRange(range, clock) },
            before: null,
          },
        ]
      : scene === undefined
        ? []
        : [{ target: { sceneId: scene.id }, before: { tags: scene.mark?.tags ?? [], note: scene.mark?.note ?? null } }],
  )
  useCardActions(runs, 'player')
}
