import { type Flag, flagSchema, type Label, labelColours } from '../../../electron/contract/index.ts'
import { FilterForm } from './filter-forms.tsx'
import { flagNames } from './mark-filter-text.ts'
import '../marks/mark-strip.css'
import { useState } from 'react'

const starChoices = [
  ...[5, 4, 3, 2, 1].map((min) => ({ name: `${'★'.repeat(min)}${min === 5 ? '' : ' and more'}`, min, max: undefined })),
  { name: 'Without stars', min: undefined, max: 0 },
] as const

/** How many stars at least; a press chooses. */
export const StarsEditor = ({
  min,
  max,
  onChoose,
}: {
  readonly min: number | undefined
  readonly max: number | undefined
  readonly onChoose: (min: number | undefined, max: number | undefined) => void
}) => (
  <div className="filter-editor filter-editor__list">
    {starChoices.map((choice) => (
      <button
        key={choice.name}
        type="button"
        className="filter-editor__one"
        aria-pressed={choice.min === min && choice.max === max}
        onClick={() => onChoose(choice.min, choice.max)}
      >
        {choice.name}
      </button>
    ))}
  </div>
)

/** Picked or rejected; a press chooses. */
export const FlagEditor = ({
  flag,
  onChoose,
}: {
  readonly flag: Flag | undefined
  readonly onChoose: (flag: Flag) => void
}) => (
  <div className="filter-editor filter-editor__list">
    {flagSchema.options.map((each) => (
      <button
        key={each}
        type="button"
        className="filter-editor__one"
        aria-pressed={flag === each}
        onClick={() => onChoose(each)}
      >
        {flagNames[each]}
      </button>
    ))}
  </div>
)

/** Some of the colour labels. */
export const LabelsEditor = ({
  labels,
  onDone,
}: {
  readonly labels: readonly Label[]
  readonly onDone: (labels: Label[]) => void
}) => {
  const [taken, setTaken] = useState<readonly Label[]>(labels)
  return (
    <FilterForm onApply={() => onDone(labelColours.filter((label) => taken.includes(label)))}>
      <div className="filter-editor__list">
        {labelColours.map((label) => (
          <label key={label} className="filter-editor__choice">
            <input
              type="checkbox"
              checked={taken.includes(label)}
              onChange={(event) =>
                setTaken(event.target.checked ? [...taken, label] : taken.filter((other) => other !== label))
              }
            />
            <span className="mark-label" data-label={label} aria-hidden />
            {label.charAt(0).toUpperCase() + label.slice(1)}
          </label>
        ))}
      </div>
    </FilterForm>
  )
}
