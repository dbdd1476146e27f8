import { MicVocal } from 'lucide-react'
import { useState } from 'react'
import type { VideoDetails } from '../../../electron/contract/index.ts'
import { Button, IconButton } from '../../ui/button.tsx'
import { SpeechSheet } from './speech-sheet.tsx'

/** Opens what a video says of its own speech; `text`: the words of the button, else it is a symbol. */
export const SpeechButton = ({ video, text }: { readonly video: VideoDetails; readonly text?: string }) => {
  const [isOpen, setOpen] = useState(false)
  const open = (): void => setOpen(true)
  return (
    <>
      {text === undefined ? (
        <IconButton label="Speech of this video…" onClick={open}>
          <MicVocal size={16} aria-hidden />
        </IconButton>
      ) : (
        <Button onClick={open}>{text}</Button>
      )}
      {isOpen ? <SpeechSheet video={video} onClose={() => setOpen(false)} /> : null}
    </>
  )
}
