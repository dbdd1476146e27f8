import { Link } from 'wouter'
import type { NamedVideo } from '../../../electron/contract/index.ts'
import { Button } from '../../ui/button.tsx'
import { Highlighted } from '../../ui/highlighted.tsx'
import './videos-row.css'

const matchIn = ({ matchedIn }: NamedVideo, field: NamedVideo['matchedIn'][number]['field']) =>
  matchedIn.find((match) => match.field === field)

/** What stands under the title: where the words were found besides it. */
const secondOf = (video: NamedVideo) => matchIn(video, 'fileName') ?? matchIn(video, 'tag') ?? matchIn(video, 'folder')

const NamedVideoLink = ({ video }: { readonly video: NamedVideo }) => {
  const title = matchIn(video, 'title') ?? { text: video.title, matches: [] }
  const second = secondOf(video)
  return (
    <li className="videos-row__video">
      <Link to={`/video/${video.id}`} className="videos-row__link" title={`${video.title}\n${video.path}`}>
        <span className="videos-row__picture frame-box">
          {video.posterUrl === null ? null : <img src={video.posterUrl} alt="" />}
        </span>
        <span className="videos-row__names">
          <span className="videos-row__title">
            <Highlighted {...title} />
          </span>
          {second === undefined ? null : (
            <span className="videos-row__second">
              {second.field === 'tag' ? 'tag ' : ''}
              <Highlighted {...second} />
            </span>
          )}
        </span>
      </Link>
    </li>
  )
}

/** Videos whose names have the words of a search: in one row above its scenes, or alone, line by line. */
export const VideosRow = ({
  videos,
  count,
  alone = false,
  onShowAll,
}: {
  readonly videos: readonly NamedVideo[]
  readonly alone?: boolean
  /** Of all such videos, whether or not they are in the row. */
  readonly count: number
  readonly onShowAll: () => void
}) => (
  <section className="videos-row" data-alone={alone} aria-label="Videos">
    {alone ? null : <h2 className="videos-row__heading">Videos</h2>}
    <ul className="videos-row__list">
      {videos.map((video) => (
        <NamedVideoLink key={video.id} video={video} />
      ))}
    </ul>
    {count > videos.length || (count > 3 && !alone) ? (
      <Button tone="quiet" className="videos-row__all tabular" onClick={onShowAll}>
        Show all {count.toLocaleString()}
      </Button>
    ) : null}
  </section>
)
