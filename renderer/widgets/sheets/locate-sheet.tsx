import { useId, useState } from 'react'
import { useApp, useStores } from '../../stores/use-stores.tsx'
import { Button } from '../../ui/button.tsx'
import { Sheet } from '../../ui/sheet.tsx'
import '../../ui/field.css'
import './form.css'

/** Tells the library where a moved file is now. */
export const LocateSheet = ({ videoId }: { readonly videoId: string }) => {
  const stores = useStores()
  const known = useApp('library', (library) => library.videos.get(videoId)?.path ?? '')
  const [path, setPath] = useState('')
  const [busy, setBusy] = useState(false)
  const formId = useId()
  const { close } = stores.window.getState()
  const { desktop } = stores
  return (
    <Sheet
      title="Locate file"
      onClose={close}
      footer={
        <>
          {desktop === null ? null : (
            <Button
              onClick={() =>
                void desktop.openDialog('files').then((paths) => {
                  if (paths[0] !== undefined) setPath(paths[0])
                })
              }
            >
              Choose…
            </Button>
          )}
          <Button onClick={close}>Cancel</Button>
          <Button tone="primary" type="submit" form={formId} disabled={busy || path.trim() === ''}>
            {busy ? 'Comparing…' : 'Use this file'}
          </Button>
        </>
      }
    >
      <form
        id={formId}
        className="form"
        onSubmit={(event) => {
          event.preventDefault()
          setBusy(true)
          void stores.library
            .getState()
            .locate(videoId, path.trim())
            .then((found) => {
              setBusy(false)
              if (found) close()
            })
        }}
      >
        <p className="form__note">
          Last seen at <span className="form__path selectable">{known}</span>. The file must have the same content; its
          scenes and captions are kept.
        </p>
        <label className="form__row">
          <span>Where it is now (full path)</span>
          <input
            className="field"
            value={path}
            data-autofocus
            spellCheck={false}
            onChange={(event) => setPath(event.target.value)}
          />
        </label>
      </form>
    </Sheet>
  )
}
