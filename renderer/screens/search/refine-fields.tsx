import { X } from 'lucide-react'
import { useEffect, useRef, useState } from 'react'
import { useStores } from '../../stores/use-stores.tsx'
import { IconButton } from '../../ui/button.tsx'
import { TextField } from '../../ui/text-field.tsx'
import { useSearchControl } from '../../widgets/search/use-search-control.ts'

/** A field for words that are not wanted; Enter makes a chip of them. */
export const NotField = ({ onClose }: { readonly onClose: () => void }) => {
  const stores = useStores()
  const control = useSearchControl()
  const [text, setText] = useState('')
  const field = useRef<HTMLInputElement>(null)
  useEffect(() => field.current?.focus(), [])
  const add = (): void => {
    const words = text.trim()
    const { query } = stores.search.getState()
    if (words !== '') control.go({ ...query, not: [...new Set([...query.not, words])] })
    onClose()
  }
  return (
    <span className="refine">
      <span aria-hidden>not</span>
      <TextField
        ref={field}
        className="refine__words"
        aria-label="Words to avoid"
        placeholder="words to avoid"
        maxLength={200}
        value={text}
        onChange={(event) => setText(event.target.value)}
        onBlur={add}
        onKeyDown={(event) => {
          if (event.key === 'Enter') add()
          if (event.key === 'Escape') {
            event.preventDefault()
            onClose()
          }
        }}
      />
    </span>
  )
}

/** “A then B”: what must follow, and how soon. */
export const ThenFields = ({
  followedBy,
}: {
  readonly followedBy: { readonly words: string; readonly withinSeconds: number }
}) => {
  const stores = useStores()
  const control = useSearchControl()
  const field = useRef<HTMLInputElement>(null)
  const startedEmpty = useRef(followedBy.words === '')
  useEffect(() => {
    if (startedEmpty.current) field.current?.focus()
  }, [])
  const put = (next: typeof followedBy | null): void => {
    const { query } = stores.search.getState()
    if (next === null) control.go({ ...query, followedBy: null })
    else control.type({ ...query, followedBy: next })
  }
  return (
    <span className="refine">
      <span aria-hidden>then</span>
      <TextField
        ref={field}
        className="refine__words"
        aria-label="Then"
        placeholder="what follows"
        maxLength={1000}
        value={followedBy.words}
        onChange={(event) => put({ ...followedBy, words: event.target.value })}
        onKeyDown={(event) => {
          if (event.key === 'Enter') control.go(stores.search.getState().query)
          if (event.key === 'Escape' && followedBy.words === '') put(null)
        }}
      />
      <span aria-hidden>within</span>
      <TextField
        type="number"
        className="refine__seconds tabular"
        aria-label="Within seconds"
        min={1}
        max={86_400}
        value={followedBy.withinSeconds}
        onChange={(event) => {
          const seconds = event.target.valueAsNumber
          if (seconds > 0) put({ ...followedBy, withinSeconds: Math.min(86_400, seconds) })
        }}
      />
      <span aria-hidden>s</span>
      <IconButton label="Remove then" onClick={() => put(null)}>
        <X size={13} aria-hidden />
      </IconButton>
    </span>
  )
}
