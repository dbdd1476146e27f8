import { type CaptionTrack, routePath, routes } from '../../../electron/contract/index.ts'
import { trackText } from '../captions/track-text.ts'
import './cut-settings.css'

/** Files of one caption track to keep: SRT and WebVTT. */
export const CaptionLinks = ({ videoId, track }: { readonly videoId: string; readonly track: CaptionTrack }) => {
  const address = (format: 'srt' | 'vtt'): string =>
    `${routePath(routes.listCaptions.path, { id: videoId })}?format=${format}&track=${track.track}`
  return (
    <span className="caption-links">
      {(['srt', 'vtt'] as const).map((format) => (
        <a
          key={format}
          className="details__link"
          href={address(format)}
          download
          aria-label={`Save ${trackText(track)} as ${format.toUpperCase()}`}
        >
          {format.toUpperCase()}
        </a>
      ))}
    </span>
  )
}
