import { ArrowLeft, Captions, CaptionsOff } from 'lucide-react'
import { useLocation } from 'wouter'
import type { VideoDetails } from '../../../electron/contract/index.ts'
import { IconButton } from '../../ui/button.tsx'
import { StateChip } from '../../ui/state-chip.tsx'
import { DetailsToggle } from '../../widgets/toolbar/details-toggle.tsx'

/** The bar above the film: where one came from, its name and state. */
export const VideoToolbar = ({
  video,
  title,
  state,
  captionsOn,
  onCaptions,
}: {
  readonly video: VideoDetails | null
  readonly title: string
  readonly state: Parameters<typeof StateChip>[0]['video'] | null
  /** Whether cues are drawn on the picture; null without a track. */
  readonly captionsOn: boolean | null
  readonly onCaptions: () => void
}) => {
  const [, navigate] = useLocation()
  return (
    <div className="toolbar video-toolbar">
      <IconButton
        label="Back"
        onClick={() => {
          if (globalThis.history.length > 1) globalThis.history.back()
          else navigate('/library')
        }}
      >
        <ArrowLeft size={16} aria-hidden />
      </IconButton>
      <h1 title={title}>{title}</h1>
      {state === null ? null : <StateChip video={state} />}
      {video === null || video.width === 0 ? null : (
        <span className="toolbar__count tabular">
          {video.width} × {video.height}
          {video.frameRate === null ? '' : ` · ${Number((video.frameRate.num / video.frameRate.den).toFixed(3))} fps`}
          {video.hdr === 'none' ? '' : ` · ${video.hdr.toUpperCase()}`}
        </span>
      )}
      <span className="toolbar__space" />
      {captionsOn === null ? null : (
        <IconButton label="Captions on the picture" pressed={captionsOn} onClick={onCaptions}>
          {captionsOn ? <Captions size={16} aria-hidden /> : <CaptionsOff size={16} aria-hidden />}
        </IconButton>
      )}
      <DetailsToggle />
    </div>
  )
}
