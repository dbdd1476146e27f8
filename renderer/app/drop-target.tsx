import { Search, Upload } from 'lucide-react'
import { useEffect, useState } from 'react'
import { absolutePathsOf, filesOfTransfer } from '../client/dropped-files.ts'
import { isListFile } from '../stores/list-import.ts'
import { type DroppedPurpose, purposeOf } from '../stores/search/dropped-purpose.ts'
import { useStores } from '../stores/use-stores.tsx'
import { usePageParts } from '../widgets/page-parts/page-parts.ts'
import { useSearchControl } from '../widgets/search/use-search-control.ts'
import './drop-target.css'

const holdsFiles = (event: DragEvent): boolean => event.dataTransfer?.types.includes('Files') === true

/** Whether the pointer is over an element. */
const isOver = (event: DragEvent, element: HTMLElement | null): boolean => {
  const box = element?.getBoundingClientRect()
  return (
    box !== undefined &&
    event.clientX >= box.left &&
    event.clientX <= box.right &&
    event.clientY >= box.top &&
    event.clientY <= box.bottom
  )
}

const typesOf = (transfer: DataTransfer): readonly string[] =>
  [...transfer.items].filter(({ kind }) => kind === 'file').map(({ type }) => type)

const isTextField = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement && target.closest('input, textarea, [contenteditable="true"]') !== null

/** Makes the whole window take dropped files and folders, and pasted files and paths; pictures and sounds start a search. */
export const DropTarget = () => {
  const { imports, lists, desktop } = useStores()
  const control = useSearchControl()
  const parts = usePageParts()
  const [over, setOver] = useState<DroppedPurpose | null>(null)
  useEffect(() => {
    let depth = 0
    // There even a picture that moves is to be searched by.
    const isOverField = (event: DragEvent): boolean => isOver(event, parts?.searchField ?? null)
    const take = (transfer: DataTransfer, overField: boolean): void => {
      if (purposeOf(typesOf(transfer), overField) === 'search') {
        control.addFiles([...transfer.files])
        return
      }
      const files = [...transfer.files]
      if (files.length > 0 && files.every(isListFile)) {
        void lists.importLists(files)
        return
      }
      if (desktop !== null) {
        // The desktop knows the real path of a folder too, so nothing has to be walked here.
        const dropped = files.map((file) => ({ file, relativePath: file.name }))
        void imports.getState().importFiles(dropped)
        return
      }
      void filesOfTransfer(transfer).then((dropped) => imports.getState().importFiles(dropped))
    }
    const enter = (event: DragEvent): void => {
      if (!holdsFiles(event)) return
      event.preventDefault()
      depth += 1
    }
    const move = (event: DragEvent): void => {
      if (!holdsFiles(event) || event.dataTransfer === null) return
      event.preventDefault()
      event.dataTransfer.dropEffect = 'copy'
      setOver(purposeOf(typesOf(event.dataTransfer), isOverField(event)))
    }
    const leave = (event: DragEvent): void => {
      if (!holdsFiles(event)) return
      depth = Math.max(0, depth - 1)
      if (depth === 0) setOver(null)
    }
    const drop = (event: DragEvent): void => {
      depth = 0
      setOver(null)
      if (!holdsFiles(event) || event.dataTransfer === null) return
      event.preventDefault()
      take(event.dataTransfer, isOverField(event))
    }
    const paste = (event: ClipboardEvent): void => {
      const { clipboardData } = event
      if (clipboardData === null) return
      if (clipboardData.files.length > 0) {
        event.preventDefault()
        take(clipboardData, isTextField(event.target))
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
  }, [imports, lists, desktop, control, parts])
  if (over === null) return null
  return (
    <div className="drop-target">
      <div className="drop-target__box">
        {over === 'search' ? <Search size={28} aria-hidden /> : <Upload size={28} aria-hidden />}
        <p className="drop-target__title">
          {over === 'search' ? 'Drop to search by it' : 'Drop to add to the library'}
        </p>
        <p className="drop-target__note">
          {over === 'search'
            ? 'Scenes that look or sound like it are found. The file itself is not added.'
            : desktop === null
              ? 'Videos and captions are copied into the library, folders with everything in them.'
              : 'Files stay where they are and are never changed.'}
        </p>
      </div>
    </div>
  )
}
