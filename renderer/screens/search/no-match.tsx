import { SearchX } from 'lucide-react'
import type { Answered } from '../../stores/search/search-store.ts'
import { presetValues } from '../../stores/search/weights.ts'
import { useApp, useStores } from '../../stores/use-stores.tsx'
import { Button } from '../../ui/button.tsx'
import { Message } from '../../ui/message.tsx'
import { useSearchControl } from '../../widgets/search/use-search-control.ts'
import { useWeights } from '../../widgets/search/use-weights.ts'

/** Nothing stands out: says so, what could be tried, and still lets a person see what is nearest. */
export const NoGoodMatch = ({
  answered,
  label,
  onShow,
}: {
  readonly answered: Answered
  readonly label: string
  readonly onShow: () => void
}) => {
  const stores = useStores()
  const control = useSearchControl()
  const hasCaptions = useApp('status', (status) => (status.stats?.captions ?? 0) > 0)
  const { verdict, query, results } = answered
  return (
    <Message
      icon={<SearchX size={30} aria-hidden />}
      title={`No good match for “${label}”`}
      detail={
        <>
          No scene in this library matches clearly better than it matches unrelated searches.
          {verdict === null || verdict.suggestions.length === 0 ? null : (
            <ul className="no-match__suggestions">
              {verdict.suggestions.map((suggestion) => (
                <li key={suggestion}>{suggestion}</li>
              ))}
            </ul>
          )}
        </>
      }
    >
      {results.length > 0 || query.sort === 'time' ? (
        <Button
          onClick={() => {
            onShow()
            if (query.sort === 'time') control.adjust({ ...query, sort: 'relevance' })
          }}
        >
          Show the nearest anyway
        </Button>
      ) : null}
      {query.words.trim() !== '' && hasCaptions ? (
        <Button onClick={() => control.adjust({ ...stores.search.getState().query, exact: true })}>
          Search the exact words in captions
        </Button>
      ) : null}
      {Object.keys(query.filter).length > 0 ? (
        <Button onClick={() => control.go({ ...stores.search.getState().query, filter: {} })}>
          Remove all filters
        </Button>
      ) : null}
    </Message>
  )
}

/** Every slider is at zero. */
export const Muted = () => {
  const weights = useWeights()
  return (
    <Message title="Every slider is at zero" detail="Nothing counts in the search. Move one of the sliders up.">
      <Button onClick={() => weights.set(presetValues('balanced'))}>Balance the sliders</Button>
    </Message>
  )
}
