import { type DragEvent, useState } from 'react'

/** What makes an element take what is dragged onto it. */
export interface DropProps {
  readonly 'data-over': boolean
  readonly onDragOver: (event: DragEvent) => void
  readonly onDragLeave: () => void
  readonly onDrop: (event: DragEvent) => void
}

/** Takes what is dragged when it has one of these types; `onTake` gets the type that it came with and its text. */
export const useDrop = (types: readonly string[], onTake: (type: string, text: string) => void): DropProps => {
  const [over, setOver] = useState(false)
  const typeOf = (event: DragEvent): string | undefined => types.find((type) => event.dataTransfer.types.includes(type))
  return {
    'data-over': over,
    onDragOver: (event) => {
      if (typeOf(event) === undefined) return
      event.preventDefault()
      setOver(true)
    },
    onDragLeave: () => setOver(false),
    onDrop: (event) => {
      setOver(false)
      const type = typeOf(event)
      if (type === undefined) return
      event.preventDefault()
      event.stopPropagation()
      onTake(type, event.dataTransfer.getData(type))
    },
  }
}
