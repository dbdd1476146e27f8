import { CircleAlert, Film } from 'lucide-react'
import { memo } from 'react'
import { useApp, useStores } from '../../stores/use-stores.tsx'
import { ProgressLine, StateChip } from '../../ui/state-chip.tsx'
import { useCardMedia, useFilmstripFollower } from '../../widgets/details/use-video-details.ts'
import { MarkStrip } from '../../widgets/marks/mark-strip.tsx'
import { HoverMedia } from '../../widgets/scene-card/hover-media.tsx'
import { libraryColumns } from './video-columns.ts'
import './video-list.css'

/** Height of a line in the list of videos. */
export const videoLineHeight = 34

/** A video in the list: small picture, title, and a column for each fact. */
export const VideoLine = memo(({ videoId, selected }: { readonly videoId: string; readonly selected: boolean }) => {
  const { videos } = useStores()
  const video = useApp('library', (library) => library.videos.get(videoId))
  const media = useCardMedia(videoId)
  const busy = video?.state === 'queued' || video?.state === 'processing'
  const followFilmstrip = useFilmstripFollower(videoId, busy)
  if (video === undefined) return <VideoLineSkeleton />
  return (
    <div className="video-row" data-selected={selected}>
      <div className="video-row__picture">
        <HoverMedia
          key={videoId}
          imageUrl={video.posterUrl}
          filmstrip={media.filmstrip}
          startMs={0}
          endMs={video.durationMs}
          source={null}
          onEnter={() => videos.prefetch(videoId)}
          whileOver={followFilmstrip}
        >
          {video.posterUrl === null ? (
            <span className="video-card__none" aria-hidden>
              {video.state === 'failed' ? <CircleAlert size={14} /> : <Film size={14} />}
            </span>
          ) : null}
        </HoverMedia>
      </div>
      <div className="video-row__title" title={video.path}>
        {video.title}
      </div>
      {libraryColumns.map((column) => {
        if (column.id === 'rating') {
          return (
            <div key={column.id} className="video-row__fact video-row__marks" data-column={column.id}>
              <MarkStrip mark={video.mark} />
            </div>
          )
        }
        const text = column.text(video)
        return (
          <div
            key={column.id}
            className="video-row__fact tabular"
            data-column={column.id}
            data-number={column.isNumber === true}
            {...(column.isNumber === true || text === '' ? {} : { title: text })}
          >
            {text}
          </div>
        )
      })}
      <div className="video-row__state">
        <StateChip video={video} />
      </div>
      {busy ? (
        <div className="video-row__progress">
          <ProgressLine fraction={video.progress} />
        </div>
      ) : null}
    </div>
  )
})
VideoLine.displayName = 'VideoLine'

/** The place of a video that is still being read. */
export const VideoLineSkeleton = () => (
  <div className="video-row" aria-hidden>
    <div className="video-row__picture video-card__skeleton" />
  </div>
)
