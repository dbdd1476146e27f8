import { X } from 'lucide-react'
import { type ComponentProps, type ReactNode, useState } from 'react'
import { TextField } from '../../ui/text-field.tsx'
import './tags.css'

/** A tag as a chip, with what takes it away. */
export const TagChip = ({
  tag,
  onRemove,
  children,
  ...rest
}: {
  readonly tag: string
  readonly onRemove: () => void
  /** Stands behind its name. */
  readonly children?: ReactNode
} & Omit<ComponentProps<'li'>, 'children'>) => (
  <li className="video-tags__tag" {...rest}>
    <span className="selectable">{tag}</span>
    {children}
    <button type="button" aria-label={`Remove tag ${tag}`} onClick={onRemove}>
      <X size={12} aria-hidden />
    </button>
  </li>
)

/** Where tags are typed: Enter, a comma or leaving the field adds them, Escape forgets them. */
export const TagField = ({
  label,
  onAdd,
  onBackspace,
  ...rest
}: {
  readonly label: string
  /** What was typed between commas, as it was typed. */
  readonly onAdd: (typed: readonly string[]) => void
  /** Backspace in the empty field. */
  readonly onBackspace?: () => void
} & Pick<ComponentProps<'input'>, 'list'> & { readonly 'data-autofocus'?: true }) => {
  const [text, setText] = useState('')
  const add = (): void => {
    onAdd(text.split(','))
    setText('')
  }
  return (
    <TextField
      className="video-tags__field"
      aria-label={label}
      placeholder="Add a tag"
      maxLength={100}
      {...rest}
      value={text}
      onChange={(event) => setText(event.target.value)}
      onBlur={add}
      onKeyDown={(event) => {
        if (event.key === 'Enter' || event.key === ',') {
          event.preventDefault()
          add()
        } else if (event.key === 'Backspace' && text === '') onBackspace?.()
        else if (event.key === 'Escape') setText('')
      }}
    />
  )
}
