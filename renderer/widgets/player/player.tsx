import { CircleAlert, FileQuestion } from 'lucide-react'
import { type CSSProperties, useEffect, useMemo, useRef, useState } from 'react'
import type { Caption, VideoDetails } from '../../../electron/contract/index.ts'
import { describeClientError } from '../../client/client-error.ts'
import { useApp, useStores } from '../../stores/use-stores.tsx'
import { Button } from '../../ui/button.tsx'
import { FilmstripFrame } from '../../ui/filmstrip-frame.tsx'
import { formatPercent } from '../../ui/format.ts'
import { Message } from '../../ui/message.tsx'
import { ProgressLine } from '../../ui/state-chip.tsx'
import { useAction } from '../actions/use-action.ts'
import { usePagePart } from '../page-parts/page-parts.ts'
import { PlayerControls } from './player-controls.tsx'
import type { PlayerEngine } from './player-engine.ts'
import { usePlayer, usePlayerState } from './player-store.ts'
import { indexAt } from './scene-at.ts'
import { type Playable, usePlayable } from './use-playable.ts'
import { useVideoElement } from './use-video-element.ts'

const StageNote = ({
  playable,
  videoId,
  onRetry,
}: {
  readonly playable: Playable
  readonly videoId: string
  readonly onRetry: () => void
}) => {
  const { window } = useStores()
  switch (playable.status) {
    case 'ready':
      return null
    case 'making':
      return (
        <div className="player__note" role="status">
          <span className="tabular">
            This window cannot play the file as it is. Making a copy that it can: {formatPercent(playable.progress)}
          </span>
          <ProgressLine fraction={playable.progress} />
          <span className="player__note-quiet">
            Scenes and timeline work meanwhile. The file itself is not changed; the copy is kept for next time.
          </span>
        </div>
      )
    case 'missing':
      return (
        <div className="player__message">
          <Message
            icon={<FileQuestion size={32} aria-hidden />}
            title="The file is not where it was"
            detail="Its scenes and captions stay. Show where it is now to play it again."
          >
            <Button tone="primary" onClick={() => window.getState().open({ kind: 'locate', videoId })}>
              Locate…
            </Button>
          </Message>
        </div>
      )
    case 'failed': {
      const words =
        playable.error === null
          ? { message: 'This file cannot be played', remedy: 'Neither the file nor a copy of it plays in this window.' }
          : describeClientError(playable.error)
      return (
        <div className="player__message">
          <Message icon={<CircleAlert size={32} aria-hidden />} title={words.message} detail={words.remedy}>
            <Button onClick={onRetry}>Try again</Button>
          </Message>
        </div>
      )
    }
  }
}

/** What the stage says of a file that was not examined, or could not be. */
const UnknownNote = ({ video }: { readonly video: VideoDetails }) => (
  <div className="player__message">
    {video.state === 'failed' ? (
      <Message
        icon={<CircleAlert size={32} aria-hidden />}
        title={video.error?.message ?? 'This file cannot be read'}
        detail={video.error?.remedy ?? ''}
      />
    ) : (
      <Message title="The file is being examined" detail="It can be played as soon as that is done." />
    )}
  </div>
)

/** The words on the picture: the cue of the chosen track at the playhead. */
const CueOverlay = ({ cues }: { readonly cues: readonly Caption[] }) => {
  const text = usePlayerState((state) => {
    const cue = cues[indexAt(cues, state.timeMs)]
    return cue !== undefined && state.timeMs < cue.endMs ? cue.text : ''
  })
  return text === '' ? null : (
    <p className="player__cue" dir="auto">
      {text}
    </p>
  )
}

const noBoxes = ''

/** Frames around the text on screen that the playhead stands on. */
const TextBoxes = ({ cues }: { readonly cues: readonly Caption[] }) => {
  // Ids of the cues on show, as text: the same ones draw nothing anew.
  const shown = usePlayerState((state) => {
    const now = cues.filter((cue) => cue.startMs <= state.timeMs && state.timeMs < cue.endMs && cue.box != null)
    return now.length === 0 ? noBoxes : now.map(({ id }) => id).join(' ')
  })
  const ids = useMemo(() => new Set(shown.split(' ')), [shown])
  return cues.map(({ id, text, box }) => {
    if (box == null || !ids.has(id)) return null
    const [left, top, width, height] = box.map((part) => `${part * 100}%`)
    return <div key={id} className="player__text-box" style={{ left, top, width, height }} title={text} />
  })
}

