import { asksNothing, usualWithinSeconds } from '../../stores/search/search-query.ts'
import { useApp, useStores } from '../../stores/use-stores.tsx'
import { Button } from '../../ui/button.tsx'
import { useAction } from '../actions/use-action.ts'
import { useSearchControl } from './use-search-control.ts'

/** Beside the search field: what must follow in the same film. */
export const ThenButton = () => {
  const { search } = useStores()
  const control = useSearchControl()
  const isSet = useApp('search', (state) => state.query.followedBy !== null)
  const isEmpty = useApp('search', (state) => asksNothing(state.query))
  const start = (): void => {
    const { query } = search.getState()
    control.adjust({ ...query, exact: false, followedBy: { words: '', withinSeconds: usualWithinSeconds } })
  }
  const remove = (): void => control.go({ ...search.getState().query, followedBy: null })
  const turn = isSet ? remove : start
  useAction('search.then', isEmpty ? null : turn, isSet)
  return (
    <Button
      tone="quiet"
      aria-pressed={isSet}
      disabled={isEmpty}
      className="search-header__then"
      title="Only scenes after which something else follows in the same film"
      onClick={turn}
    >
      Then …
    </Button>
  )
}
