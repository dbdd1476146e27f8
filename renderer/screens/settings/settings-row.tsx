import { type ReactNode, useEffect, useState } from 'react'
import { TextField } from '../../ui/text-field.tsx'

/** One setting: its name, what it means, its control. */
export const Row = ({
  label,
  note,
  htmlFor,
  children,
}: {
  readonly label: string
  readonly note: ReactNode
  readonly htmlFor?: string
  readonly children: ReactNode
}) => (
  <div className="settings__row">
    <div className="settings__words">
      {htmlFor === undefined ? <span>{label}</span> : <label htmlFor={htmlFor}>{label}</label>}
      <p className="settings__note">{note}</p>
    </div>
    <div className="settings__control">{children}</div>
  </div>
)

/** A number that is sent when the field is left or Enter is pressed; an empty field means null where that is allowed. */
export const NumberField = ({
  id,
  value,
  min,
  max,
  step,
  placeholder,
  unit,
  onChange,
}: {
  readonly id: string
  readonly value: number | null
  readonly min: number
  readonly max: number
  readonly step?: number
  readonly placeholder?: string
  readonly unit?: string
  readonly onChange: (value: number | null) => void
}) => {
  const shown = value === null ? '' : String(value)
  const [text, setText] = useState(shown)
  useEffect(() => setText(shown), [shown])
  const commit = (): void => {
    if (text === shown) return
    const number = Number(text)
    if (text.trim() === '' && placeholder !== undefined) onChange(null)
    else if (text.trim() === '' || !Number.isFinite(number)) setText(shown)
    else onChange(Math.min(max, Math.max(min, number)))
  }
  return (
    <>
      <TextField
        id={id}
        type="number"
        className="settings__number tabular"
        value={text}
        min={min}
        max={max}
        step={step ?? 1}
        {...(placeholder === undefined ? {} : { placeholder })}
        onChange={(event) => setText(event.target.value)}
        onBlur={commit}
        onKeyDown={(event) => {
          if (event.key === 'Enter') commit()
        }}
      />
      <span className="settings__unit">{unit}</span>
    </>
  )
}
