import { useStores } from '../../stores/use-stores.tsx'
import { Button } from '../../ui/button.tsx'
import { Sheet } from '../../ui/sheet.tsx'
import { ProblemList, useDismissAll, useNeedsYouCount } from '../problems/problem-list.tsx'

/** All that needs a person: what could not be imported or read, and what folders held beside films. */
export const ProblemsSheet = () => {
  const stores = useStores()
  const count = useNeedsYouCount()
  const dismissAll = useDismissAll()
  return (
    <Sheet
      title="Needs you"
      size="large"
      onClose={stores.window.getState().close}
      footer={count === 0 ? undefined : <Button onClick={dismissAll}>Dismiss all</Button>}
    >
      {count === 0 ? (
        <p className="problem__remedy">Nothing needs you. Everything that was added is in the library.</p>
      ) : null}
      <ProblemList />
    </Sheet>
  )
}
