import { Upload } from 'lucide-react'
import { useEffect, useState } from 'react'
import { absolutePathsOf, filesOfTransfer } from '../../client/dropped-files.ts'
import { useStores } from '../../stores/use-stores.tsx'
import './drop-target.css'

const holdsFiles = (event: DragEvent): boolean => event.dataTransfer?.types.includes('Files') === true

const isTextField = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement && target.closest('input, textarea, [contenteditable="true"]') !== null

/** Makes the whole window take dropped files and folders, and pasted files and paths. */
export const DropTarget = () => {
  const { imports, desktop } = useStores()
  const [over, setOver] = useState(false)
  useEffect(() => {
    let depth = 0
    const take = (transfer: DataTransfer): void => {
      if (desktop !== null) {
        // The desktop knows the real path of a folder too, so nothing has to be walked here.
        const dropped = [...transfer.files].map((file) => ({ file, relativePath: file.name }))
        void imports.getState().importFiles(dropped)
        return
      }
      void filesOfTransfer(transfer).then((dropped) => imports.getState().importFiles(dropped))
    }
    const enter = (event: DragEvent): void => {
      if (!holdsFiles(event)) return
      event.preventDefault()
      depth += 1
      setOver(true)
    }
    const move = (event: DragEvent): void => {
      if (!holdsFiles(event) || event.dataTransfer === null) return
      event.preventDefault()
      event.dataTransfer.dropEffect = 'copy'
    }
    const leave = (event: DragEvent): void => {
      if (!holdsFiles(event)) return
      depth = Math.max(0, depth - 1)
      if (depth === 0) setOver(false)
    }
    const drop = (event: DragEvent): void => {
      depth = 0
      setOver(false)
      if (!holdsFiles(event) || event.dataTransfer === null) return
      event.preventDefault()
      take(event.dataTransfer)
    }
    const paste = (event: ClipboardEvent): void => {
      const { clipboardData } = event
      if (clipboardData === null) return
      if (clipboardData.files.length > 0) {
        event.preventDefault()
        take(clipboardData)
        return
      }
      if (isTextField(event.target)) return
      const paths = absolutePathsOf(clipboardData.getData('text/plain'))
      if (paths.length === 0) return
      event.preventDefault()
      void imports.getState().importPaths(paths)
    }
    window.addEventListener('dragenter', enter)
    window.addEventListener('dragover', move)
    window.addEventListener('dragleave', leave)
    window.addEventListener('drop', drop)
    window.addEventListener('paste', paste)
    return () => {
      window.removeEventListener('dragenter', enter)
      window.removeEventListener('dragover', move)
      window.removeEventListener('dragleave', leave)
      window.removeEventListener('drop', drop)
      window.removeEventListener('paste', paste)
    }
  }, [imports, desktop])
  return over ? (
    <div className="drop-target">
      <div className="drop-target__box">
        <Upload size={28} aria-hidden />
        <p className="drop-target__title">Drop to add to the library</p>
        <p className="drop-target__note">
          {desktop === null
            ? 'Videos and captions are copied into the library, folders with everything in them.'
            : 'Files stay where they are and are never changed.'}
        </p>
      </div>
    </div>
  ) : null
}
