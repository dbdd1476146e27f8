import { useEffect, useRef, useState } from 'react'
import type { Caption } from '../../../../electron/contract/index.ts'
import { Button } from '../../../ui/button.tsx'

/** Corrects what a cue says in its place: Enter saves, Shift+Enter begins a line, Escape leaves it as it was. */
export const CueEditor = ({
  cue,
  onSave,
  onLeave,
}: {
  readonly cue: Caption
  /** Null: what was read or heard. */
  readonly onSave: (text: string | null) => void
  readonly onLeave: () => void
}) => {
  const [text, setText] = useState(cue.text)
  const field = useRef<HTMLTextAreaElement>(null)
  useEffect(() => {
    const element = field.current
    element?.focus()
    element?.setSelectionRange(element.value.length, element.value.length)
  }, [])
  const save = (): void => {
    const written = text.trim()
    if (written === '' || written === cue.text) onLeave()
    else onSave(written)
  }
  return (
    <div className="cue-editor">
      <textarea
        ref={field}
        className="cue-editor__field"
        dir="auto"
        aria-label="What is said"
        rows={Math.max(2, Math.ceil(text.length / 34), text.split('\n').length)}
        value={text}
        onChange={(event) => setText(event.target.value)}
        onKeyDown={(event) => {
          event.stopPropagation()
          if (event.key === 'Escape') onLeave()
          else if (event.key === 'Enter' && !event.shiftKey && !event.nativeEvent.isComposing) {
            event.preventDefault()
            save()
          }
        }}
      />
      {cue.said === undefined ? null : (
        <p className="cue-editor__said">
          Before: “{cue.said}”
          <Button tone="quiet" onClick={() => onSave(null)}>
            Undo correction
          </Button>
        </p>
      )}
      <p className="cue-editor__hint">Enter saves, Esc leaves</p>
    </div>
  )
}
