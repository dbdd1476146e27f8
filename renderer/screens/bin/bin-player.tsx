import { useQuery } from '@tanstack/react-query'
import { useEffect, useRef } from 'react'
import { type BinItem, copyZero, fileTimeMs } from '../../../electron/contract/index.ts'
import { detailsQuery } from '../../queries/video-queries.ts'
import { useStores } from '../../stores/use-stores.tsx'

/** Plays one range from its in to its out; within the same file the next one is only a jump. */
export const BinPlayer = ({ item, onEnd }: { readonly item: BinItem; readonly onEnd: () => void }) => {
  const { client } = useStores()
  const { data: video } = useQuery(detailsQuery(client, item.videoId))
  const element = useRef<HTMLVideoElement>(null)
  const latest = useRef(onEnd)
  latest.current = onEnd
  const zero = video === undefined || !video.playsInBrowser ? copyZero : video
  const source = video === undefined ? undefined : video.playsInBrowser ? video.streamUrl : video.proxyUrl
  const startSeconds = fileTimeMs(item.startMs, zero) / 1000
  const endSeconds = fileTimeMs(item.endMs, zero) / 1000
  useEffect(() => {
    const shown = element.current
    if (shown === null || source === undefined) return undefined
    let frame = 0
    let ended = false
    const begin = (): void => {
      shown.currentTime = startSeconds
      shown.play().catch(() => undefined)
    }
    const watch = (): void => {
      if (!ended && !shown.seeking && shown.currentTime >= endSeconds - 0.01) {
        ended = true
        latest.current()
        return
      }
      frame = requestAnimationFrame(watch)
    }
    const finish = (): void => {
      if (ended) return
      ended = true
      latest.current()
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
  // biome-ignore lint/a11y/useMediaCaption: captions are shown on the page of the film
  return <video ref={element} className="bin-player" src={source} controls aria-label={`Range of ${item.title}`} />
}
