import { memo } from 'react'
import { useApp } from '../../stores/use-stores.tsx'
import { ProgressLine, StateChip } from '../../ui/state-chip.tsx'
import { MarkStrip } from '../../widgets/marks/mark-strip.tsx'
import { libraryColumns } from './video-columns.ts'
import { isBusy, VideoPicture } from './video-picture.tsx'
import './video-list.css'

/** Height of a line in the list of videos. */
export const videoLineHeight = 34

/** A video in the list: small picture, title, and a column for each fact. */
export const VideoLine = memo(({ videoId, selected }: { readonly videoId: string; readonly selected: boolean }) => {
  const video = useApp('library', (library) => library.videos.get(videoId))
  if (video === undefined) return <VideoLineSkeleton />
  return (
    <div className="video-row" data-selected={selected}>
      <div className="video-row__picture">
        <VideoPicture video={video} iconSize={14} />
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
      {isBusy(video) ? (
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
