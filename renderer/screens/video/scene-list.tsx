import { Clapperboard } from 'lucide-react'
import { useCallback, useEffect, useMemo } from 'react'
import type { VideoDetails } from '../../../electron/contract/index.ts'
import { describeClientError } from '../../client/client-error.ts'
import { resultOfScene } from '../../stores/search/search-result.ts'
import { stepIndex } from '../../stores/selection-logic.ts'
import { useTimesFrom } from '../../stores/use-moment-text.ts'
import { useScenes } from '../../stores/use-server.ts'
import { useStores } from '../../stores/use-stores.tsx'
import { Button } from '../../ui/button.tsx'
import { PointMenu } from '../../ui/menu.tsx'
import { Message } from '../../ui/message.tsx'
import { type CardRuns, cardMenu } from '../../widgets/actions/card-menu.ts'
import { useCardActions } from '../../widgets/actions/use-card-actions.ts'
import { beginOut, putRanges } from '../../widgets/bins/range-entries.ts'
import { cardMediaOf } from '../../widgets/details/use-video-details.ts'
import { useListSelection } from '../../widgets/list/use-list-selection.ts'
import { useScrollOffset } from '../../widgets/list/use-scroll-offset.ts'
import { usePlayer, usePlayerState } from '../../widgets/player/player-store.ts'
import { indexAt } from '../../widgets/player/scene-at.ts'
import { useSceneRuns } from '../../widgets/scene-actions/use-scene-runs.ts'
import { SceneCard } from '../../widgets/scene-card/scene-card.tsx'
import { VirtualGrid } from '../../widgets/virtual-grid/virtual-grid.tsx'
import { useFollow } from './use-follow.ts'
import { useSceneEditing } from './use-scene-editing.ts'

const cardHeight = 82
const ignoreRange = (): void => undefined
const skeletons = ['a', 'b', 'c', 'd', 'e', 'f', 'g'] as const

/** Places of the final size while scenes are being found. */
const SceneSkeletons = () => (
  <div className="scene-skeletons" aria-hidden>
    {skeletons.map((name) => (
      <div key={name} className="scene-skeleton">
        <div className="scene-skeleton__picture" />
        <div className="scene-skeleton__words">
          <div />
          <div />
        </div>
      </div>
    ))}
  </div>
)

/** The scenes of the film; the current one is followed, a press goes there. */
export const SceneList = ({ video, atWork }: { readonly video: VideoDetails; readonly atWork: boolean }) => {
  const stores = useStores()
  const { commands } = usePlayer()
  const listing = useScenes(video.id)
  const scenes = listing.items
  const order = useMemo(() => scenes.map((scene) => scene.id), [scenes])
  const current = usePlayerState((state) => indexAt(scenes, state.timeMs))
  const media = cardMediaOf(video)
  const timesFrom = useTimesFrom(media)
  const { selection, onStep: _, onPress, ...grid } = useListSelection('scenes', order)
  const scroll = useScrollOffset(`/video/${video.id} scenes`)
  const { followIndex, followProps } = useFollow(current)
  const go = useCallback(
    (id: string | null) => {
      const scene = id === null ? undefined : scenes.find((candidate) => candidate.id === id)
      if (scene !== undefined) commands.seek(scene.startMs)
    },
    [scenes, commands],
  )
  const chosen = useMemo(
    () => scenes.filter(({ id }) => selection.ids.has(id)).map((scene) => resultOfScene(scene, video)),
    [scenes, selection.ids, video],
  )
  const sceneRuns = useSceneRuns(chosen)
  const selectedIndexes = useMemo(
    () => scenes.flatMap(({ id, index }) => (selection.ids.has(id) ? [index] : [])),
    [scenes, selection.ids],
  )
  const editing = useSceneEditing(video, scenes, selectedIndexes)
  const active = selection.active
  const play = (id: string | null): void => {
    go(id)
    commands.shuttle('forward')
  }
  const runs: CardRuns = {
    'video.open': active === null || !selection.ids.has(active) ? null : () => play(active),
    ...sceneRuns,
    ...editing,
  }
  useCardActions(runs, 'scenes')
  const { selection: store } = stores
  useEffect(() => () => store.getState().clear('scenes'), [store])

  if (scenes.length === 0) {
    if (listing.status === 'failed' && listing.error !== null) {
      const { message, remedy } = describeClientError(listing.error)
      return (
        <Message title={message} detail={remedy}>
          <Button onClick={listing.retry}>Try again</Button>
        </Message>
      )
    }
    if (atWork || listing.status === 'loading') return <SceneSkeletons />
    return (
      <Message
        icon={<Clapperboard size={28} aria-hidden />}
        title="No scenes"
        detail={video.error?.remedy ?? 'Nothing could be found in this video.'}
      />
    )
  }
  return (
    <PointMenu entries={cardMenu(runs, selection.ids.size)}>
      <div className="scene-list" {...followProps}>
        <VirtualGrid
          label="Scenes"
          region="scenes"
          count={scenes.length}
          cellWidth={240}
          cellHeight={() => cardHeight}
          gap={2}
          singleColumn
          cell={(index) => {
            const scene = scenes[index]
            return scene === undefined ? null : (
              <SceneCard
                scene={scene}
                frameRate={media.frameRate}
                timesFrom={timesFrom}
                filmstrip={media.filmstrip}
                source={media.source}
                selected={selection.ids.has(scene.id) && (selection.ids.size > 1 || index !== current)}
                current={index === current}
                layout="row"
              />
            )
          }}
          {...grid}
          onPress={(index, event) => {
            onPress(index, event)
            if (!event.shiftKey && !event.ctrlKey && !event.metaKey) go(order[index] ?? null)
          }}
          onStep={(step, columns, rowsPerPage, event) => {
            // Keys go on from the scene on show; with Shift from the end of the selection.
            const from = event.shiftKey && grid.activeIndex >= 0 ? grid.activeIndex : Math.max(0, current)
            const id = order[stepIndex(from, step, columns, order.length, rowsPerPage)]
            if (id === undefined) return
            store.getState().select('scenes', order, id, event.shiftKey ? 'range' : 'only')
            if (!event.shiftKey) go(id)
          }}
          onOpen={(index) => play(order[index] ?? null)}
          onDragCell={(index, transfer, out) => {
            const scene = scenes[index]
            if (scene === undefined) return false
            const dragged = resultOfScene(scene, video)
            if (out && beginOut(stores.dragOut, dragged, chosen)) return true
            putRanges(transfer, dragged, chosen)
            return false
          }}
          onRange={ignoreRange}
          initialOffset={scroll.initialOffset}
          onOffset={scroll.onOffset}
          followIndex={followIndex}
        />
      </div>
    </PointMenu>
  )
}
