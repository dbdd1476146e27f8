import { useQuery } from '@tanstack/react-query'
import { useEffect, useLayoutEffect, useRef, useState } from 'react'
import { type BinItem, copyZero, fileTimeMs } from '../../../electron/contract/index.ts'
import { detailsQuery } from '../../queries/video-queries.ts'
import { useStores } from '../../stores/use-stores.tsx'

/** Plays one range from its in to its out; within the same file the next one is only a jump. */
export const BinPlayer = ({ item, onEnd }: { readonly item: BinItem; readonly onEnd: () => void }) => {
  const { client } = useStores()
  const { data: video } = useQuery(detailsQuery(client, item.videoId))
  const element = useRef<HTMLVideoElement>(null)
  const zero = video === undefined || !video.playsInBrowser ? copyZero : video
  const source = video === undefined ? undefined : video.playsInBrowser ? video.streamUrl : video.proxyUrl
  const last = useRef<HTMLCanvasElement>(null)
  const [holds, setHolds] = useState(false)
  const [fades, setFades] = useState(true)
  const shownBefore = useRef(source)
  // Another file begins with the last frame of the one before on top, which fades once it plays.
  useLayoutEffect(() => {
    const isOther = shownBefore.current !== undefined && shownBefore.current !== source
    shownBefore.current = source ?? shownBefore.current
    if (!isOther) return
    setHolds(true)
    setFades(false)
  }, [source])
  const latest = useRef(onEnd)
  latest.current = onEnd
  const startSeconds = fileTimeMs(item.startMs, zero) / 1000
  const endSeconds = fileTimeMs(item.endMs, zero) / 1000
  useEffect(() => {
    const shown = element.current
    if (shown === null || source === undefined) return undefined
    let frame = 0
    let ended = false
    const end = (): void => {
      ended = true
      const canvas = last.current
      if (canvas !== null && shown.videoWidth > 0) {
        canvas.width = shown.videoWidth
        canvas.height = shown.videoHeight
        canvas.getContext('2d')?.drawImage(shown, 0, 0)
      }
      latest.current()
    }
    const begin = (): void => {
      shown.currentTime = startSeconds
      shown.play().catch(() => undefined)
    }
    const watch = (): void => {
      if (!ended && !shown.seeking && shown.currentTime >= endSeconds - 0.01) {
        end()
        return
      }
      frame = requestAnimationFrame(watch)
    }
    const finish = (): void => {
      if (!ended) end()
    }
    if (shown.readyState >= HTMLMediaElement.HAVE_METADATA) begin()
    else shown.addEventListener('loadedmetadata', begin, { once: true })
    shown.addEventListener('ended', finish)
    frame = requestAnimationFrame(watch)
    return () => {
      cancelAnimationFrame(frame)
      shown.removeEventListener('loadedmetadata', begin)
      shown.removeEventListener('ended', finish)
    }
  }, [source, startSeconds, endSeconds])
  // biome-ignore-start lint/a11y/useMediaCaption: captions are shown on the page of the film
  return (
    <div className="bin-player__box">
      <video
        ref={element}
        className="bin-player"
        src={source}
        controls
        aria-label={`Range of ${item.title}`}
        onPlaying={() => setFades(true)}
      />
      <canvas ref={last} className="bin-player__last" data-fades={fades} hidden={!holds} aria-hidden />
    </div>
  )
  // biome-ignore-end lint/a11y/useMediaCaption: as above
}
