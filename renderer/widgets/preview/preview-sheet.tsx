import { type KeyboardEvent, useEffect, useMemo, useRef } from 'react'
import { useLocation } from 'wouter'
import { timecodeText } from '../../../electron/contract/timecode.ts'
import { describeClientError } from '../../client/client-error.ts'
import { useApp, useStores } from '../../stores/use-stores.tsx'
import { Button } from '../../ui/button.tsx'
import { filmTimeOfElementMs, seekToFilmTime, withinFrameMs } from '../../ui/film-time-of-element.ts'
import { formatPercent } from '../../ui/format.ts'
import { Highlighted } from '../../ui/highlighted.tsx'
import { Sheet } from '../../ui/sheet.tsx'
import { useVideoDetails } from '../details/use-video-details.ts'
import { type Playable, usePlayable } from '../player/use-playable.ts'
import './preview-sheet.css'

const none = [] as const

interface Shown {
  readonly key: string
  readonly videoId: string
  readonly title: string
  readonly imageUrl: string | null
  readonly startMs: number
  /** Where it starts again; null plays on to the end. */
  readonly endMs: number | null
  readonly words: { readonly text: string; readonly matches: readonly (readonly [number, number])[] } | null
}

const noteOf = (playable: Playable | null): string => {
  if (playable === null || playable.status === 'ready') return ''
  switch (playable.status) {
    case 'making':
      return `Making a copy this window can play: ${formatPercent(playable.progress)}`
    case 'missing':
      return 'The file is not where it was. Use “Locate…” in the library.'
    case 'failed':
      return playable.error === null ? 'This file cannot be played.' : describeClientError(playable.error).message
  }
}

const PreviewPlayer = ({ shown }: { readonly shown: Shown }) => {
  const { video: details } = useVideoDetails(shown.videoId)
  const { playable, onPlayerError } = usePlayable(details)
  const video = useRef<HTMLVideoElement>(null)
  const { startMs, endMs } = shown
  const url = playable?.status === 'ready' ? playable.url : null
  const startTimeMs = playable?.status === 'ready' ? playable.startTimeMs : 0
  useEffect(() => {
    if (video.current !== null && video.current.readyState > 0 && url !== null) {
      seekToFilmTime(video.current, startMs + withinFrameMs, { startTimeMs })
    }
  }, [startMs, url, startTimeMs])
  const note = noteOf(playable)
  return (
    <div className="preview__picture">
      <div className="frame-box preview__box">
        {shown.imageUrl === null ? null : <img src={shown.imageUrl} alt="" />}
        {url === null ? null : (
          // biome-ignore lint/a11y/useMediaCaption: captions are shown as text under the picture
          <video
            ref={video}
            src={url}
            autoPlay
            playsInline
            tabIndex={-1}
            aria-label={shown.title}
            onLoadedMetadata={(event) => {
              seekToFilmTime(event.currentTarget, startMs + withinFrameMs, { startTimeMs })
            }}
            onTimeUpdate={(event) => {
              if (endMs !== null && filmTimeOfElementMs(event.currentTarget, { startTimeMs }) >= endMs) {
                seekToFilmTime(event.currentTarget, startMs + withinFrameMs, { startTimeMs })
              }
            }}
            onError={onPlayerError}
          />
        )}
        {note === '' ? null : (
          <p className="preview__note" role="status">
            {note}
          </p>
        )}
      </div>
      <div className="preview__words">
        <span className="preview__title">{shown.title}</span>
        <span className="tabular preview__times">
          {timecodeText(startMs, details?.frameRate ?? null)}
          {endMs === null ? '' : ` – ${timecodeText(endMs, details?.frameRate ?? null)}`}
        </span>
        <p className="preview__caption">
          {shown.words === null ? '' : <Highlighted text={shown.words.text} matches={shown.words.matches} />}
        </p>
      </div>
    </div>
  )
}

/** The large preview over a list: plays what is selected; arrows move on in the list, Space and Escape go back to it. */
export const PreviewSheet = ({ scope }: { readonly scope: 'library' | 'search' }) => {
  const stores = useStores()
  const [, navigate] = useLocation()
  const active = useApp('selection', (state) => state.scopes[scope].active)
  const hits = useApp('search', (search) => search.answered?.results) ?? none
  const videos = useApp('library', (library) => library.order)
  const order = useMemo(() => (scope === 'search' ? hits.map((hit) => hit.id) : videos), [scope, hits, videos])
  const video = useApp('library', (library) => (active === null ? undefined : library.videos.get(active)))
  const { close } = stores.window.getState()
  const shown = useMemo((): Shown | null => {
    if (active === null) return null
    if (scope === 'library') {
      return video === undefined
        ? null
        : {
            key: active,
            videoId: active,
            title: video.title,
            imageUrl: video.posterUrl,
            startMs: 0,
            endMs: null,
            words: null,
          }
    }
    const hit = hits.find((candidate) => candidate.id === active)
    return hit === undefined
      ? null
      : {
          key: active,
          videoId: hit.videoId,
          title: hit.videoTitle,
          imageUrl: hit.scene.keyframeUrl,
          startMs: hit.openAtMs,
          endMs: hit.scene.endMs,
          words: hit.excerpt,
        }
  }, [active, scope, video, hits])
  const index = active === null ? -1 : order.indexOf(active)
  const move = (step: number): void => {
    const next = order[index + step]
    if (next !== undefined) stores.selection.getState().select(scope, order, next, 'only')
  }
  const open = (): void => {
    if (shown === null) return
    close()
    navigate(scope === 'search' ? `/video/${shown.videoId}?t=${shown.startMs}` : `/video/${shown.videoId}`)
  }
  const onKeyDown = (event: KeyboardEvent): void => {
    const steps: Readonly<Record<string, number>> = { ArrowLeft: -1, ArrowUp: -1, ArrowRight: 1, ArrowDown: 1 }
    const step = steps[event.key]
    if (step !== undefined) {
      event.preventDefault()
      move(step)
    } else if (event.key === ' ') {
      event.preventDefault()
      close()
    } else if (event.key === 'Enter' && !(event.target instanceof HTMLButtonElement)) {
      event.preventDefault()
      open()
    }
  }
  return (
    <Sheet title={`Preview of ${shown?.title ?? ''}`} size="full" bare onClose={close}>
      {/* biome-ignore lint/a11y/noStaticElementInteractions: keys of the sheet as a whole; each has a button too */}
      <div className="preview" onKeyDown={onKeyDown}>
        {shown === null ? null : <PreviewPlayer shown={shown} />}
        <div className="preview__bar">
          <span className="preview__place tabular">
            {index < 0 ? '' : `${(index + 1).toLocaleString()} of ${order.length.toLocaleString()}`}
          </span>
          <Button tone="quiet" disabled={index <= 0} onClick={() => move(-1)}>
            ← Previous
          </Button>
          <Button tone="quiet" disabled={index < 0 || index >= order.length - 1} onClick={() => move(1)}>
            Next →
          </Button>
          <Button onClick={open}>Open</Button>
          <Button data-autofocus onClick={close}>
            Close <kbd>Space</kbd>
          </Button>
        </div>
      </div>
    </Sheet>
  )
}
