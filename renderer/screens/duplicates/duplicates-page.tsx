import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { SquareStack } from 'lucide-react'
import { useEffect, useRef, useState } from 'react'
import type { LikenessKind } from '../../../electron/contract/index.ts'
import { describeClientError } from '../../client/client-error.ts'
import { duplicateCountQuery, duplicateGroupsQuery, duplicatesStatusQuery } from '../../queries/duplicate-queries.ts'
import { useApp, useStores } from '../../stores/use-stores.tsx'
import { Button } from '../../ui/button.tsx'
import { Message } from '../../ui/message.tsx'
import { GroupList } from './group-list.tsx'
import { GroupView } from './group-view.tsx'
import { NotAlikeList } from './not-alike-list.tsx'
import './duplicates-page.css'

const kinds: readonly { readonly kind: LikenessKind; readonly label: string }[] = [
  { kind: 'duplicate', label: 'Duplicates' },
  { kind: 'alternate', label: 'Alternate takes' },
]

/** Which groups are on show. */
interface Shown {
  readonly kind: LikenessKind
  readonly decided: boolean
}

const KindButton = ({
  kind,
  label,
  pressed,
  onPress,
}: {
  readonly kind: LikenessKind
  readonly label: string
  readonly pressed: boolean
  readonly onPress: () => void
}) => {
  const { client } = useStores()
  const online = useApp('status', (status) => status.connection) === 'online'
  const count = useQuery({ ...duplicateCountQuery(client, kind), enabled: online }).data
  return (
    <button type="button" className="alike__kind" aria-pressed={pressed} onClick={onPress}>
      {label}
      {count === undefined ? null : <span className="alike__kind-count tabular">{count.toLocaleString()}</span>}
    </button>
  )
}

/** What stands while scenes are compared: how many videos are done. */
const Comparing = () => {
  const { client } = useStores()
  const { compared = 0, videos = 0 } = useQuery(duplicatesStatusQuery(client)).data ?? {}
  return (
    <Message
      icon={<SquareStack size={28} aria-hidden />}
      title="Comparing scenes"
      detail={
        <>
          {videos === 0 ? 'Reading what is known of them…' : `${compared} of ${videos} videos`}
          <progress
            className="alike__progress"
            aria-label="Compared videos"
            {...(videos === 0 ? {} : { value: compared, max: videos })}
          />
        </>
      }
    />
  )
}

const Nothing = ({ kind, decided }: Shown) => {
  const videos = useApp('status', ({ stats }) => stats?.videos ?? 0)
  if (videos === 0)
    return (
      <Message
        icon={<SquareStack size={28} aria-hidden />}
        title="No films yet"
        detail="Drop films on the window. Scenes that are there twice, or that were taken again, appear here."
      />
    )
  if (decided)
    return (
      <Message
        icon={<SquareStack size={28} aria-hidden />}
        title="Nothing decided yet"
        detail="Groups of which one scene is kept and the others are rejected are found here again."
      />
    )
  return kind === 'duplicate' ? (
    <Message
      icon={<SquareStack size={28} aria-hidden />}
      title="No duplicates to decide about"
      detail="A scene that is there twice is shown here, also where it was coded anew, scaled, trimmed, graded or letterboxed."
    />
  ) : (
    <Message
      icon={<SquareStack size={28} aria-hidden />}
      title="No alternate takes to decide about"
      detail="Scenes of different takes that look alike are shown here, side by side."
    />
  )
}

const Groups = ({ kind, decided }: Shown) => {
  const { client } = useStores()
  const online = useApp('status', (status) => status.connection) === 'online'
  const { data, error, isFetching, refetch, hasNextPage, fetchNextPage } = useInfiniteQuery({
    ...duplicateGroupsQuery(client, kind, decided),
    enabled: online,
    refetchOnMount: 'always',
  })
  const box = useRef<HTMLDivElement>(null)
  const [place, setPlace] = useState(0)
  const [copy, setCopy] = useState<{ readonly group: string; readonly place: number }>({ group: '', place: 0 })
  const groups = data?.pages.flatMap(({ items }) => items) ?? []
  // What was decided leaves the list; the next group takes its place.
  const at = Math.max(0, Math.min(place, groups.length - 1))
  const group = groups[at]
  const chosen = copy.group === group?.id ? Math.min(copy.place, group.scenes.length - 1) : 0
  useEffect(() => {
    if (place !== at) setPlace(at)
  }, [place, at])
  if (error !== null && data === undefined) {
    const { message, remedy } = describeClientError(error.failure)
    return (
      <Message title={message} detail={remedy}>
        <Button onClick={() => void refetch()}>Try again</Button>
      </Message>
    )
  }
  if (data === undefined) return <Comparing />
  if (group === undefined) return isFetching ? <Comparing /> : <Nothing kind={kind} decided={decided} />
  return (
    <div className="alike">
      <GroupList
        box={box}
        groups={groups}
        chosen={at}
        onChoose={setPlace}
        onStep={(by) =>
          setCopy({ group: group.id, place: Math.max(0, Math.min(group.scenes.length - 1, chosen + by)) })
        }
        onMore={hasNextPage ? () => void fetchNextPage() : null}
      />
      <GroupView
        group={group}
        groups={groups}
        chosen={chosen}
        onChoose={(next) => setCopy({ group: group.id, place: next })}
      />
    </div>
  )
}

/** Copies and alternate takes side by side: keep one, reject the others, or say that they are not alike. */
export const DuplicatesPage = () => {
  const [shown, setShown] = useState<Shown>({ kind: 'duplicate', decided: false })
  const [isApart, setIsApart] = useState(false)
  return (
    <>
      <div className="toolbar">
        <h1>Duplicates</h1>
        <span className="toolbar__space" />
        <div className="alike__kinds" role="toolbar" aria-label="Kind of likeness">
          {kinds.map(({ kind, label }) => (
            <KindButton
              key={kind}
              kind={kind}
              label={label}
              pressed={!isApart && shown.kind === kind}
              onPress={() => {
                setShown({ ...shown, kind })
                setIsApart(false)
              }}
            />
          ))}
          <button type="button" className="alike__kind" aria-pressed={isApart} onClick={() => setIsApart(true)}>
            Not alike
          </button>
        </div>
        <label className="alike__decided">
          <input
            type="checkbox"
            checked={shown.decided}
            disabled={isApart}
            onChange={({ target }) => setShown({ ...shown, decided: target.checked })}
          />
          Decided
        </label>
      </div>
      {isApart ? <NotAlikeList /> : <Groups key={`${shown.kind} ${shown.decided}`} {...shown} />}
    </>
  )
}
