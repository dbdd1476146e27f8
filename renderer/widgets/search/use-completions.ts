import { useQuery } from '@tanstack/react-query'
import { useMemo, useState } from 'react'
import { titlesLikeQuery } from '../../queries/search-queries.ts'
import {
  type Completed,
  completePrefix,
  completeValue,
  completingAt,
  namesLike,
  prefixesLike,
  withoutCompleted,
} from '../../stores/search/completions.ts'
import { useApp, useStores } from '../../stores/use-stores.tsx'

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
  const revision = useApp('library', (library) => library.revision)
  const [looked, setLooked] = useState({ typed: '', caret: -1 })
  const [chosen, setChosen] = useState<number | null>(null)
  const { typed, caret } = looked
  const at = useMemo(() => (caret < 0 ? null : completingAt(typed, caret)), [typed, caret])
  const film = at?.kind === 'value' && at.prefix.sets === 'film' ? at.typed : null
  const titled = useQuery({ ...titlesLikeQuery(stores.client, film ?? '', mostShown), enabled: film !== null }).data
  const items = useMemo((): readonly Completion[] => {
    // The tags of videos that came meanwhile.
    void revision
    if (at === null) return []
    if (at.kind === 'prefix') {
      return prefixesLike(at.typed).map((prefix) => ({
        key: prefix.name,
        label: `${prefix.name}:`,
        hint: prefix.hint,
        completed: completePrefix(typed, at, prefix),
      }))
    }
    if (at.prefix.sets === 'film') {
      return (titled ?? []).map(({ id, title, path }) => ({
        key: id,
        label: title,
        hint: path.split(/[\\/]/).at(-1) ?? '',
        completed: withoutCompleted(typed, at),
        videoId: id,
      }))
    }
    if (at.prefix.sets !== 'tags') return []
    const tags = [...stores.library.getState().videos.values()].flatMap((video) => video.tags)
    return namesLike(tags, at.typed, mostShown).map((tag) => ({
      key: tag,
      label: tag,
      hint: '',
      completed: completeValue(typed, at, tag),
    }))
  }, [at, typed, titled, stores, revision])
  // A tag or title that is being typed is most likely the first; words are words unless a prefix is chosen.
  const resting = at?.kind === 'value' && at.typed !== '' ? 0 : -1
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
