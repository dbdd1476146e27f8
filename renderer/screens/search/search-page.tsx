import { SearchX } from 'lucide-react'
import { useLocation } from 'wouter'
import { type ClientError, describeClientError } from '../../client/client-error.ts'
import { libraryAddress } from '../../stores/library-address.ts'
import { filterCount } from '../../stores/search/search-query.ts'
import { videosWanted } from '../../stores/search/search-request.ts'
import type { Answered } from '../../stores/search/search-store.ts'
import { useSearchStatus } from '../../stores/use-server.ts'
import { useApp, useStores } from '../../stores/use-stores.tsx'
import { Button } from '../../ui/button.tsx'
import { Message } from '../../ui/message.tsx'
import { useAttention } from '../../widgets/list/use-attention.ts'
import { useSearchFieldAsHome } from '../../widgets/page-parts/page-parts.ts'
import { useQueryLabel } from '../../widgets/search/query-label.ts'
import { searchNote } from '../../widgets/search/slider-state.ts'
import { Breadcrumbs } from './breadcrumbs.tsx'
import { FilterBar } from './filter-bar.tsx'
import { MatchLine, MatchWays } from './match-line.tsx'
import { leadsToModels, matchText } from './match-text.ts'
import { Muted, NothingFound } from './no-match.tsx'
import { NoResult, SearchHints } from './search-hints.tsx'
import { SearchResults } from './search-results.tsx'
import { SearchToolbar } from './search-toolbar.tsx'
import { VideosRow } from './videos-row.tsx'
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

/** Whether words were looked for as they are said only, in all films: then another spelling is the nearest thing to try. */
const saysNothingElse = ({ verdict, query }: Answered): boolean =>
  verdict?.modalities.every(({ model }) => model === null) === true && filterCount(query.filter) === 0

/** The search was refused, or the core does not answer: what to do, with a button for it. */
const Failed = ({ error }: { readonly error: ClientError }) => {
  const stores = useStores()
  const [, navigate] = useLocation()
  const { message, remedy } = describeClientError(error)
  return (
    <Message title={message} detail={remedy}>
      {leadsToModels({ message, remedy }) ? (
        <Button tone="primary" onClick={() => navigate('/models')}>
          Models
        </Button>
      ) : null}
      <Button onClick={() => stores.search.getState().submit(stores.search.getState().query)}>Try again</Button>
    </Message>
  )
}

/** Results of a search, with what narrows it and the way that led to it. */
export const SearchPage = () => {
  const stores = useStores()
  const [, navigate] = useLocation()
  const status = useApp('search', (search) => search.status)
  const answered = useApp('search', (search) => search.answered)
  const error = useApp('search', (search) => search.error)
  const named = useApp('search', (search) => search.named)
  const selectedCount = useApp('selection', (selection) => selection.scopes.search.ids.size)
  const searchedIn = useApp('search', (search) => search.query.filter.videoIds) ?? noVideos
  const hasCaptions = useApp('status', (state) => (state.stats?.captions ?? 0) > 0)
  const labelOf = useQueryLabel()
  // Videos that a search is limited to are worked on first, as they may not be searchable yet.
  useAttention(searchedIn, searchedIn[0] ?? null)
  const isAsking = status !== 'idle'
  const isFiltered = useApp('search', (search) => filterCount(search.query.filter) > 0)
  const match = answered === null ? null : matchText(answered, hasCaptions)
  const showAll = (): void => {
    const { library, search } = stores
    const { q = '', ...filter } = videosWanted(search.getState().query) ?? {}
    library.getState().setQuery({ ...library.getState().query, q, filter })
    navigate(libraryAddress({ q, filter }))
  }
  const body = () => {
    if (status === 'muted') return <Muted />
    if (status === 'failed' && error !== null) return <Failed error={error} />
    if (answered === null || match === null) return status === 'searching' ? <Waiting /> : <SearchHints />
    if (answered.kind === 'videos') {
      return answered.videos.length === 0 ? (
        <Message
          icon={<SearchX size={30} aria-hidden />}
          title={match.text}
          detail="Titles, file names, folders and tags were looked through."
        >
          <MatchWays ways={match.ways} />
        </Message>
      ) : (
        <VideosRow alone videos={answered.videos} count={answered.videoCount} onShowAll={showAll} />
      )
    }
    const isExact = answered.kind === 'captions'
    const isEmptyOfWords = isExact || saysNothingElse(answered)
    const label = isExact ? answered.query.words : labelOf(answered.query)
    return (
      <SearchResults
        answered={answered}
        label={label}
        emptyMessage={isEmptyOfWords ? <NoResult query={answered.query.words} /> : <NothingFound {...match} />}
      />
    )
  }
  useSearchFieldAsHome(status !== 'searching' && (answered === null || answered.results.length === 0))
  // An empty answer by meaning says in its place what this line would.
  const isTold =
    answered !== null &&
    (answered.kind === 'captions' || answered.results.length > 0 || (answered.kind === 'videos' && answered.total > 0))
  const above = answered?.kind === 'videos' ? null : (answered ?? named)
  return (
    <>
      {isAsking ? <SearchToolbar answered={answered} /> : null}
      <Breadcrumbs />
      {isAsking || isFiltered ? <FilterBar /> : null}
      {isAsking && above !== null && above.videos.length > 0 ? (
        <VideosRow videos={above.videos} count={above.videoCount} onShowAll={showAll} />
      ) : null}
      {isAsking && isTold && match !== null ? <MatchLine {...match} selectedCount={selectedCount} /> : null}
      <div className="search-page__body">{body()}</div>
    </>
  )
}
