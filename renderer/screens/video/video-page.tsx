import { CircleAlert } from 'lucide-react'
import { useEffect, useMemo, useRef, useState } from 'react'
import { Group, Panel, Separator } from 'react-resizable-panels'
import { useSearchParams } from 'wouter'
import { useHistoryState } from 'wouter/use-browser-location'
import type { Caption, Scene, VideoDetails } from '../../../electron/contract/index.ts'
import { describeClientError } from '../../client/client-error.ts'
import { useCaptions, useScenes } from '../../stores/use-server.ts'
import { useApp, useStores } from '../../stores/use-stores.tsx'
import { Button } from '../../ui/button.tsx'
import { Message } from '../../ui/message.tsx'
import { useWindowMatches } from '../../ui/use-window-matches.ts'
import { useCaptionTrack } from '../../widgets/captions/use-caption-track.ts'
import { useVideoDetails } from '../../widgets/details/use-video-details.ts'
import { useAttention } from '../../widgets/list/use-attention.ts'
import { createFrameClock } from '../../widgets/player/frame-clock.ts'
import { PlayerView } from '../../widgets/player/player.tsx'
import { createPlayerEngine, type PlayerEngine } from '../../widgets/player/player-engine.ts'
import { createPlayerStore, type Player, PlayerContext } from '../../widgets/player/player-store.ts'
import { Timeline } from '../../widgets/timeline/timeline.tsx'
import { SidePanel } from './side-panel.tsx'
import { useHeat } from './use-heat.ts'
import { usePanelLayout } from './use-panel-layout.ts'
import { usePlayerMarks } from './use-player-marks.ts'
import { useSceneEditingActions } from './use-scene-editing.ts'
import { useVideoActions } from './use-video-actions.ts'
import { VideoProgress } from './video-progress.tsx'
import { VideoToolbar } from './video-toolbar.tsx'
import './video-page.css'
import '../../widgets/player/player.css'

/** Narrower windows have the scene list below the timeline, and the page scrolls. */
const stackedWindow = '(width < 800px)'
/** A picture and one whole timecode beside it. */
const leastSidePx = 256

/** Reads `?t=` in ms; null when there is none. */
const linkedTime = (text: string | null): number | null => {
  const value = text === null ? Number.NaN : Number(text)
  return Number.isFinite(value) && value >= 0 ? value : null
}

/** Keeps what the player knows of the film equal to what the page has read of it. */
const useVideoFacts = (player: Player, video: VideoDetails | null, scenes: readonly Scene[]): void => {
  const hasScenes = scenes.length > 0
  const facts = useMemo(
    () => (video === null ? null : { durationMs: video.durationMs, clock: createFrameClock({ ...video, scenes }) }),
    [video, scenes],
  )
  useEffect(() => {
    if (facts === null) return
    const { timeMs, rate } = player.store.getState()
    player.store.setState({
      // While the file has not been probed, what the player itself found stays.
      ...(facts.durationMs > 0 ? facts : { clock: facts.clock }),
    })
    // A link may point into the middle of a frame. Which one, only the scenes tell: the first picture may come late.
    if (rate === 0 && hasScenes) player.commands.seek(timeMs)
  }, [player, facts, hasScenes])
}

const onlyOpened: readonly string[] = []
const noCues: readonly Caption[] = []

