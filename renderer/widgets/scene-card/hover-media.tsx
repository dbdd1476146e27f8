import { type PointerEvent, type ReactNode, useEffect, useRef, useState } from 'react'
import { copyZero, type Filmstrip } from '../../../electron/contract/index.ts'
import { filmTimeOfElementMs, seekToFilmTime, withinFrameMs } from '../../ui/film-time-of-element.ts'
import { FilmstripFrame } from '../../ui/filmstrip-frame.tsx'
import { playFrom } from '../../ui/play-from.ts'
import './hover-media.css'

/** Whether a person asked the system for less motion: then nothing plays by itself. */
const wantsLessMotion = (): boolean => matchMedia('(prefers-reduced-motion: reduce)').matches

/** What can be played while the pointer rests. */
export interface HoverSource {
  /** The file itself; null when a browser cannot play it. */
  readonly streamUrl: string | null
  /** A copy that every browser plays; asked for only after a longer rest, because it may have to be made. */
  readonly proxyUrl: string | null
  /** The film's zero in the file itself. */
  readonly startTimeMs: number
}

/** A pointer that is over a picture for less, because it or the list moves on, means nothing by it. */
const meantAfterMs = 80
/** Rest before a clip plays, and before a proxy is asked for. */
const playAfterMs = 400
const proxyAfterMs = 1500
/** How often more frames of a video that is being analysed are asked for. */
const growsEachMs = 1000

const HoverVideo = ({
  source,
  startMs,
  endMs,
}: {
  readonly source: HoverSource
  readonly startMs: number
  readonly endMs: number
}) => {
  const [useProxy, setUseProxy] = useState(source.streamUrl === null)
  const [proxyAllowed, setProxyAllowed] = useState(false)
  const [showing, setShowing] = useState(false)
  useEffect(() => {
    const timer = setTimeout(() => setProxyAllowed(true), proxyAfterMs - playAfterMs)
    return () => clearTimeout(timer)
  }, [])
  const url = useProxy ? (proxyAllowed ? source.proxyUrl : null) : source.streamUrl
  if (url === null) return null
  const zero = useProxy ? copyZero : source
  return (
    <video
      key={url}
      className="hover-media__video"
      data-showing={showing}
      ref={(element) => {
        if (element !== null) playFrom(element, url)
      }}
      muted
      playsInline
      autoPlay
      preload="auto"
      aria-hidden
      tabIndex={-1}
      onLoadedMetadata={(event) => {
        seekToFilmTime(event.currentTarget, startMs + withinFrameMs, zero)
      }}
      onSeeked={() => setShowing(true)}
      onTimeUpdate={(event) => {
        if (filmTimeOfElementMs(event.currentTarget, zero) >= Math.max(endMs, startMs + 500)) {
          seekToFilmTime(event.currentTarget, startMs + withinFrameMs, zero)
        }
      }}
      onError={() => {
        setShowing(false)
        if (!useProxy) setUseProxy(true)
      }}
    />
  )
}

/**
 * The picture of a card: still, scrubbed along the filmstrip as the pointer moves over it, and played without sound once
 * the pointer rests, unless less motion is wanted. Everything is letterboxed in the parent's box.
 */
export const HoverMedia = ({
  imageUrl,
  filmstrip,
  startMs,
  endMs,
  playFromMs,
  source,
  onEnter,
  whileOver,
  overStill,
  children,
}: {
  readonly imageUrl: string | null
  readonly filmstrip: Filmstrip | null
  readonly startMs: number
  readonly endMs: number
  readonly playFromMs?: number
  readonly source: HoverSource | null
  /** The pointer came: a good time to read what hovering needs. */
  readonly onEnter?: () => void
  /** Called each second while the pointer stays, for what still grows. */
  readonly whileOver?: (() => void) | null
  /** Over the still picture, while nothing else is on show. */
  readonly overStill?: ReactNode
  readonly children?: ReactNode
}) => {
  const [scrub, setScrub] = useState<number | null>(null)
  const [resting, setResting] = useState(false)
  const timer = useRef<ReturnType<typeof setTimeout> | null>(null)
  const share = useRef(0)
  const stopTimer = (): void => {
    if (timer.current !== null) clearTimeout(timer.current)
    timer.current = null
  }
  useEffect(
    () => () => {
      if (timer.current !== null) clearTimeout(timer.current)
    },
    [],
  )
  const isOver = scrub !== null
  const again = useRef(whileOver)
  again.current = whileOver
  const grows = whileOver !== undefined && whileOver !== null
  useEffect(() => {
    if (!isOver || !grows) return
    const every = setInterval(() => again.current?.(), growsEachMs)
    return () => clearInterval(every)
  }, [isOver, grows])
  const rest = (): void => {
    if (!wantsLessMotion()) timer.current = setTimeout(() => setResting(true), playAfterMs)
  }
  const move = (event: PointerEvent<HTMLDivElement>): void => {
    if (event.pointerType === 'touch') return
    const box = event.currentTarget.getBoundingClientRect()
    share.current = Math.max(0, Math.min(1, (event.clientX - box.left) / Math.max(1, box.width)))
    if (scrub === null) {
      if (timer.current === null) timer.current = setTimeout(begin, meantAfterMs)
      return
    }
    setScrub(share.current)
    setResting(false)
    stopTimer()
    rest()
  }
  const begin = (): void => {
    onEnter?.()
    setScrub(share.current)
    rest()
  }
  const timeMs = scrub === null ? startMs : startMs + scrub * Math.max(0, endMs - startMs)
  return (
    <div
      className="frame-box hover-media"
      onPointerEnter={move}
      onPointerMove={move}
      onPointerLeave={() => {
        stopTimer()
        setScrub(null)
        setResting(false)
      }}
    >
      {imageUrl === null ? null : <img key={imageUrl} src={imageUrl} alt="" decoding="async" draggable={false} />}
      {scrub === null && !resting ? overStill : null}
      {scrub !== null && filmstrip !== null ? <FilmstripFrame filmstrip={filmstrip} timeMs={timeMs} /> : null}
      {resting && source !== null ? (
        <HoverVideo
          source={source}
          startMs={filmstrip === null ? (playFromMs ?? startMs) : Math.min(timeMs, Math.max(startMs, endMs - 300))}
          endMs={endMs}
        />
      ) : null}
      {scrub !== null && filmstrip !== null ? (
        <div className="hover-media__line" aria-hidden style={{ left: `${scrub * 100}%` }} />
      ) : null}
      {children}
    </div>
  )
}
