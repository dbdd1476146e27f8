import { useState } from 'react'
import { useApp, useStores } from '../../stores/use-stores.tsx'
import { FormSheet } from '../../ui/form-sheet.tsx'
import { NamedTextField } from '../../ui/text-field.tsx'

/** Gives a video another title; the file keeps its name. */
export const RenameSheet = ({ videoId }: { readonly videoId: string }) => {
  const stores = useStores()
  const before = useApp('library', (library) => library.videos.get(videoId)?.title ?? '')
  const [title, setTitle] = useState(before)
  const { close } = stores.window.getState()
  return (
    <FormSheet
      title="Rename"
      size="small"
      submitLabel="Rename"
      canSubmit={title.trim() !== ''}
      onClose={close}
      onSubmit={() => {
        void stores.library.getState().rename(videoId, title)
        close()
      }}
    >
      <NamedTextField
        label="Title in the library (the file keeps its name)"
        value={title}
        maxLength={500}
        data-autofocus
        onFocus={(event) => event.target.select()}
        onChange={(event) => setTitle(event.target.value)}
      />
    </FormSheet>
  )
}
