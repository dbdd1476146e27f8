import { useEffect } from 'react'
import type { Filmstrip, Rational, VideoDetails } from '../../../electron/contract/index.ts'
import { useApp, useStores } from '../../stores/use-stores.tsx'
import type { HoverSource } from '../scene-card/hover-media.tsx'

/** Details of a video, read when first asked for and kept fresh while this component is on show; null until there. */
export const useVideoDetails = (videoId: string | null): VideoDetails | null => {
  const { details } = useStores()
  const entry = useApp('details', (state) => (videoId === null ? undefined : state.entries.get(videoId)))
  useEffect(() => {
    if (videoId === null) return
    const release = details.getState().hold(videoId)
    details.getState().want(videoId)
    return release
  }, [details, videoId])
  return entry?.status === 'ready' ? entry.details : null
}

/** What a card needs of its video beyond its own row; empty until the details were read. */
export interface CardMedia {
  readonly filmstrip: Filmstrip | null
  readonly source: HoverSource | null
  readonly frameRate: Rational | null
}

const noMedia: CardMedia = { filmstrip: null, source: null, frameRate: null }
const mediaOf = new WeakMap<VideoDetails, CardMedia>()

/** The same object for the same details, so that memoised cards stay still. */
export const cardMediaOf = (details: VideoDetails | null): CardMedia => {
  if (details === null) return noMedia
  const known = mediaOf.get(details)
  if (known !== undefined) return known
  const media: CardMedia = {
    filmstrip: details.filmstrip,
    source: details.missing
      ? null
      : {
          streamUrl: details.playsInBrowser ? details.streamUrl : null,
          proxyUrl: details.proxyUrl,
          startTimeMs: details.startTimeMs,
        },
    frameRate: details.frameRate,
  }
  mediaOf.set(details, media)
  return media
}

/** Media of a card whose details somebody else asks for (on hover, or the page that lists it). */
export const useCardMedia = (videoId: string): CardMedia =>
  useApp('details', (state) => {
    const entry = state.entries.get(videoId)
    return cardMediaOf(entry?.status === 'ready' ? entry.details : null)
  })
