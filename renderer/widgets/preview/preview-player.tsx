import { type KeyboardEvent, type ReactNode, useEffect, useRef, useState } from 'react'
import type { VideoDetails } from '../../../electron/contract/index.ts'
import { describeClientError } from '../../client/client-error.ts'
import { useMomentText } from '../../stores/use-moment-text.ts'
import { useStores } from '../../stores/use-stores.tsx'
import { Button } from '../../ui/button.tsx'
import { formatPercent } from '../../ui/format.ts'
import { Slider } from '../../ui/slider.tsx'
import { shownShortcut } from '../actions/shortcuts.ts'
import { useAction } from '../actions/use-action.ts'
import { createFrameClock } from '../player/frame-clock.ts'
import { PlayButton } from '../player/play-button.tsx'
import { createPlayerEngine } from '../player/player-engine.ts'
import { createPlayerStore, type Player, PlayerContext, usePlayer, usePlayerState } from '../player/player-store.ts'
import { type Playable, usePlayable } from '../player/use-playable.ts'
import { useVideoElement } from '../player/use-video-element.ts'

/** What the preview plays of a film, in ms of film time. */
export interface PreviewPart {
  readonly startMs: number
  /** Where it begins again; null plays on to the end of the film. */
  readonly endMs: number | null
  /** Where playing begins, and begins again. */
  readonly playFromMs: number
}

const noteOf = (playable: Playable): string => {
  switch (playable.status) {
    case 'ready':
      return ''
    case 'making':
      return `Making a copy this window can play: ${formatPercent(playable.progress)}`
    case 'missing':
      return 'The file is not where it was.'
    case 'failed':
      return playable.error === null ? 'This file cannot be played.' : describeClientError(playable.error).message
  }
}

const Note = ({
  playable,
  videoId,
  onRetry,
}: {
  readonly playable: Playable
  readonly videoId: string
  readonly onRetry: () => void
}) => {
  const { window } = useStores()
  const text = noteOf(playable)
  if (text === '') return null
  return (
    <div className="preview__note" role="status">
      <span>{text}</span>
      {playable.status === 'missing' ? (
        <Button tone="primary" onClick={() => window.getState().open({ kind: 'locate', videoId })}>
          Locate…
        </Button>
      ) : null}
      {playable.status === 'failed' ? <Button onClick={onRetry}>Try again</Button> : null}
    </div>
  )
}

/** A player of its own for what the preview shows, which plays as soon as it can. */
export const usePreviewPlayer = (
  part: PreviewPart,
): { readonly player: Player; readonly attach: ReturnType<typeof createPlayerEngine>['attach'] } => {
  const [made] = useState(() => {
    const store = createPlayerStore(part.playFromMs)
    const { commands, attach } = createPlayerEngine(store)
    commands.setLoops(true)
    if (part.endMs === null) commands.shuttle('forward')
    else commands.playRange({ startMs: part.playFromMs, endMs: part.endMs }, 'here')
    return { player: { store, commands }, attach }
  })
  return made
}

/** Play button, playhead and time. Its keys are those of the player; the preview's own are J, K, L, comma and full stop. */
const Controls = ({ part, video }: { readonly part: PreviewPart; readonly video: VideoDetails | null }) => {
  const { store, commands } = usePlayer()
  const durationMs = usePlayerState((state) => state.durationMs)
  const timeMs = usePlayerState((state) => state.timeMs)
  const endMs = part.endMs ?? durationMs
  const moment = useMomentText(video)
  const text = moment(timeMs)
  useAction('player.pause', () => commands.shuttle('pause'), false, 'preview')
  useAction('player.shuttleBack', () => commands.shuttle('back'), false, 'preview')
  useAction('player.shuttleForward', () => commands.shuttle('forward'), false, 'preview')
  useAction('player.stepBack', () => commands.stepFrames(-1), false, 'preview')
  useAction('player.stepForward', () => commands.stepFrames(1), false, 'preview')
  return (
    <div className="preview__controls">
      <PlayButton size={16} keys={(runs) => shownShortcut(runs ? 'player.pause' : 'player.shuttleForward')} />
      <Slider
        className="preview__scrub"
        aria-label="Playhead"
        aria-valuetext={text}
        min={Math.round(part.startMs)}
        max={Math.max(Math.round(part.startMs) + 1, Math.round(endMs) - 1)}
        value={Math.round(timeMs)}
        onChange={(event) => commands.seek(event.target.valueAsNumber)}
        onKeyDown={(event: KeyboardEvent) => {
          const frames = event.key === 'ArrowLeft' ? -1 : event.key === 'ArrowRight' ? 1 : 0
          if (frames === 0) return
          event.preventDefault()
          event.stopPropagation()
          if (store.getState().rate !== 0) commands.shuttle('pause')
          commands.stepFrames(frames)
        }}
      />
      <span className="preview__times tabular">
        <span className="preview__now">{text}</span> / {moment(endMs)}
      </span>
    </div>
  )
}

/** The picture of the preview with its play button, playhead and time. */
export const PreviewPlayer = ({
  made: { player, attach },
  part,
  video,
  title,
  imageUrl,
  children,
}: {
  readonly made: ReturnType<typeof usePreviewPlayer>
  readonly part: PreviewPart
  readonly video: VideoDetails | null
  readonly title: string
  readonly imageUrl: string | null
  /** What stands under the picture. */
  readonly children: ReactNode
}) => {
  const { playable, onPlayerError, retry } = usePlayable(video)
  const box = useRef<HTMLDivElement>(null)
  const { url, setElement } = useVideoElement(playable, attach)
  useEffect(() => {
    if (video === null) return
    player.store.setState({
      ...(video.durationMs > 0 ? { durationMs: video.durationMs } : {}),
      clock: createFrameClock({ ...video, scenes: [] }),
    })
  }, [player, video])
  useEffect(() => box.current?.focus({ preventScroll: true }), [])
  return (
    <PlayerContext value={player}>
      {/* biome-ignore lint/a11y/noStaticElementInteractions: the play button and the keys do the same */}
      {/* biome-ignore lint/a11y/useKeyWithClickEvents: the play button and the keys do the same */}
      <div
        ref={box}
        className="frame-box preview__box"
        tabIndex={-1}
        onClick={(event) => {
          if (event.target instanceof HTMLVideoElement) player.commands.shuttle('toggle')
        }}
      >
        {imageUrl === null ? null : <img src={imageUrl} alt="" />}
        {url === null ? null : (
          // biome-ignore lint/a11y/useMediaCaption: captions are shown as text under the picture
          <video
            key={url}
            ref={setElement}
            playsInline
            preload="auto"
            tabIndex={-1}
            aria-label={title}
            onError={onPlayerError}
          />
        )}
        {playable === null || video === null ? null : <Note playable={playable} videoId={video.id} onRetry={retry} />}
      </div>
      {children}
      <Controls part={part} video={video} />
    </PlayerContext>
  )
}
