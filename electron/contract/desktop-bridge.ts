import { z } from 'zod'
import { type ActionId, actionIdSchema } from './actions.ts'
import { idSchema } from './page.ts'

/** What the native open dialog lets the person choose. */
export const openDialogKindSchema = z.enum(['files', 'folder'])
export type OpenDialogKind = z.infer<typeof openDialogKindSchema>

/** Which menu items can be used and which carry a check mark right now. */
export const menuStateSchema = z.object({
  enabled: z.array(actionIdSchema),
  checked: z.array(actionIdSchema),
})
export type MenuState = z.infer<typeof menuStateSchema>

/** What is dragged out of the window: originals of videos or of the ranges of a bin, or the files of an export. */
export const dragOutSchema = z.union([
  z.strictObject({ videoIds: z.array(idSchema).min(1).max(500) }),
  z.strictObject({ binId: idSchema }),
  z.strictObject({ exportId: idSchema }),
])
export type DragOut = z.infer<typeof dragOutSchema>

/** Channels between the page and the desktop host, with what travels on them. The page sends ids, never paths. */
export const desktopChannels = {
  openDialog: { name: 'goodclips:open-dialog', payload: openDialogKindSchema },
  revealInFolder: { name: 'goodclips:reveal-in-folder', payload: idSchema },
  openFile: { name: 'goodclips:open-file', payload: idSchema },
  dragOut: { name: 'goodclips:drag-out', payload: dragOutSchema },
  setMenuState: { name: 'goodclips:set-menu-state', payload: menuStateSchema },
  menuAction: { name: 'goodclips:menu-action', payload: actionIdSchema },
  placeOpened: { name: 'goodclips:place-opened', payload: z.string().startsWith('/') },
  filesOpened: { name: 'goodclips:files-opened', payload: z.array(z.string()) },
} as const

/** What only the desktop app can do. The page finds it as `window.goodclips`; a browser has no such thing. */
export interface DesktopBridge {
  /**
   * Real paths of dropped or pasted `File` objects, in their order; null for one that is no file of the disk
   * (made by a script), which must be refused.
   */
  readonly pathsForFiles: (files: readonly object[]) => readonly (string | null)[]
  /** Paths chosen in the native dialog; empty when the person cancelled. */
  readonly openDialog: (kind: OpenDialogKind) => Promise<readonly string[]>
  /** Shows the video's file in the system's file manager; false when it is not there. */
  readonly revealInFolder: (videoId: string) => Promise<boolean>
  /** Opens the video's file in the program that the system has for it; false when that cannot be. */
  readonly openFile: (videoId: string) => Promise<boolean>
  /** Goes on with a drag that has just begun as one of these files; nothing is dragged where none of them is there. */
  readonly dragOut: (dragged: DragOut) => void
  readonly setMenuState: (state: MenuState) => void
  /** Calls back when a menu item is chosen; returns what ends it. */
  readonly onMenuAction: (listener: (action: ActionId) => void) => () => void
  /** Calls back when a link led to a place of the page (its path); returns what ends it. */
  readonly onPlaceOpened: (listener: (path: string) => void) => () => void
  /** Calls back when files were opened with the app or dropped on its icon; the core is already importing them. */
  readonly onFilesOpened: (listener: (paths: readonly string[]) => void) => () => void
}

/** Name under which preload exposes the bridge. */
export const desktopBridgeName = 'goodclips'
