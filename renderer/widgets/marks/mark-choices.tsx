import { Ban, Flag, Star, X } from 'lucide-react'
import { type ReactNode, useId } from 'react'
import { type Flag as FlagValue, type Label, labelColours } from '../../../electron/contract/index.ts'
import { mixed, type Shared } from './shared-marks.ts'
import './mark-strip.css'

interface Choice<Value> {
  readonly value: Value
  readonly name: string
  readonly picture: ReactNode
}

/** One of a few, as a row of pictures: one stop of the Tab key, in which the arrow keys choose. */
const Choices = <Value extends string | number | null>({
  name,
  choices,
  value,
  onChoose,
  isOn = (choice) => choice === value,
}: {
  readonly name: string
  readonly choices: readonly Choice<Value>[]
  readonly value: Shared<Value>
  readonly onChoose: (value: Value) => void
  /** Whether a choice is drawn as taken; several stars are. */
  readonly isOn?: (choice: Value) => boolean
}) => {
  const group = useId()
  return (
    <fieldset className="mark-choices">
      <legend className="visually-hidden">{name}</legend>
      {choices.map((choice) => (
        <label
          key={String(choice.value)}
          className="mark-choices__one"
          data-on={isOn(choice.value)}
          title={choice.name}
        >
          <input
            type="radio"
            className="visually-hidden"
            name={group}
            aria-label={choice.name}
            checked={choice.value === value}
            onChange={() => onChoose(choice.value)}
          />
          {choice.picture}
        </label>
      ))}
      {value === mixed ? <span className="mark-choices__mixed">differs</span> : null}
    </fieldset>
  )
}

const none = <Ban size={14} aria-hidden />
const stars: readonly Choice<number>[] = [
  { value: 0, name: 'No stars', picture: none },
  ...[1, 2, 3, 4, 5].map((value) => ({
    value,
    name: value === 1 ? '1 star' : `${value} stars`,
    picture: <Star size={16} aria-hidden />,
  })),
]

/** How many stars. */
export const StarChoices = ({
  value,
  onChoose,
}: {
  readonly value: Shared<number>
  readonly onChoose: (rating: number) => void
}) => (
  <Choices
    name="Rating"
    choices={stars}
    value={value}
    onChoose={onChoose}
    isOn={(choice) => value !== mixed && (choice === 0 ? value === 0 : choice <= value)}
  />
)

const flags: readonly Choice<FlagValue | null>[] = [
  { value: null, name: 'Neither pick nor reject', picture: none },
  { value: 'pick', name: 'Pick', picture: <Flag size={15} aria-hidden /> },
  { value: 'reject', name: 'Reject', picture: <X size={16} aria-hidden /> },
]

/** Picked, rejected or neither. */
export const FlagChoices = ({
  value,
  onChoose,
}: {
  readonly value: Shared<FlagValue | null>
  readonly onChoose: (flag: FlagValue | null) => void
}) => <Choices name="Flag" choices={flags} value={value} onChoose={onChoose} />

const labels: readonly Choice<Label | null>[] = [
  { value: null, name: 'No label', picture: none },
  ...labelColours.map((value) => ({
    value,
    name: `${value.charAt(0).toUpperCase()}${value.slice(1)}`,
    picture: <span className="mark-label" data-label={value} aria-hidden />,
  })),
]

/** The colour label. */
export const LabelChoices = ({
  value,
  onChoose,
}: {
  readonly value: Shared<Label | null>
  readonly onChoose: (label: Label | null) => void
}) => <Choices name="Label" choices={labels} value={value} onChoose={onChoose} />
