import { useQuery } from '@tanstack/react-query'
import { useMemo, useState } from 'react'
import { tagsQuery } from '../../queries/library-queries.ts'
import { namedLikeQuery } from '../../queries/search-queries.ts'
import {
  type Completed,
  completePrefix,
  completeValue,
  completingAt,
  filmsLike,
  namesLike,
  prefixesLike,
  withoutCompleted,
} from '../../stores/search/completions.ts'
import { useStores } from '../../stores/use-stores.tsx'
import { formatCount } from '../../ui/format.ts'

const mostShown = 8

/** One line of the list under the search field. */
export interface Completion {
  readonly key: string
  readonly label: string
  readonly hint: string
  /** What is typed when it is taken. */
  readonly completed: Completed
  /** The video that is filtered by when it is taken. */
  readonly videoId?: string
}

/** What the text of the search field can be completed to, and which line is chosen. */
export interface Completions {
  readonly items: readonly Completion[]
  /** Place of the chosen line; −1: none. */
  readonly active: number
  readonly choose: (place: number) => void
  readonly close: () => void
  /** The field changed, or its caret moved. */
  readonly look: (typed: string, caret: number) => void
}

/** Completes prefixes, tags and titles in the search field. */
export const useCompletions = (): Completions => {
  const stores = useStores()
  const [looked, setLooked] = useState({ typed: '', caret: -1 })
  const [chosen, setChosen] = useState<number | null>(null)
  const { typed, caret } = looked
  const at = useMemo(() => (caret < 0 ? null : completingAt(typed, caret)), [typed, caret])
  const sets = at?.kind === 'value' ? at.prefix.sets : null
  const name = at?.kind === 'value' && (sets === 'film' || sets === 'name') ? at.typed : null
  const found = useQuery({ ...namedLikeQuery(stores.client, name ?? '', mostShown), enabled: name !== null })
  // Until the answer to the last letter is there, what the one before found stands in as far as it fits: Enter takes the first.
  const named = useMemo(
    () => (found.isPlaceholderData ? filmsLike(found.data ?? [], name ?? '') : found.data),
    [found.isPlaceholderData, found.data, name],
  )
  const tags = useQuery({ ...tagsQuery(stores.client), enabled: sets === 'tags' }).data
  const items = useMemo((): readonly Completion[] => {
    if (at === null) return []
    if (at.kind === 'prefix') {
      return prefixesLike(at.typed).map((prefix) => ({
        key: prefix.name,
        label: `${prefix.name}:`,
        hint: prefix.hint,
        completed: completePrefix(typed, at, prefix),
      }))
    }
    if (at.prefix.sets === 'film' || at.prefix.sets === 'name') {
      const isFilm = at.prefix.sets === 'film'
      return (named ?? []).map(({ id, title, path }) => ({
        key: id,
        label: title,
        hint: path.split(/[\\/]/).at(-1) ?? '',
        completed: isFilm ? withoutCompleted(typed, at) : completeValue(typed, at, title),
        ...(isFilm ? { videoId: id } : {}),
      }))
    }
    if (at.prefix.sets !== 'tags') return []
    const counts = new Map((tags ?? []).map(({ tag, videos }) => [tag, videos]))
    return namesLike([...counts.keys()], at.typed, mostShown).map((tag) => ({
      key: tag,
      label: tag,
      hint: formatCount(counts.get(tag) ?? 0, 'video'),
      completed: completeValue(typed, at, tag),
    }))
  }, [at, typed, named, tags])
  // A tag or title that is being typed is most likely the first; words and parts of names stay as typed unless a line is chosen.
  const resting = at?.kind === 'value' && at.typed !== '' && sets !== 'name' ? 0 : -1
  return {
    items,
    active: Math.min(chosen ?? resting, items.length - 1),
    choose: setChosen,
    close: () => setLooked({ typed: '', caret: -1 }),
    look: (nextTyped, nextCaret) => {
      setChosen(null)
      setLooked({ typed: nextTyped, caret: nextCaret })
    },
  }
}