const VideoPanels = ({ video, engine }: { readonly video: VideoDetails; readonly engine: PlayerEngine }) => {
  const live = useApp('library', (library) => library.videos.get(video.id)) ?? video
  const [captionsOn, setCaptionsOn] = useState(false)
  const { track } = useCaptionTrack(video)
  const captions = useCaptions(video.id, track?.track ?? null)
  const scenes = useScenes(video.id).items
  useVideoActions(video, scenes)
  useSceneEditingActions(video, scenes)
  usePlayerMarks(video, scenes)
  useHeat(video.id)
  useAttention(onlyOpened, video.id)
  const rows = usePanelLayout('video-rows', ['film', 'timeline'])
  const columns = usePanelLayout('video-columns', ['player', 'side'])
  const isStacked = useWindowMatches(stackedWindow)
  const atWork = live.state === 'queued' || live.state === 'processing'
  // Text on screen is framed where it stands instead of being written over the picture once more.
  const isOnScreen = track?.source === 'screen'
  const player = (
    <PlayerView
      video={video}
      engine={engine}
      cues={captionsOn && !isOnScreen ? captions.items : null}
      boxed={isOnScreen ? captions.items : noCues}
    />
  )
  const side = (
    <div className="video-page__side">
      <VideoProgress video={live} />
      <SidePanel video={video} atWork={atWork} />
    </div>
  )
  return (
    <>
      <VideoToolbar
        video={video}
        title={live.title}
        state={live}
        captionsOn={track === null || isOnScreen ? null : captionsOn}
        onCaptions={() => setCaptionsOn(!captionsOn)}
      />
      <div className="video-page__body">
        <Group id="video-rows" orientation="vertical" {...rows}>
          <Panel id="film" minSize={240}>
            {isStacked ? (
              player
            ) : (
              <Group id="video-columns" orientation="horizontal" {...columns}>
                <Panel id="player" minSize={340}>
                  {player}
                </Panel>
                <Separator className="video-page__separator" aria-label="Width of the scene list" />
                <Panel
                  id="side"
                  defaultSize={304}
                  minSize={leastSidePx}
                  maxSize={560}
                  groupResizeBehavior="preserve-pixel-size"
                >
                  {side}
                </Panel>
              </Group>
            )}
          </Panel>
          <Separator
            className="video-page__separator"
            data-orientation="vertical"
            aria-label="Height of the timeline"
          />
          <Panel id="timeline" defaultSize={182} minSize={140} maxSize={420} groupResizeBehavior="preserve-pixel-size">
            <Timeline video={video} />
          </Panel>
        </Group>
      </div>
      {isStacked ? <div className="video-page__below">{side}</div> : null}
    </>
  )
}

/** The page of one video: player, scenes and words beside it, timeline under both. */
export const VideoPage = ({ videoId }: { readonly videoId: string }) => {
  const { videoViews } = useStores()
  const { video, failure, retry } = useVideoDetails(videoId)
  const { items: scenes } = useScenes(videoId)
  const title = useApp('library', (library) => library.videos.get(videoId)?.title) ?? video?.title ?? ''
  const [parameters] = useSearchParams()
  const linked = linkedTime(parameters.get('t'))
  const [{ player, engine }] = useState(() => {
    const store = createPlayerStore(linked ?? videoViews.getState().positions.get(videoId) ?? 0)
    const made = createPlayerEngine(store)
    return { engine: made, player: { store, commands: made.commands } }
  })
  useVideoFacts(player, video, scenes)
  useEffect(
    () => () => videoViews.getState().setPosition(videoId, player.store.getState().timeMs),
    [videoViews, videoId, player],
  )
  // A link to a time carries a state, which is a new object each time it is followed: twice the same link seeks twice.
  const visit = useHistoryState<object | null>()
  const shownLink = useRef({ linked, visit })
  useEffect(() => {
    const before = shownLink.current
    shownLink.current = { linked, visit }
    if (linked === null || (linked === before.linked && visit === before.visit)) return
    player.commands.seek(linked)
  }, [linked, visit, player])
  useEffect(() => {
    // After the shell has put its own title for a new address.
    if (title === '') return
    queueMicrotask(() => {
      document.title = `${title} · GoodCLIPS`
    })
  }, [title])
  return (
    <PlayerContext value={player}>
      <div className="video-page" data-focus-region="player">
        {video !== null ? (
          <VideoPanels video={video} engine={engine} />
        ) : failure === null ? (
          <>
            <VideoToolbar video={null} title={title} state={null} captionsOn={null} onCaptions={() => undefined} />
            <div className="video-page__body video-page__body--loading" aria-hidden>
              <div />
              <div />
            </div>
          </>
        ) : (
          <Message
            icon={<CircleAlert size={32} aria-hidden />}
            title={describeClientError(failure).message}
            detail={describeClientError(failure).remedy}
          >
            <Button onClick={retry}>Try again</Button>
          </Message>
        )}
      </div>
    </PlayerContext>
  )
}
