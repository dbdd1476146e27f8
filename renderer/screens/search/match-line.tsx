import { useLocation } from 'wouter'
import { presetValues } from '../../stores/search/weights.ts'
import { useStores } from '../../stores/use-stores.tsx'
import { Button } from '../../ui/button.tsx'
import { useSearchControl } from '../../widgets/search/use-search-control.ts'
import { useWeights } from '../../widgets/search/use-weights.ts'
import { type MatchText, type MatchWay, widerTimes } from './match-text.ts'
import './match-line.css'

const labels: Readonly<Record<MatchWay, string>> = {
  minutes: 'Within 2 min',
  anywhere: 'Anywhere in the film',
  models: 'Models',
  unfiltered: 'Remove all filters',
  wanted: 'Keep what is not wanted',
  balance: 'Balance the sliders',
  exact: 'Exact words in captions',
  meaning: 'Search by meaning',
}

/** Things to try when little was found, as small buttons. */
export const MatchWays = ({ ways }: { readonly ways: readonly MatchWay[] }) => {
  const { search } = useStores()
  const control = useSearchControl()
  const weights = useWeights()
  const [, navigate] = useLocation()
  const follow = (way: 'minutes' | 'anywhere'): void => {
    const { query } = search.getState()
    if (query.followedBy === null) return
    control.go({ ...query, followedBy: { ...query.followedBy, withinSeconds: widerTimes[way] } })
  }
  const tries: Readonly<Record<MatchWay, () => void>> = {
    minutes: () => follow('minutes'),
    anywhere: () => follow('anywhere'),
    models: () => navigate('/models'),
    unfiltered: () => control.go({ ...search.getState().query, filter: {} }),
    wanted: () => control.go({ ...search.getState().query, not: [], lessLike: [] }),
    balance: () => weights.set(presetValues('balanced')),
    exact: () => control.adjust({ ...search.getState().query, exact: true }),
    meaning: () => control.adjust({ ...search.getState().query, exact: false }),
  }
  return ways.map((way) => (
    <Button key={way} className="match-line__way" onClick={tries[way]}>
      {labels[way]}
    </Button>
  ))
}

/** One line above the results: how many match, or that what is below is only nearest. It hides nothing. */
export const MatchLine = ({ text, ways, selectedCount }: MatchText & { readonly selectedCount: number }) => (
  <div className="match-line">
    <span className="match-line__text tabular" role="status" title={text}>
      {text}
      {selectedCount > 1 ? ` · ${selectedCount.toLocaleString()} selected` : ''}
    </span>
    <MatchWays ways={ways} />
  </div>
)
