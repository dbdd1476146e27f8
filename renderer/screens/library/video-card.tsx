import { memo } from 'react'
import { lengthText } from '../../../electron/contract/timecode.ts'
import { useApp } from '../../stores/use-stores.tsx'
import { formatCount } from '../../ui/format.ts'
import { ProgressLine, StateChip } from '../../ui/state-chip.tsx'
import { MarkStrip } from '../../widgets/marks/mark-strip.tsx'
import { isBusy, VideoPicture } from './video-picture.tsx'
import './video-card.css'

/** Height of the words under a poster, and the room around the card. */
export const videoCardTextHeight = 52

/** A video in the library: poster in its own shape, title, length, scenes, state. */
export const VideoCard = memo(({ videoId, selected }: { readonly videoId: string; readonly selected: boolean }) => {
  const video = useApp('library', (library) => library.videos.get(videoId))
  if (video === undefined) return <VideoCardSkeleton />
  return (
    <div className="video-card" data-selected={selected}>
      <div className="video-card__poster">
        <VideoPicture video={video} iconSize={24}>
          {isBusy(video) ? (
            <div className="video-card__progress">
              <ProgressLine fraction={video.progress} />
            </div>
          ) : null}
        </VideoPicture>
        <MarkStrip mark={video.mark} />
      </div>
      <div className="video-card__words">
        <div className="video-card__title" title={video.title}>
          {video.title}
        </div>
        <div className="video-card__facts tabular">
          <span className="video-card__length">
            {video.durationMs > 0
              ? lengthText({ frames: video.frameCount, durationMs: video.durationMs }, video.frameRate)
              : ''}
          </span>
          {video.sceneCount > 0 ? (
            <span className="video-card__scenes">{formatCount(video.sceneCount, 'scene')}</span>
          ) : null}
          {video.tags.length > 0 ? (
            <span className="video-card__tags" title={video.tags.join(', ')}>
              {video.tags.join(' · ')}
            </span>
          ) : null}
          <span className="video-card__state">
            <StateChip video={video} />
          </span>
        </div>
      </div>
    </div>
  )
})
VideoCard.displayName = 'VideoCard'

/** The place of a video that is still being read. */
export const VideoCardSkeleton = () => (
  <div className="video-card" aria-hidden>
    <div className="video-card__poster">
      <div className="frame-box video-card__skeleton" />
    </div>
    <div className="video-card__words" />
  </div>
)
