import { type Anchor, anchorSchema } from '../../../electron/contract/index.ts'

/** Media type of a scene that is dragged from a card into the search field. */
export const sceneTransferType = 'application/x-goodclips-scene'

/** Puts a scene into a drag. */
export const putScene = (transfer: DataTransfer, anchor: Anchor): void => {
  transfer.setData(sceneTransferType, JSON.stringify(anchor))
  transfer.effectAllowed = 'copy'
}

/** Whether a drag holds a scene; while dragging its content cannot be read yet. */
export const holdsScene = (transfer: DataTransfer | null): boolean =>
  transfer?.types.includes(sceneTransferType) === true

/** The scene that was dropped; null for anything else. */
export const takeScene = (transfer: DataTransfer): Anchor | null => {
  try {
    const parsed = anchorSchema.safeParse(JSON.parse(transfer.getData(sceneTransferType)))
    return parsed.success ? parsed.data : null
  } catch {
    return null
  }
}
