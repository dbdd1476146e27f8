import { type ComponentProps, useId } from 'react'
import { classNames } from './class-names.ts'
import './field.css'
import './text-field.css'

/** One line that a person types: words, a path or, with `type="number"`, a number. */
export const TextField = ({ className, ...input }: ComponentProps<'input'>) => (
  <input {...input} className={classNames('field', className)} />
)

/** Several lines that a person types. */
export const TextArea = ({ className, ...area }: ComponentProps<'textarea'>) => (
  <textarea {...area} className={classNames('field', className)} />
)

/** A text field with its name above it and, where it can be wrong, the reason below it; room for one is kept. */
export const NamedTextField = ({
  label,
  problem,
  ...input
}: ComponentProps<'input'> & {
  readonly label: string
  /** What is wrong with what was typed; empty while nothing is. Left out where nothing can be. */
  readonly problem?: string
}) => {
  const id = useId()
  return (
    <div className="text-field">
      <label className="text-field__name" htmlFor={id}>
        {label}
      </label>
      {problem === undefined ? (
        <TextField {...input} id={id} />
      ) : (
        <>
          <TextField {...input} id={id} aria-invalid={problem !== ''} aria-describedby={`${id}-problem`} />
          <span id={`${id}-problem`} className="text-field__problem" aria-live="polite">
            {problem}
          </span>
        </>
      )}
    </div>
  )
}

/** A text area with its name above it. */
export const NamedTextArea = ({ label, ...area }: ComponentProps<'textarea'> & { readonly label: string }) => {
  const id = useId()
  return (
    <div className="text-field">
      <label className="text-field__name" htmlFor={id}>
        {label}
      </label>
      <TextArea {...area} id={id} />
    </div>
  )
}
