import { createStore } from 'zustand/vanilla'
import { byteRoutes, searchResponseSchema } from '../../../electron/contract/index.ts'
import { type Client, refusalOf, rejectionOf } from '../../client/client.ts'
import type { ClientError } from '../../client/client-error.ts'
import { showFailure, type ToastState } from '../toast-store.ts'

/** A picture or sound that was sent, by the name the core gave it. */
export interface QueryFile {
  readonly kind: 'picture' | 'sound'
  readonly reference: string
}

/** Pictures and sounds to search by, sent from this window. */
export interface QueryFileState {
  /** Names of files by reference, for the chips. */
  readonly names: ReadonlyMap<string, string>
  /** Small pictures by reference. */
  readonly pictures: ReadonlyMap<string, ImageBitmap>
  /** Files on their way. */
  readonly sending: number
  /** Sends files; answers those the core took. Refusals are told as notices. */
  readonly send: (files: readonly File[]) => Promise<readonly QueryFile[]>
}

const sendWithinMs = 120_000
const thumbnailHeightPx = 64

/** A small copy, drawn on a canvas: the page's policy allows no picture of a `blob:` address. */
const thumbnailOf = async (file: File): Promise<ImageBitmap | null> => {
  try {
    return await createImageBitmap(file, { resizeHeight: thumbnailHeightPx, resizeQuality: 'medium' })
  } catch {
    // The core decodes more formats than the browser.
    return null
  }
}

/** Makes the store of the pictures and sounds that were sent to search by. */
export const createQueryFileStore = (client: Client, toasts: () => ToastState) =>
  createStore<QueryFileState>()((set) => {
    const post = async (file: File, kind: QueryFile['kind']): Promise<string | ClientError> => {
      const signal = AbortSignal.timeout(sendWithinMs)
      const route = kind === 'picture' ? byteRoutes.similarToImage : byteRoutes.similarToAudio
      const search = encodeURIComponent(JSON.stringify({ limit: 1 }))
      try {
        const response = await client.fetch(`${route.path}?search=${search}`, {
          method: route.method,
          signal,
          headers: { 'content-type': file.type === '' ? 'application/octet-stream' : file.type },
          body: file,
        })
        if (!response.ok) return await refusalOf(response)
        const parsed = searchResponseSchema.safeParse(await response.json())
        if (!parsed.success || parsed.data.reference === undefined) {
          return { kind: 'unexpected-answer', status: response.status, cause: parsed.error }
        }
        return parsed.data.reference
      } catch (cause) {
        return rejectionOf(cause, signal)
      }
    }
    const sendOne = async (file: File): Promise<QueryFile | null> => {
      const kind = file.type.startsWith('audio/') ? 'sound' : 'picture'
      const [reference, picture] = await Promise.all([post(file, kind), kind === 'picture' ? thumbnailOf(file) : null])
      if (typeof reference !== 'string') {
        showFailure(toasts(), reference)
        return null
      }
      set((state) => ({
        names: new Map(state.names).set(reference, file.name),
        pictures: picture === null ? state.pictures : new Map(state.pictures).set(reference, picture),
      }))
      return { kind, reference }
    }
    return {
      names: new Map(),
      pictures: new Map(),
      sending: 0,
      send: async (files) => {
        set((state) => ({ sending: state.sending + files.length }))
        const sent: QueryFile[] = []
        for (const file of files) {
          const taken = await sendOne(file)
          if (taken !== null) sent.push(taken)
          set((state) => ({ sending: state.sending - 1 }))
        }
        return sent
      },
    }
  })
