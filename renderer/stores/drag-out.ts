import type { DesktopBridge } from '../../electron/contract/desktop-bridge.ts'
import type { CreateExportInput, Export, ExportSource } from '../../electron/contract/index.ts'
import type { PreferencesState } from './preferences-store.ts'
import type { ToastState } from './toast-store.ts'

/** What is dragged out of the window. */
export interface DraggedOut {
  readonly source: ExportSource
  /** Of the films that it is of; those of a bin are known where the bin is. */
  readonly videoIds: readonly string[]
}

/** Lets files be dragged out of the window of the desktop app, into an editor or a folder. */
export interface DragOutActions {
  /**
   * Begins such a drag. False in a browser: the drag stays one within the page. With the setting “clip” the first drag makes the clips, and
   * the next one holds them: a system takes only files that are there.
   */
  readonly begin: (dragged: DraggedOut) => boolean
}

/** Makes the drags out of the window. */
export const createDragOut = (parts: {
  readonly desktop: Pick<DesktopBridge, 'dragOut'> | null
  readonly exportFiles: (input: CreateExportInput, onProgress?: (exported: Export) => void) => Promise<Export | string>
  readonly preferences: () => Pick<PreferencesState, 'dragOut'>
  readonly toasts: () => Pick<ToastState, 'show'>
}): DragOutActions => {
  const { desktop, toasts } = parts
  /** Exports of clips by what they are of; null while one is made. */
  const made = new Map<string, string | null>()
  const group = { id: 'drag-out', several: () => '' }

  const make = async (key: string, source: ExportSource): Promise<void> => {
    made.set(key, null)
    const say = (message: string, tone: 'plain' | 'problem' = 'plain') => toasts().show({ message, tone, group })
    say('Making the clips to drag…')
    const done = await parts.exportFiles({ source, kind: 'clips', mode: 'exact' }, ({ progress }) => {
      say(`Making the clips to drag: ${Math.round(progress * 100)} %`)
    })
    if (typeof done === 'string') {
      made.delete(key)
      say(done, 'problem')
      return
    }
    made.set(key, done.id)
    say(`${done.files.length === 1 ? 'The clip is' : 'The clips are'} ready: drag again with Alt.`)
  }

  return {
    begin: ({ source, videoIds }) => {
      if (desktop === null) return false
      if (parts.preferences().dragOut === 'original') {
        desktop.dragOut('binId' in source ? { binId: source.binId } : { videoIds: [...new Set(videoIds)] })
        return true
      }
      const key = JSON.stringify(source)
      const exportId = made.get(key)
      if (exportId === undefined) void make(key, source)
      else if (exportId !== null) desktop.dragOut({ exportId })
      return true
    },
  }
}
