import { useQuery } from '@tanstack/react-query'
import type { Filmstrip, Rational, SourceTimecode, VideoDetails } from '../../../electron/contract/index.ts'
import type { ClientError } from '../../client/client-error.ts'
import { detailsQuery } from '../../queries/video-queries.ts'
import { useKnownDetails } from '../../stores/use-server.ts'
import { useStores } from '../../stores/use-stores.tsx'
import type { HoverSource } from '../scene-card/hover-media.tsx'

/** Details of a video, read when first asked for and kept fresh while this component is on show. */
export const useVideoDetails = (
  videoId: string | null,
): {
  /** Null until they are there. */
  readonly video: VideoDetails | null
  /** Why they could not be read; null while they are there or on their way. */
  readonly failure: ClientError | null
  readonly retry: () => void
} => {
  const { client } = useStores()
  const { data, error, refetch } = useQuery({ ...detailsQuery(client, videoId ?? ''), enabled: videoId !== null })
  return {
    video: videoId === null ? null : (data ?? null),
    failure: data === undefined ? (error?.failure ?? null) : null,
    retry: () => void refetch(),
  }
}

/** What a card needs of its video beyond its own row; empty until the details were read. */
export interface CardMedia {
  readonly filmstrip: Filmstrip | null
  readonly source: HoverSource | null
  readonly frameRate: Rational | null
  readonly sourceTimecode: SourceTimecode | null
}

const noMedia: CardMedia = { filmstrip: null, source: null, frameRate: null, sourceTimecode: null }
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
    sourceTimecode: details.sourceTimecode ?? null,
  }
  mediaOf.set(details, media)
  return media
}

/** Media of a card whose details somebody else asks for (on hover, or the page that lists it). */
export const useCardMedia = (videoId: string): CardMedia => cardMediaOf(useKnownDetails(videoId))

/**
 * Reads the filmstrip of a card again, for the frames that came to it, or to see the whole one of an analysis that has just ended;
 * null where nothing more is to come.
 */
export const useFilmstripFollower = (videoId: string, busy: boolean): (() => void) | null => {
  const { videos } = useStores()
  const details = useKnownDetails(videoId)
  const grows = details === null || details.filmstrip?.growing === true || (busy && details.filmstrip === null)
  return grows ? () => void videos.followFilmstrip(videoId) : null
}
