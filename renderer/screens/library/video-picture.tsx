import { CircleAlert, Film } from 'lucide-react'
import type { ReactNode } from 'react'
import type { Video } from '../../../electron/contract/index.ts'
import { useStores } from '../../stores/use-stores.tsx'
import { useCardMedia, useFilmstripFollower } from '../../widgets/details/use-video-details.ts'
import { HoverMedia } from '../../widgets/scene-card/hover-media.tsx'

/** Whether a video is still worked on, so that its filmstrip grows. */
export const isBusy = ({ state }: Pick<Video, 'state'>): boolean => state === 'queued' || state === 'processing'

/** The poster of a video, over which the pointer sees its filmstrip; `iconSize`, in pixels, of what stands in for a poster. */
export const VideoPicture = ({
  video,
  iconSize,
  children,
}: {
  readonly video: Video
  readonly iconSize: number
  readonly children?: ReactNode
}) => {
  const { videos } = useStores()
  const media = useCardMedia(video.id)
  const followFilmstrip = useFilmstripFollower(video.id, isBusy(video))
  return (
    <HoverMedia
      key={video.id}
      imageUrl={video.posterUrl}
      filmstrip={media.filmstrip}
      startMs={0}
      endMs={video.durationMs}
      source={null}
      onEnter={() => videos.prefetch(video.id)}
      whileOver={followFilmstrip}
    >
      {video.posterUrl === null ? (
        <span className="video-card__none" aria-hidden>
          {video.state === 'failed' ? <CircleAlert size={iconSize} /> : <Film size={iconSize} />}
        </span>
      ) : null}
      {children}
    </HoverMedia>
  )
}
