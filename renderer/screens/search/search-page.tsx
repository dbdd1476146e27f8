import { useEffect, useState } from 'react'
import { describeClientError } from '../../client/client-error.ts'
import { crumbLabel } from '../../stores/search/breadcrumbs.ts'
import { searchKey } from '../../stores/search/search-address.ts'
import { useSearchStatus } from '../../stores/use-server.ts'
import { useApp, useStores } from '../../stores/use-stores.tsx'
import { Button } from '../../ui/button.tsx'
import { Message } from '../../ui/message.tsx'
import { useAttention } from '../../widgets/list/use-attention.ts'
import { useSearchFieldAsHome } from '../../widgets/page-parts/page-parts.ts'
import { useAnchorText } from '../../widgets/search/anchor-text.ts'
import { searchNote } from '../../widgets/search/slider-state.ts'
import { answerNote } from './answer-note.ts'
import { Breadcrumbs } from './breadcrumbs.tsx'
import { FilterBar } from './filter-bar.tsx'
import { Muted, NoGoodMatch } from './no-match.tsx'
import { NoResult, SearchHints } from './search-hints.tsx'
import { SearchResults } from './search-results.tsx'
import { SearchToolbar } from './search-toolbar.tsx'
import './search-page.css'

/** What is on show while the first answer takes longer than a moment, as when models load. */
const Waiting = () => {
  const note = useSearchStatus(searchNote)
  return (
    <div className="search-page__waiting">
      <Message
        title="Searching …"
        detail={note === '' ? 'The first search may take longer, while models are loaded.' : note}
      />
    </div>
  )
}

const noVideos: readonly string[] = []

/** Results of a search, with what narrows it and the way that led to it. */
export const SearchPage = () => {
  const stores = useStores()
  const status = useApp('search', (search) => search.status)
  const answered = useApp('search', (search) => search.answered)
  const error = useApp('search', (search) => search.error)
  const selectedCount = useApp('selection', (selection) => selection.scopes.search.ids.size)
  const anchorText = useAnchorText()
  const searchedIn = useApp('search', (search) => search.query.filter.videoIds) ?? noVideos
  /** The search whose results are shown though none may be good: they were on show, or a person wanted to see them. */
  const [weakOf, setWeakOf] = useState<string | null>(null)
  const isShown = answered !== null && answered.verdict?.kind !== 'no_good_match'
  const shownKey = isShown ? searchKey(answered.query) : null
  useEffect(() => {
    // Results that are on show stay so while a slider moves, even where none of them stands out any more.
    if (shownKey !== null) setWeakOf(shownKey)
  }, [shownKey])

  // Videos that a search is limited to are worked on first, as they may not be searchable yet.
  useAttention(searchedIn, searchedIn[0] ?? null)

  const body = () => {
    if (status === 'muted') return <Muted />
    if (status === 'failed' && error !== null) {
      const { message, remedy } = describeClientError(error)
      return (
        <Message title={message} detail={remedy}>
          <Button onClick={() => stores.search.getState().submit(stores.search.getState().query)}>Try again</Button>
        </Message>
      )
    }
    if (answered === null) return status === 'searching' ? <Waiting /> : <SearchHints />
    const label = answered.kind === 'captions' ? answered.query.words : crumbLabel(answered.query, anchorText)
    const key = searchKey(answered.query)
    const noMatch = <NoGoodMatch answered={answered} label={label} onShow={() => setWeakOf(key)} />
    if (answered.verdict?.kind === 'no_good_match' && weakOf !== key) return noMatch
    return (
      <SearchResults
        answered={answered}
        label={label}
        emptyMessage={answered.kind === 'captions' ? <NoResult query={answered.query.words} /> : noMatch}
      />
    )
  }
  const isAsking = status !== 'idle'
  useSearchFieldAsHome(status !== 'searching' && (answered === null || answered.results.length === 0))
  const isNoMatch = answered !== null && !isShown && weakOf !== searchKey(answered.query)
  return (
    <>
      {isAsking ? <SearchToolbar answered={answered} selectedCount={selectedCount} /> : null}
      <Breadcrumbs />
      {isAsking ? <FilterBar note={answered === null || isNoMatch ? '' : answerNote(answered)} /> : null}
      <div className="search-page__body">{body()}</div>
    </>
  )
}
