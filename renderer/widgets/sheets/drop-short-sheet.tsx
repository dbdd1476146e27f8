import { useState } from 'react'
import { useStores } from '../../stores/use-stores.tsx'
import { FormNote, FormSheet } from '../../ui/form-sheet.tsx'
import { NamedTextField } from '../../ui/text-field.tsx'

const usual = 12

/** Asks how long scenes have to be to stay apart. */
export const DropShortSheet = ({ videoId }: { readonly videoId: string }) => {
  const stores = useStores()
  const { close } = stores.window.getState()
  const [text, setText] = useState(String(usual))
  const frames = Number(text)
  const isValid = Number.isInteger(frames) && frames >= 2 && frames <= 100_000
  return (
    <FormSheet
      title="Drop short scenes"
      size="small"
      submitLabel="Drop"
      canSubmit={isValid}
      onClose={close}
      onSubmit={() => {
        void stores.sceneEdits.dropShort(videoId, frames)
        close()
      }}
    >
      <NamedTextField
        label="Scenes of fewer frames"
        inputMode="numeric"
        value={text}
        data-autofocus
        onFocus={(event) => event.target.select()}
        onChange={(event) => setText(event.target.value)}
      />
      <FormNote>Each becomes part of the scene before it. It can be undone.</FormNote>
    </FormSheet>
  )
}
