import { type ReactNode, useId } from 'react'
import { Button } from './button.tsx'
import { Sheet } from './sheet.tsx'
import './form-sheet.css'

/** A sheet with one form: its fields, “Cancel”, and the button that sends it, which Enter presses too. */
export const FormSheet = ({
  title,
  size = 'medium',
  submitLabel,
  canSubmit,
  buttons,
  onSubmit,
  onClose,
  children,
}: {
  readonly title: string
  readonly size?: 'small' | 'medium'
  readonly submitLabel: string
  readonly canSubmit: boolean
  /** Further buttons, before “Cancel”. */
  readonly buttons?: ReactNode
  readonly onSubmit: () => void
  readonly onClose: () => void
  readonly children: ReactNode
}) => {
  const formId = useId()
  return (
    <Sheet
      title={title}
      size={size}
      onClose={onClose}
      footer={
        <>
          {buttons}
          <Button onClick={onClose}>Cancel</Button>
          <Button tone="primary" type="submit" form={formId} disabled={!canSubmit}>
            {submitLabel}
          </Button>
        </>
      }
    >
      <form
        id={formId}
        className="form-sheet"
        onSubmit={(event) => {
          event.preventDefault()
          if (canSubmit) onSubmit()
        }}
      >
        {children}
      </form>
    </Sheet>
  )
}

/** What one should know before filling in a form. */
export const FormNote = ({ children }: { readonly children: ReactNode }) => (
  <p className="form-sheet__note">{children}</p>
)

/** Something to agree to or to leave; several lines of text stand beside the box. */
export const FormCheck = ({
  checked,
  onChange,
  children,
}: {
  readonly checked: boolean
  readonly onChange: (checked: boolean) => void
  readonly children: ReactNode
}) => (
  <label className="form-sheet__check">
    <input type="checkbox" checked={checked} onChange={(event) => onChange(event.target.checked)} />
    <span>{children}</span>
  </label>
)
