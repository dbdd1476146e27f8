import type { BinEntry, Scene, VideoDetails } from '../../../electron/contract/index.ts'
import { momentLink } from '../../../electron/contract/moment-link.ts'
import { anchorOf, withoutIngredients } from '../../stores/search/search-query.ts'
import { useMomentText } from '../../stores/use-moment-text.ts'
import { useApp, useStores } from '../../stores/use-stores.tsx'
import { noMarks } from '../../stores/video-view-store.ts'
import { useAction } from '../../widgets/actions/use-action.ts'
import { framesOfRange, type MarkedRange, mark, rangeOf } from '../../widgets/player/marks.ts'
import { usePlayer, usePlayerState } from '../../widgets/player/player-store.ts'
import { indexAt, nextStart, previousStart } from '../../widgets/player/scene-at.ts'
import { useSearchControl } from '../../widgets/search/use-search-control.ts'

/** A press on “previous scene” within so many frames of a start goes to the scene before. */
const nearFrames = 12

/** What the keys, menus and palette do on a video's page. */
export const useVideoActions = (video: VideoDetails, scenes: readonly Scene[]): void => {
  const { bins, videoViews, toasts, search, videos, window: windowStore } = useStores()
  const control = useSearchControl()
  const moment = useMomentText(video)
  const { store, commands } = usePlayer()
  const setMark = (which: 'in' | 'out'): void => {
    const marks = videoViews.getState().marks.get(video.id) ?? noMarks
    videoViews.getState().setMarks(video.id, mark(marks, which, store.getState().timeMs))
  }
  const marked = (): MarkedRange | null => {
    const { durationMs, clock } = store.getState()
    return rangeOf(videoViews.getState().marks.get(video.id) ?? noMarks, durationMs, clock)
  }
  const copy = (): void => {
    const { timeMs } = store.getState()
    const range = marked()
    const text = moment
    const copied = range === null ? text(timeMs) : `${text(range.startMs)} - ${text(range.lastMs)}`
    navigator.clipboard.writeText(copied).then(
      () => toasts.getState().show({ message: `Copied ${copied}`, lifetimeMs: 2500 }),
      () => toasts.getState().show({ tone: 'problem', message: 'The clipboard cannot be written to here.' }),
    )
  }
  const copyMoment = (): void => {
    const { timeMs } = store.getState()
    const scene = scenes.find(({ startMs, endMs }) => startMs <= timeMs && timeMs < endMs) ?? scenes.at(-1)
    if (scene === undefined) return
    const link = momentLink({ sceneId: scene.id, videoId: video.id, timeMs })
    navigator.clipboard.writeText(link).then(
      () => toasts.getState().show({ message: 'Copied the link', lifetimeMs: 2500 }),
      () => toasts.getState().show({ tone: 'problem', message: 'The clipboard cannot be written to here.' }),
    )
  }
  useAction('edit.copyMoment', scenes.length === 0 ? null : copyMoment)
  useAction('player.playPause', () => commands.shuttle('toggle'))
  useAction('player.pause', () => commands.shuttle('pause'))
  useAction('player.shuttleBack', () => commands.shuttle('back'))
  useAction('player.shuttleForward', () => commands.shuttle('forward'))
  useAction('player.stepBack', () => commands.stepFrames(-1))
  useAction('player.stepForward', () => commands.stepFrames(1))
  useAction('player.previousScene', () => {
    const { timeMs, clock } = store.getState()
    commands.seek(previousStart(scenes, timeMs, clock.intervalAt(timeMs) * nearFrames) ?? 0)
  })
  useAction('player.nextScene', () => {
    const start = nextStart(scenes, store.getState().timeMs)
    if (start !== null) commands.seek(start)
  })
  useAction('player.markIn', () => setMark('in'))
  useAction('player.markOut', () => setMark('out'))
  const isMarked = useApp('videoViews', (state) => state.marks.get(video.id) ?? noMarks) !== noMarks
  const loops = usePlayerState((state) => state.loops)
  const withRange = (run: (range: MarkedRange) => void): (() => void) | null =>
    isMarked
      ? () => {
          const range = marked()
          if (range !== null) run(range)
        }
      : null
  useAction(
    'player.goToIn',
    withRange(({ startMs }) => commands.seek(startMs)),
  )
  useAction(
    'player.goToOut',
    withRange(({ lastMs }) => commands.seek(lastMs)),
  )
  useAction('player.playRange', withRange(commands.playRange))
  useAction(
    'player.loop',
    withRange((range) => {
      commands.setLoops(!loops)
      if (!loops) commands.playRange(range, 'here')
    }),
    loops,
  )
  useAction('player.clearMarks', isMarked ? () => videoViews.getState().setMarks(video.id, noMarks) : null)
  useAction('edit.copyTimecode', copy)
  const sceneOnShow = (): Scene | undefined => scenes[indexAt(scenes, store.getState().timeMs)]
  const withScene = (run: (scene: Scene) => void): (() => void) | null =>
    scenes.length === 0
      ? null
      : () => {
          const scene = sceneOnShow()
          if (scene !== undefined) run(scene)
        }
  useAction(
    'search.similar',
    withScene((scene) => control.similar(anchorOf(scene))),
    false,
    'player',
  )
  useAction(
    'search.moreLike',
    withScene((scene) => control.add(anchorOf(scene), 'anchors')),
    false,
    'player',
  )
  useAction(
    'search.lessLike',
    withScene((scene) => control.add(anchorOf(scene), 'lessLike')),
    false,
    'player',
  )
  useAction(
    'video.setPoster',
    withScene((scene) => void videos.setPoster(video.id, scene.id)),
    false,
    'player',
  )
  const kept = (): BinEntry | null => {
    const range = marked()
    if (range !== null) {
      const { clock } = store.getState()
      return { videoId: video.id, ...framesOfRange(range, clock) }
    }
    const scene = sceneOnShow()
    return scene === undefined ? null : { sceneId: scene.id }
  }
  const withKept = (run: (entry: BinEntry) => void): (() => void) | null =>
    scenes.length === 0 && !isMarked
      ? null
      : () => {
          const entry = kept()
          if (entry !== null) run(entry)
        }
  useAction(
    'bin.add',
    withKept((entry) => void bins.add([entry])),
    false,
    'player',
  )
  useAction(
    'bin.addTo',
    withKept((entry) => windowStore.getState().open({ kind: 'choose-bin', entries: [entry] })),
    false,
    'player',
  )
  useAction(
    'export.open',
    scenes.length === 0
      ? null
      : () =>
          windowStore
            .getState()
            .open({ kind: 'export', source: { videoId: video.id }, name: video.title, count: scenes.length }),
    false,
    'player',
  )
  useAction('video.automaticPoster', video.posterChosen === true ? () => void videos.setPoster(video.id, null) : null)
  useAction('search.byFrame', () => {
    const picture = { videoId: video.id, timeMs: Math.round(store.getState().timeMs) }
    control.go({ ...withoutIngredients(search.getState().query), exact: false, pictures: [picture] })
  })
}
