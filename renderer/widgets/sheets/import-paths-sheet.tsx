import { useId, useState } from 'react'
import { absolutePathsOf } from '../../client/dropped-files.ts'
import { useStores } from '../../stores/use-stores.tsx'
import { Button } from '../../ui/button.tsx'
import { formatCount } from '../../ui/format.ts'
import { Sheet } from '../../ui/sheet.tsx'
import '../../ui/field.css'
import './form.css'

/** Imports files and folders where they lie, without copying: for large libraries in the browser. */
export const ImportPathsSheet = () => {
  const stores = useStores()
  const [text, setText] = useState('')
  const [busy, setBusy] = useState(false)
  const [followLinks, setFollowLinks] = useState(false)
  const formId = useId()
  const { close } = stores.window.getState()
  const paths = absolutePathsOf(text)
  return (
    <Sheet
      title="Import by path"
      onClose={close}
      footer={
        <>
          <Button onClick={close}>Cancel</Button>
          <Button tone="primary" type="submit" form={formId} disabled={busy || paths.length === 0}>
            {busy ? 'Looking…' : paths.length === 0 ? 'Import' : `Import ${formatCount(paths.length, 'path')}`}
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
          void stores.imports
            .getState()
            .importPaths(paths, { followLinks })
            .then(() => {
              setBusy(false)
              close()
            })
        }}
      >
        <p className="form__note">
          Files stay where they are and are never changed. Folders are searched for videos with everything below them.
        </p>
        <label className="form__row">
          <span>Full paths of files or folders, one a line</span>
          <textarea
            className="field form__path"
            rows={6}
            value={text}
            data-autofocus
            spellCheck={false}
            placeholder={'/films/holiday\n/films/interview.mov'}
            onChange={(event) => setText(event.target.value)}
            onKeyDown={(event) => {
              if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) event.currentTarget.form?.requestSubmit()
            }}
          />
        </label>
        <label className="form__check">
          <input type="checkbox" checked={followLinks} onChange={(event) => setFollowLinks(event.target.checked)} />
          <span>Follow links that lead out of these folders</span>
        </label>
      </form>
    </Sheet>
  )
}
