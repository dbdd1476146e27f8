import { useState } from 'react'
import type { Caption } from '../../../../electron/contract/index.ts'
import { useStores } from '../../../stores/use-stores.tsx'

/** Correcting the cues of one track: which one is open, and the way back. */
export const useCorrections = (videoId: string, track: number) => {
  const { videos, toasts } = useStores()
  const [editing, setEditing] = useState<string | null>(null)
  const undo = (): void => void videos.undoCorrection()
  const save = (cue: Caption, text: string | null): void => {
    setEditing(null)
    void videos.correctCaption(videoId, track, cue.id, text).then((isWritten) => {
      if (!isWritten) return
      toasts.getState().show({
        message: text === null ? 'The correction was undone' : 'Corrected',
        action: { label: 'Undo', run: undo },
      })
    })
  }
  return { editing, edit: setEditing, leave: () => setEditing(null), save, undo }
}
