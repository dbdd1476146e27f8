import { useProblems } from '../../stores/use-server.ts'
import { useApp, useStores } from '../../stores/use-stores.tsx'
import { Button } from '../../ui/button.tsx'
import { needsYouCount } from '../../ui/work-text.ts'
import { ProblemRow, UnsentRow } from './problem-row.tsx'

/** How much needs a person, the same number everywhere. */
export const useNeedsYouCount = (): number => {
  const uploads = useApp('imports', (state) => state.uploads)
  return useApp('status', ({ stats }) => needsYouCount(stats, uploads))
}

/** Dismisses all of it, however much there is. */
export const useDismissAll = (): (() => void) => {
  const { problems, imports } = useStores()
  return () => {
    const { uploads, dismissUploads } = imports.getState()
    dismissUploads(uploads.flatMap(({ id, state }) => (state === 'failed' ? [id] : [])))
    void problems.dismissAll()
  }
}

/** Everything that needs a person, a hundred at a time. */
export const ProblemList = () => {
  const uploads = useApp('imports', (state) => state.uploads)
  const { items, showMore } = useProblems()
  const unsent = uploads.filter(({ state, problemPath }) => state === 'failed' && problemPath === null)
  return (
    <>
      <ul>
        {unsent.map((row) => (
          <UnsentRow key={row.id} row={row} />
        ))}
        {items.map((problem) => (
          <ProblemRow key={problem.id} problem={problem} />
        ))}
      </ul>
      {showMore === null ? null : (
        <Button tone="quiet" onClick={showMore}>
          Show more
        </Button>
      )}
    </>
  )
}