/** The film in its stage, letterboxed, with the controls under it. */
export const PlayerView = ({
  video,
  engine,
  cues,
  boxed,
}: {
  readonly video: VideoDetails
  readonly engine: PlayerEngine
  /** Shown on the picture; null while they are switched off. */
  readonly cues: readonly Caption[] | null
  /** Text on screen, framed where it stands while it is there. */
  readonly boxed: readonly Caption[]
}) => {
  const { store, commands } = usePlayer()
  // Before the file was examined nobody knows how to play it.
  const isKnown = video.durationMs > 0 || video.missing
  const { playable, onPlayerError, retry } = usePlayable(isKnown ? video : null)
  const root = useRef<HTMLDivElement>(null)
  usePagePart('player', root)
  const { url, setElement } = useVideoElement(playable, engine.attach)
  const [hasPicture, setHasPicture] = useState(false)
  const [isFullscreen, setFullscreen] = useState(false)
  const waiting = usePlayerState((state) => state.waiting)
  useEffect(() => {
    if (url === null) setHasPicture(false)
  }, [url])
  useEffect(() => {
    const follow = (): void => {
      if (document.fullscreenElement === null) setFullscreen(false)
    }
    document.addEventListener('fullscreenchange', follow)
    return () => {
      document.removeEventListener('fullscreenchange', follow)
      if (document.fullscreenElement !== null) void document.exitFullscreen()
    }
  }, [])
  const toggleFullscreen = (): void => {
    if (document.fullscreenElement !== null) {
      void document.exitFullscreen()
      return
    }
    // The whole page goes full screen and the player covers it, so that menus and notices still show above.
    document.documentElement.requestFullscreen().then(
      () => setFullscreen(true),
      () => undefined,
    )
  }
  useAction('player.fullScreen', toggleFullscreen, isFullscreen)
  const shape = useMemo(
    (): CSSProperties => ({ aspectRatio: video.width > 0 ? `${video.width} / ${video.height}` : '16 / 9' }),
    [video.width, video.height],
  )
  /** The rectangle that the picture fills of the stage: as wide as fits, in the film's own shape. */
  const picture = useMemo(
    (): CSSProperties => ({
      ...shape,
      width: `min(100cqw, ${100 * (video.width > 0 ? video.width / video.height : 16 / 9)}cqh)`,
    }),
    [shape, video.width, video.height],
  )
  const fit = useApp('preferences', (state) => state.playerFit)
  return (
    <div ref={root} className="player" tabIndex={-1} data-fullscreen={isFullscreen} data-fit={fit}>
      {/* biome-ignore lint/a11y/noStaticElementInteractions: the play button and the space bar do the same */}
      {/* biome-ignore lint/a11y/useKeyWithClickEvents: the play button and the space bar do the same */}
      <div
        className="player__stage"
        onClick={(event) => {
          if (event.target instanceof HTMLVideoElement) commands.shuttle('toggle')
        }}
        onDoubleClick={(event) => {
          if (event.target instanceof HTMLVideoElement) toggleFullscreen()
        }}
      >
        <div className="player__fit">
          {hasPicture || video.filmstrip === null ? null : <StillFrame video={video} shape={shape} />}
          {url === null ? null : (
            // biome-ignore lint/a11y/useMediaCaption: cues are drawn over the picture and listed beside it
            <video
              key={url}
              ref={setElement}
              className="player__video"
              playsInline
              preload="auto"
              tabIndex={-1}
              aria-label={video.title}
              onLoadedData={() => setHasPicture(true)}
              onError={() => {
                setHasPicture(false)
                store.setState({ rate: 0, waiting: false })
                onPlayerError()
              }}
            />
          )}
          {cues === null && boxed.length === 0 ? null : (
            <div className="player__picture" style={picture}>
              <TextBoxes cues={boxed} />
              {cues === null ? null : <CueOverlay cues={cues} />}
            </div>
          )}
        </div>
        {isKnown ? null : <UnknownNote video={video} />}
        {playable === null ? null : <StageNote playable={playable} videoId={video.id} onRetry={retry} />}
        {waiting && url !== null ? (
          <div className="player__waiting" role="status">
            Reading the file…
          </div>
        ) : null}
      </div>
      <PlayerControls video={video} isFullscreen={isFullscreen} onFullscreen={toggleFullscreen} />
    </div>
  )
}

/** The filmstrip's small frame under the playhead, until the player has a picture of its own. */
const StillFrame = ({ video, shape }: { readonly video: VideoDetails; readonly shape: CSSProperties }) => {
  const { filmstrip } = video
  const tile = usePlayerState((state) => Math.round(state.timeMs / (filmstrip?.intervalMs ?? 1000)))
  if (filmstrip === null) return null
  return (
    <div className="frame-box player__still" style={shape}>
      <FilmstripFrame filmstrip={filmstrip} timeMs={tile * filmstrip.intervalMs} />
    </div>
  )
}
