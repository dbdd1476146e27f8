import { ChevronDown, ChevronUp, Search } from 'lucide-react'
import type { RefObject } from 'react'
import { Button } from '../../../ui/button.tsx'

/** The field that finds words in a transcript: how many there are, the next and the one before. */
export const FindBar = ({
  field,
  query,
  count,
  current,
  total,
  onQuery,
  onStep,
  onLeave,
}: {
  readonly field: RefObject<HTMLInputElement | null>
  readonly query: string
  /** How many places were found. */
  readonly count: number
  /** The one on show, from 0. */
  readonly current: number
  /** What is said while nothing is looked for. */
  readonly total: string
  readonly onQuery: (query: string) => void
  readonly onStep: (step: 1 | -1) => void
  readonly onLeave: () => void
}) => {
  const isIdle = query.trim() === ''
  return (
    <search className="transcript__find">
      <Search size={14} aria-hidden />
      <input
        ref={field}
        type="search"
        className="transcript__field"
        aria-label="Find in transcript"
        placeholder="Find"
        spellCheck={false}
        autoComplete="off"
        value={query}
        onChange={(event) => onQuery(event.target.value)}
        onKeyDown={(event) => {
          if (event.key === 'Enter') {
            event.preventDefault()
            onStep(event.shiftKey ? -1 : 1)
          } else if (event.key === 'Escape') {
            event.preventDefault()
            if (isIdle) onLeave()
            else onQuery('')
          }
        }}
      />
      <span className="transcript__count tabular" role="status">
        {isIdle ? total : count === 0 ? 'None' : `${current + 1} of ${count}`}
      </span>
      {isIdle ? null : (
        <>
          <Button tone="quiet" aria-label="Previous place" disabled={count === 0} onClick={() => onStep(-1)}>
            <ChevronUp size={14} aria-hidden />
          </Button>
          <Button tone="quiet" aria-label="Next place" disabled={count === 0} onClick={() => onStep(1)}>
            <ChevronDown size={14} aria-hidden />
          </Button>
        </>
      )}
    </search>
  )
}
