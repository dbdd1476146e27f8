import { useState } from 'react'
import { absolutePathsOf } from '../../client/dropped-files.ts'
import { useStores } from '../../stores/use-stores.tsx'
import { FormCheck, FormNote, FormSheet } from '../../ui/form-sheet.tsx'
import { formatCount } from '../../ui/format.ts'
import { NamedTextArea } from '../../ui/text-field.tsx'

/** Imports files and folders where they lie, without copying: for large libraries in the browser. */
export const ImportPathsSheet = () => {
  const stores = useStores()
  const [text, setText] = useState('')
  const [busy, setBusy] = useState(false)
  const [followLinks, setFollowLinks] = useState(false)
  const { close } = stores.window.getState()
  const paths = absolutePathsOf(text)
  const submit = async (): Promise<void> => {
    setBusy(true)
    await stores.imports.getState().importPaths(paths, { followLinks })
    setBusy(false)
    close()
  }
  return (
    <FormSheet
      title="Import by path"
      submitLabel={busy ? 'Looking…' : paths.length === 0 ? 'Import' : `Import ${formatCount(paths.length, 'path')}`}
      canSubmit={!busy && paths.length > 0}
      onClose={close}
      onSubmit={() => void submit()}
    >
      <FormNote>
        Files stay where they are and are never changed. Folders are searched for videos with everything below them.
      </FormNote>
      <NamedTextArea
        label="Full paths of files or folders, one a line"
        className="path"
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
      <FormCheck checked={followLinks} onChange={setFollowLinks}>
        Follow links that lead out of these folders
      </FormCheck>
    </FormSheet>
  )
}
