import { useState } from 'react'
import { useApp, useStores } from '../../stores/use-stores.tsx'
import { FormNote, FormSheet } from '../../ui/form-sheet.tsx'
import { NamedTextField } from '../../ui/text-field.tsx'
import { ChooseButton } from './choose-button.tsx'

/** Tells the library where a moved file is now. */
export const LocateSheet = ({ videoId }: { readonly videoId: string }) => {
  const stores = useStores()
  const known = useApp('library', (library) => library.videos.get(videoId)?.path ?? '')
  const [path, setPath] = useState('')
  const [busy, setBusy] = useState(false)
  const { close } = stores.window.getState()
  const submit = async (): Promise<void> => {
    setBusy(true)
    const found = await stores.library.getState().locate(videoId, path.trim())
    setBusy(false)
    if (found) close()
  }
  return (
    <FormSheet
      title="Locate file"
      submitLabel={busy ? 'Comparing…' : 'Use this file'}
      canSubmit={!busy && path.trim() !== ''}
      buttons={<ChooseButton kind="files" onChosen={setPath} />}
      onClose={close}
      onSubmit={() => void submit()}
    >
      <FormNote>
        Last seen at <span className="path selectable">{known}</span>. The file must have the same content; its scenes
        and captions are kept.
      </FormNote>
      <NamedTextField
        label="Where it is now (full path)"
        value={path}
        data-autofocus
        spellCheck={false}
        onChange={(event) => setPath(event.target.value)}
      />
    </FormSheet>
  )
}
