import { useInfiniteQuery } from '@tanstack/react-query'
import { SquareStack, Undo2 } from 'lucide-react'
import { useRef } from 'react'
import { Link } from 'wouter'
import type { NotAlikeItem } from '../../../electron/contract/index.ts'
import { describeClientError } from '../../client/client-error.ts'
import { notAlikeQuery } from '../../queries/duplicate-queries.ts'
import { useApp, useStores } from '../../stores/use-stores.tsx'
import { Button } from '../../ui/button.tsx'
import { formatLength } from '../../ui/format.ts'
import { Message } from '../../ui/message.tsx'
import { usePagePart } from '../../widgets/page-parts/page-parts.ts'

const whenText = (moment: string): string =>
  new Date(moment).toLocaleString(undefined, { dateStyle: 'medium', timeStyle: 'short' })

const Pair = ({ scenes, saidAt }: NotAlikeItem) => {
  const { duplicates } = useStores()
  const sceneIds = scenes.map(({ scene }) => scene.id)
  const titles = scenes.map(({ videoTitle }) => `“${videoTitle}”`).join(' and ')
  return (
    <li className="apart-row">
      {scenes.map(({ scene, videoTitle }) => (
        <Link key={scene.id} className="apart-row__scene" to={`/video/${scene.videoId}?t=${scene.startMs}`}>
          <span className="alike-row__picture">
            {scene.keyframeUrl === null ? null : <img src={scene.keyframeUrl} alt="" loading="lazy" />}
          </span>
          <span className="alike-row__words">
            <span className="alike-row__title" title={videoTitle}>
              {videoTitle}
            </span>
            <span className="alike-row__count tabular">{formatLength(scene.startMs)}</span>
          </span>
        </Link>
      ))}
      <span className="alike-row__count apart-row__when tabular">{whenText(saidAt)}</span>
      <Button
        aria-label={`Take back that ${titles} are not alike`}
        title="They are compared like any other scenes again"
        onClick={() => void duplicates.takeBackNotAlike({ sceneIds })}
      >
        <Undo2 size={14} aria-hidden />
        Take back
      </Button>
    </li>
  )
}

/** What was said not to be alike, from which it is taken back. */
export const NotAlikeList = () => {
  const { client } = useStores()
  const online = useApp('status', (status) => status.connection) === 'online'
  const box = useRef<HTMLDivElement>(null)
  usePagePart('list', box)
  const { data, error, refetch, hasNextPage, fetchNextPage } = useInfiniteQuery({
    ...notAlikeQuery(client),
    enabled: online,
    refetchOnMount: 'always',
  })
  if (error !== null && data === undefined) {
    const { message, remedy } = describeClientError(error.failure)
    return (
      <Message title={message} detail={remedy}>
        <Button onClick={() => void refetch()}>Try again</Button>
      </Message>
    )
  }
  if (data === undefined) return null
  const pairs = data.pages.flatMap(({ items }) => items)
  if (pairs.length === 0)
    return (
      <Message
        icon={<SquareStack size={28} aria-hidden />}
        title="Nothing said to be different"
        detail="Scenes that you say are not alike are listed here, and can be taken back."
      />
    )
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls is reached by keys
    <section ref={box} className="apart" aria-label="Not alike" tabIndex={0}>
      <ul className="apart__rows">
        {pairs.map((pair) => (
          <Pair key={pair.scenes.map(({ scene }) => scene.id).join(' ')} {...pair} />
        ))}
      </ul>
      {hasNextPage ? (
        <Button tone="quiet" className="alike__more" onClick={() => void fetchNextPage()}>
          Show more
        </Button>
      ) : null}
    </section>
  )
}
