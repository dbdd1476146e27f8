import type { Client } from '../client/client.ts'
import { showFailure, type ToastState } from './toast-store.ts'

/** What is said of films, for other programs. */
export interface MetadataActions {
  /** Writes an XMP file beside a film, and tells where. True when it was written. */
  readonly writeSidecar: (videoId: string) => Promise<boolean>
}

/** Makes the actions on files of metadata. */
export const createMetadataActions = (client: Client, toasts: () => ToastState): MetadataActions => ({
  writeSidecar: async (videoId) => {
    const answer = await client.call('writeSidecar', { params: { id: videoId } }, AbortSignal.timeout(30_000))
    if (answer.ok) toasts().show({ message: 'Marks written', detail: answer.value.path })
    else showFailure(toasts(), answer.error)
    return answer.ok
  },
})
