import { Ban, CircleAlert, FileQuestion, TriangleAlert } from 'lucide-react'
import { type Video, volumeName } from '../../electron/contract/index.ts'
import { formatPercent } from './format.ts'
import './state-chip.css'

/** Whether a person stopped the reading of a video: nothing is wrong with it, and it can go on. */
export const wasCancelled = ({ error }: Partial<Pick<Video, 'error'>>): boolean => error?.code === 'cancelled'

/** What a video's state is called. */
export const stateText = (
  video: Pick<Video, 'state' | 'progress' | 'missing'> & Partial<Pick<Video, 'warnings' | 'error' | 'path'>>,
): string => {
  if (video.missing) {
    const volume = volumeName(video.path ?? '')
    return volume === null ? 'File missing' : `Offline · ${volume}`
  }
  if (video.warnings?.some(({ code }) => code === 'file_changing') === true) return 'Being written'
  switch (video.state) {
    case 'queued':
      return 'Waiting'
    case 'processing':
      return formatPercent(video.progress)
    case 'ready':
      return 'Ready'
    case 'partial':
      return 'Partial'
    case 'failed':
      return wasCancelled(video) ? 'Not read' : 'Failed'
  }
}

/** The state of a video, only when there is something to say. */
export const StateChip = ({
  video,
}: {
  readonly video: Pick<Video, 'state' | 'progress' | 'missing' | 'error' | 'warnings' | 'problemDismissed'> &
    Partial<Pick<Video, 'path'>>
}) => {
  if (video.state === 'ready' && !video.missing) return null
  // A person has seen what it lacks.
  if (video.state === 'partial' && video.problemDismissed === true && !video.missing) return null
  const stopped = video.state === 'failed' && wasCancelled(video)
  const why = video.error?.message ?? video.warnings[0]?.message
  return (
    <span
      className="state-chip tabular"
      data-state={video.missing ? 'missing' : stopped ? 'queued' : video.state}
      {...(why === undefined ? {} : { title: why })}
    >
      {video.missing ? (
        <FileQuestion size={12} aria-hidden />
      ) : stopped ? (
        <Ban size={12} aria-hidden />
      ) : video.state === 'failed' ? (
        <CircleAlert size={12} aria-hidden />
      ) : video.state === 'partial' ? (
        <TriangleAlert size={12} aria-hidden />
      ) : null}
      {stateText(video)}
    </span>
  )
}

/** A thin line that fills; its value is read out by the text beside it. */
export const ProgressLine = ({ fraction }: { readonly fraction: number }) => (
  <div className="progress-line" aria-hidden>
    <div className="progress-line__fill" style={{ transform: `scaleX(${Math.max(0, Math.min(1, fraction))})` }} />
  </div>
)
