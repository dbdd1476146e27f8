import type { VideoDetails } from '../../../electron/contract/index.ts'
import { timecodeText } from '../../../electron/contract/timecode.ts'
import { formatBytes } from '../../ui/format.ts'

/** The files that are one film, one after the other: where each begins in it, and how large it is. */
export const FilmParts = ({
  parts,
  frameRate,
}: {
  readonly parts: NonNullable<VideoDetails['locations'][number]['parts']>
  readonly frameRate: VideoDetails['frameRate']
}) => (
  <ol className="details__parts" aria-label="Files of this take">
    {parts.map(({ name, startMs, sizeBytes }) => (
      <li key={name}>
        <span>{name}</span>
        <span className="tabular">{timecodeText(startMs, frameRate)}</span>
        <span className="tabular">{formatBytes(sizeBytes)}</span>
      </li>
    ))}
  </ol>
)
