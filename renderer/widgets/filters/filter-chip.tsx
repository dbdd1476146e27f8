import { X } from 'lucide-react'
import type { ReactNode } from 'react'
import './filters.css'

/** A filter that is set: a press on its text changes it, beside it stands what takes it away. */
export const FilterChip = ({
  text,
  title,
  onPress,
  onRemove,
  editor,
}: {
  readonly text: string
  /** What a press on the text does. */
  readonly title: string
  readonly onPress: () => void
  readonly onRemove: () => void
  /** Puts the form that is open beside the chip around its text; null while none is. */
  readonly editor: ((trigger: ReactNode) => ReactNode) | null
}) => {
  const button = (
    <button type="button" className="filter-chip__text tabular" title={title} onClick={onPress}>
      {text}
    </button>
  )
  return (
    <li className="filter-chip">
      {editor === null ? button : editor(button)}
      <button type="button" className="filter-chip__remove" aria-label={`Remove filter ${text}`} onClick={onRemove}>
        <X size={12} aria-hidden />
      </button>
    </li>
  )
}

/** What a press on a filter's chip does, in words. */
export const chipTitle = (isSwitch: boolean, label: string): string =>
  isSwitch ? 'Switch between with and without' : `Change: ${label}`
