import { type ReactNode, useState } from 'react'
import { Button } from '../../ui/button.tsx'
import { Popover } from '../../ui/popover.tsx'
import { TextField } from '../../ui/text-field.tsx'
import './filters.css'

const maxChoices = 200

/** What sets one filter, beside its chip or the button that adds one; open until it is done with. */
export const FilterPopover = ({
  label,
  onClose,
  trigger,
  children,
}: {
  readonly label: string
  readonly onClose: () => void
  readonly trigger: ReactNode
  readonly children: ReactNode
}) => (
  <Popover
    label={label}
    open
    onOpen={(open) => {
      if (!open) onClose()
    }}
    trigger={trigger}
  >
    {children}
  </Popover>
)

/** A form with the one button that applies it. */
export const FilterForm = ({ onApply, children }: { readonly onApply: () => void; readonly children: ReactNode }) => (
  <form
    className="filter-editor"
    onSubmit={(event) => {
      event.preventDefault()
      onApply()
    }}
  >
    {children}
    <div className="filter-editor__buttons">
      <Button tone="primary" type="submit">
        Apply
      </Button>
    </div>
  </form>
)

/** A list of things to tick, with a field that narrows it. */
export const Choices = ({
  label,
  choices,
  chosen,
  onDone,
  empty,
  typeOwn = false,
  onType,
}: {
  readonly label: string
  /** Id and name, and how many there are of it. */
  readonly choices: readonly (readonly [string, string, (number | undefined)?])[]
  readonly chosen: readonly string[]
  readonly onDone: (chosen: readonly string[]) => void
  readonly empty: string
  /** What is typed may be chosen although it is not in the list. */
  readonly typeOwn?: boolean
  /** What is typed is looked for elsewhere: `choices` are what it found. */
  readonly onType?: (text: string) => void
}) => {
  const [taken, setTaken] = useState<readonly string[]>(chosen)
  const [text, setText] = useState('')
  const wanted = text.trim().toLowerCase()
  const like = onType === undefined ? choices.filter(([, name]) => name.toLowerCase().includes(wanted)) : choices
  const shown = like.slice(0, maxChoices)
  const finished = typeOwn && wanted !== '' && shown.length === 0 ? [...taken, text.trim()] : taken
  return (
    <FilterForm onApply={() => onDone(finished)}>
      <TextField
        type="search"
        aria-label={label}
        placeholder={label}
        value={text}
        onChange={(event) => {
          setText(event.target.value)
          onType?.(event.target.value.trim())
        }}
      />
      {shown.length === 0 ? (
        <p className="filter-editor__note">{empty}</p>
      ) : (
        <div className="filter-editor__list">
          {shown.map(([id, name, count]) => (
            <label key={id} className="filter-editor__choice">
              <input
                type="checkbox"
                checked={taken.includes(id)}
                onChange={(event) =>
                  setTaken(event.target.checked ? [...taken, id] : taken.filter((other) => other !== id))
                }
              />
              {name}
              {count === undefined ? null : (
                <span className="filter-editor__count tabular">{count.toLocaleString()}</span>
              )}
            </label>
          ))}
        </div>
      )}
    </FilterForm>
  )
}

/** A number as people type it, with a comma or a point; undefined where it is none. */
export const typedNumber = (text: string): number | undefined => {
  const value = Number(text.replace(',', '.'))
  return text.trim() === '' || !Number.isFinite(value) || value < 0 ? undefined : value
}

/** The two ends of a range, as numbers or days. */
export const RangeEditor = ({
  unit,
  type,
  from,
  to,
  onDone,
}: {
  readonly unit: string
  readonly type: 'text' | 'date'
  readonly from: string
  readonly to: string
  readonly onDone: (from: string, to: string) => void
}) => {
  const [min, setMin] = useState(from)
  const [max, setMax] = useState(to)
  return (
    <FilterForm onApply={() => onDone(min, max)}>
      <div className="filter-editor__range">
        <label>
          From{unit}
          <TextField
            className="tabular"
            type={type}
            inputMode="decimal"
            value={min}
            onChange={(event) => setMin(event.target.value)}
          />
        </label>
        <label>
          Up to{unit}
          <TextField
            className="tabular"
            type={type}
            inputMode="decimal"
            value={max}
            onChange={(event) => setMax(event.target.value)}
          />
        </label>
      </div>
    </FilterForm>
  )
}
