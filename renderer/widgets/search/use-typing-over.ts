import { type KeyboardEvent, type RefObject, useRef, useState } from 'react'

/** Keeps in mind whether all of the search field is selected, chips included, so that what is typed next is a new search. */
export interface TypingOver {
  readonly isOver: boolean
  /** Gives the field the focus with nothing selected. */
  readonly focus: () => void
  readonly onFocus: () => void
  readonly onBlur: () => void
  readonly onPointerDown: () => void
  readonly onSelect: () => void
  /** Whether a key deletes everything. */
  readonly onKey: (event: KeyboardEvent<HTMLInputElement>) => boolean
  /** The field's text changed: whether something was typed over everything. */
  readonly take: (text: string) => boolean
}

/** Keys that move the caret, and so end the selection. */
const movingKeys: readonly string[] = ['ArrowLeft', 'ArrowRight', 'Home', 'End']

/**
 * Everything is selected when the field gets the focus by a key or command, when Ctrl+A is pressed, and when all of its text
 * is. A press of the pointer in the field or a key that moves the caret ends that.
 */
export const useTypingOver = (field: RefObject<HTMLInputElement | null>): TypingOver => {
  const [isOver, setOver] = useState(false)
  const byPointer = useRef(false)
  const isWhole = (): boolean => {
    const input = field.current
    return (
      input !== null && input.value !== '' && input.selectionStart === 0 && input.selectionEnd === input.value.length
    )
  }
  return {
    isOver,
    focus: () => {
      // As a press in the field: what is typed joins what is there.
      byPointer.current = true
      field.current?.focus()
      byPointer.current = false
    },
    onFocus: () => {
      if (!byPointer.current) setOver(true)
    },
    onBlur: () => setOver(false),
    onPointerDown: () => {
      byPointer.current = true
      setOver(false)
      requestAnimationFrame(() => {
        byPointer.current = false
      })
    },
    onSelect: () => {
      const input = field.current
      if (input === null || input.value === '') return
      setOver(isWhole())
    },
    onKey: (event) => {
      const { key } = event
      if ((event.ctrlKey || event.metaKey) && key.toLowerCase() === 'a') setOver(true)
      else if (movingKeys.includes(key)) setOver(false)
      else if (isOver && (key === 'Backspace' || key === 'Delete')) {
        setOver(false)
        return true
      }
      return false
    },
    take: (text) => {
      const wasOver = isOver
      setOver(false)
      return wasOver && text !== ''
    },
  }
}
