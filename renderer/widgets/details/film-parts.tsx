import type { VideoDetails } from '../../../electron/contract/index.ts'
import { useMomentText } from '../../stores/use-moment-text.ts'
import { formatBytes } from '../../ui/format.ts'

/** The files that are one film, one after the other: where each begins in it, and how large it is. */
export const FilmParts = ({
  parts,
  video,
}: {
  readonly parts: NonNullable<VideoDetails['locations'][number]['parts']>
  readonly video: VideoDetails
}) => {
  const text = useMomentText(video)
  return (
    <ol className="details__parts" aria-label="Files of this take">
      {parts.map(({ name, startMs, sizeBytes }) => (
        <li key={name}>
          <span>{name}</span>
          <span className="tabular">{text(startMs)}</span>
          <span className="tabular">{formatBytes(sizeBytes)}</span>
        </li>
      ))}
    </ol>
  )
}
