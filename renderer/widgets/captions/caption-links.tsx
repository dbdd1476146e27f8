import type { CaptionTrack } from '../../../electron/contract/index.ts'
import { captionFileAddress } from './caption-file-address.ts'
import { trackText } from './track-text.ts'

/** Files of one caption track to keep: SRT and WebVTT. */
export const CaptionLinks = ({ videoId, track }: { readonly videoId: string; readonly track: CaptionTrack }) => (
  <span className="caption-links">
    {(['srt', 'vtt'] as const).map((format) => (
      <a
        key={format}
        className="details__link"
        href={captionFileAddress(videoId, track.track, format)}
        download
        aria-label={`Save ${trackText(track)} as ${format.toUpperCase()}`}
      >
        {format.toUpperCase()}
      </a>
    ))}
  </span>
)
