import { useId, useState } from 'react'
import { useApp, useStores } from '../../stores/use-stores.tsx'
import { Button } from '../../ui/button.tsx'
import { Sheet } from '../../ui/sheet.tsx'
import '../../ui/field.css'
import './form.css'

/** Gives a video another title; the file keeps its name. */
export const RenameSheet = ({ videoId }: { readonly videoId: string }) => {
  const stores = useStores()
  const before = useApp('library', (library) => library.videos.get(videoId)?.title ?? '')
  const [title, setTitle] = useState(before)
  const formId = useId()
  const { close } = stores.window.getState()
  return (
    <Sheet
      title="Rename"
      size="small"
      onClose={close}
      footer={
        <>
          <Button onClick={close}>Cancel</Button>
          <Button tone="primary" type="submit" form={formId} disabled={title.trim() === ''}>
            Rename
          </Button>
        </>
      }
    >
      <form
        id={formId}
        className="form"
        onSubmit={(event) => {
          event.preventDefault()
          void stores.library.getState().rename(videoId, title)
          close()
        }}
      >
        <label className="form__row">
          <span>Title in the library (the file keeps its name)</span>
          <input
            className="field"
            value={title}
            maxLength={500}
            data-autofocus
            onFocus={(event) => event.target.select()}
            onChange={(event) => setTitle(event.target.value)}
          />
        </label>
      </form>
    </Sheet>
  )
}
