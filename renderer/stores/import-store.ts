import { createStore } from 'zustand/vanilla'
import type { DesktopBridge } from '../../electron/contract/desktop-bridge.ts'
import type { ImportItem, ImportResponse } from '../../electron/contract/index.ts'
import type { Client } from '../client/client.ts'
import { describeClientError } from '../client/client-error.ts'
import { contentIdOfFile } from '../client/content-id-of-file.ts'
import { type DroppedFile, isSidecar, orderForUpload } from '../client/dropped-files.ts'
import { uploadFile } from '../client/upload-file.ts'
import { showFailure, type ToastState } from './toast-store.ts'

/** One file being sent to the core by a browser. */
export interface UploadRow {
  readonly id: string
  readonly batch: string
  readonly name: string
  readonly sizeBytes: number
  readonly sentBytes: number
  readonly state: 'waiting' | 'sending' | 'done' | 'failed' | 'cancelled'
  readonly startedAtMs: number | null
  readonly message: string | null
  /** Path under which the core tells of the file, when it was refused there. */
  readonly problemPath: string | null
}

/** Ways into the library, and files on their way. */
export interface ImportState {
  readonly uploads: readonly UploadRow[]
  /** Imports by absolute path; answers what became of each file. `followLinks`: also out of the folders. */
  readonly importPaths: (
    paths: readonly string[],
    options?: { readonly followLinks?: boolean },
  ) => Promise<readonly ImportItem[]>
  /** Imports dropped, pasted or chosen files: by path where the host knows it, else by upload. */
  readonly importFiles: (files: readonly DroppedFile[]) => Promise<void>
  readonly cancelUpload: (id: string) => void
  readonly retryUpload: (id: string) => void
  /** Takes files that could not be sent off the list. */
  readonly dismissUploads: (ids: readonly string[]) => void
  readonly clearFinishedUploads: () => void
  /** Attaches a caption file to a video; answers whether it could be. */
  readonly attachCaptions: (path: string, videoId: string) => Promise<boolean>
}

/** What an import did, in one line. */
export const summaryOf = (
  items: readonly ImportItem[],
  leftOut = 0,
): { readonly message: string; readonly detail: string } => {
  const count = (outcome: ImportItem['outcome']): number => items.filter((item) => item.outcome === outcome).length
  const added = count('added') + count('restored')
  const known = count('known')
  const relocated = count('relocated')
  const renewed = count('renewed')
  const refused = count('refused')
  const parts = [
    ...(known > 0 ? [`${known.toLocaleString()} already in the library`] : []),
    ...(relocated > 0 ? [`${relocated.toLocaleString()} found again at a new place`] : []),
    ...(renewed > 0 ? [`${renewed.toLocaleString()} read again, as the file is another now`] : []),
    ...(refused > 0 ? [`${refused.toLocaleString()} could not be imported`] : []),
    ...(leftOut > 0 ? [`${leftOut.toLocaleString()} left out`] : []),
  ]
  if (items.length === 0) return { message: 'No video files found there', detail: '' }
  if (added > 0)
    return {
      message: `Added ${added === 1 ? '1 video' : `${added.toLocaleString()} videos`}`,
      detail: parts.join(' · '),
    }
  return { message: parts[0] ?? 'Nothing new', detail: parts.slice(1).join(' · ') }
}

const newId = (): string => crypto.randomUUID()
const parallelUploads = 2
/** What belongs beside films: nobody needs to hear of it. */
const expectedKinds: ReadonlySet<string> = new Set(['camera-proxies', 'raw-with-proxy', 'camera-files', 'hidden'])

/** What the import store works with. */
export interface ImportDependencies {
  readonly client: Client
  readonly desktop: DesktopBridge | null
  readonly toasts: () => ToastState
  readonly showProblems: () => void
  /** Asks to which video a caption file belongs. */
  readonly askForVideo: (path: string) => void
}

/** Makes the import store. */
export const createImportStore = ({ client, desktop, toasts, showProblems, askForVideo }: ImportDependencies) => {
  const files = new Map<string, { readonly file: File; readonly abort: AbortController }>()
  /** What became of each file sent, until its drop is complete. */
  const outcomes = new Map<string, ImportItem>()
  /** Id of each file's upload, until its drop is complete. */
  const uploadIds = new Map<string, string>()
  let active = 0

  return createStore<ImportState>()((set, get) => {
    const tell = (items: readonly ImportItem[], leftOut: ImportResponse['leftOut'] = []): void => {
      const groups = leftOut.flatMap((folder) => folder.groups).filter(({ kind }) => !expectedKinds.has(kind))
      const { message, detail } = summaryOf(
        items,
        groups.reduce((sum, { count }) => sum + count, 0),
      )
      const refused = items.some((item) => item.outcome === 'refused')
      toasts().show({
        message,
        detail,
        tone: refused ? 'problem' : 'plain',
        ...(refused || groups.length > 0
          ? { action: { label: refused ? 'Show why' : 'Show', run: showProblems } }
          : {}),
      })
    }
    const change = (id: string, patch: Partial<UploadRow>): void =>
      set((state) => ({ uploads: state.uploads.map((row) => (row.id === id ? { ...row, ...patch } : row)) }))

    /** Captions that came without their film go to the one whose name they share; answers those that had none. */
    const settleCaptions = async (batch: readonly UploadRow[]): Promise<readonly ImportItem[]> => {
      const settled: ImportItem[] = []
      for (const { id, name } of batch) {
        const uploadId = uploadIds.get(id)
        if (!isSidecar(name) || uploadId === undefined || outcomes.get(id)?.videoId !== undefined) continue
        const answer = await client.call('settleUpload', { params: { id: uploadId } }, AbortSignal.timeout(30_000))
        if (answer.ok && answer.value.import !== undefined) settled.push(answer.value.import)
      }
      return settled
    }

    /**
     * What came of a whole drop, in one notice. Captions count when they could not be sent, and when they came without their
     * film; of a single one that fits none, the person is asked at once.
     */
    const tellBatch = async (batch: readonly UploadRow[]): Promise<void> => {
      const items = batch.flatMap(({ id, name, state }): ImportItem[] => {
        if (state === 'failed') return [{ path: name, outcome: 'refused' }]
        const item = isSidecar(name) ? undefined : outcomes.get(id)
        return item === undefined ? [] : [item]
      })
      const captions = await settleCaptions(batch)
      for (const { id } of batch) {
        outcomes.delete(id)
        uploadIds.delete(id)
      }
      const lone = captions.filter(({ outcome }) => outcome === 'refused')
      const [asked] = lone
      if (asked !== undefined && lone.length === 1 && items.length === 0) askForVideo(asked.path)
      else if (items.length + lone.length > 0) tell([...items, ...lone])
      const attached = captions.filter(({ videoId }) => videoId !== undefined)
      const [first] = attached
      if (first?.videoId === undefined) return
      const video = await client.call('getVideo', { params: { id: first.videoId } }, AbortSignal.timeout(15_000))
      toasts().show({
        message:
          attached.length > 1 || !video.ok
            ? `Attached ${attached.length.toLocaleString()} caption files`
            : `Attached captions to “${video.value.title}”`,
      })
    }

    const send = async (row: UploadRow): Promise<void> => {
      const held = files.get(row.id)
      if (held === undefined) return
      if (held.file.size === 0) {
        // The core takes no upload of nothing; what is so is known here already.
        change(row.id, {
          state: 'failed',
          message: 'The file is empty (0 bytes). Copy it again from where it came from.',
        })
        return
      }
      change(row.id, { state: 'sending', startedAtMs: Date.now(), message: null })
      const answer = await uploadFile(client, {
        file: held.file,
        name: row.name,
        lastModifiedMs: held.file.lastModified,
        batch: row.batch,
        contentId: isSidecar(row.name) ? null : await contentIdOfFile(held.file),
        onProgress: (sentBytes) => change(row.id, { sentBytes }),
        signal: held.abort.signal,
      })
      if (answer.ok) {
        const item = answer.value.import
        if (item !== undefined) outcomes.set(row.id, item)
        uploadIds.set(row.id, answer.value.id)
        const refused = item?.outcome === 'refused' ? item.error : undefined
        if (refused === undefined) files.delete(row.id)
        change(row.id, {
          state: refused === undefined ? 'done' : 'failed',
          sentBytes: row.sizeBytes,
          message: refused === undefined ? null : `${refused.message} ${refused.remedy}`,
          problemPath: refused === undefined ? null : (item?.path ?? null),
        })
        return
      }
      if (answer.error.kind === 'aborted') {
        files.delete(row.id)
        change(row.id, { state: 'cancelled' })
        return
      }
      const { message, remedy } = describeClientError(answer.error)
      change(row.id, { state: 'failed', message: `${message} ${remedy}`.trim() })
    }
    /** Sends waiting files, sidecars of a batch strictly before its videos (they come first in the list). */
    const pump = (): void => {
      while (active < parallelUploads) {
        const { uploads } = get()
        const row = uploads.find((candidate) => candidate.state === 'waiting')
        if (row === undefined) return
        // A video is read as soon as its last byte is there: its captions must lie beside it by then.
        const sidecarsUnderWay = uploads.some((other) => other.state === 'sending' && isSidecar(other.name))
        if (sidecarsUnderWay && !isSidecar(row.name)) return
        active += 1
        void send(row).finally(() => {
          active -= 1
          pump()
          const batch = get().uploads.filter((other) => other.batch === row.batch)
          if (batch.every((other) => other.state !== 'waiting' && other.state !== 'sending')) void tellBatch(batch)
        })
      }
    }

    return {
      uploads: [],
      importPaths: async (paths, options = {}) => {
        if (paths.length === 0) return []
        const answer = await client.call(
          'importVideos',
          { body: { paths: [...paths], ...options } },
          AbortSignal.timeout(600_000),
        )
        if (answer.ok) {
          tell(answer.value.items, answer.value.leftOut)
          return answer.value.items
        }
        showFailure(toasts(), answer.error)
        return []
      },
      importFiles: async (dropped) => {
        if (dropped.length === 0) return
        const paths = desktop === null ? [] : desktop.pathsForFiles(dropped.map(({ file }) => file))
        const known = paths.filter((path) => path !== null)
        if (desktop !== null) {
          if (known.length > 0) await get().importPaths(known)
          if (known.length < dropped.length) {
            toasts().show({ tone: 'problem', message: 'Some of what was dropped is not a file on this computer' })
          }
          return
        }
        const batch = newId()
        const ordered = orderForUpload(dropped)
        if (ordered.length === 0) {
          toasts().show({ tone: 'problem', message: 'No video files found there' })
          return
        }
        const rows = ordered.map(({ file }): UploadRow => {
          const id = newId()
          files.set(id, { file, abort: new AbortController() })
          return {
            id,
            batch,
            name: file.name,
            sizeBytes: file.size,
            sentBytes: 0,
            state: 'waiting',
            startedAtMs: null,
            message: null,
            problemPath: null,
          }
        })
        set((state) => ({ uploads: [...state.uploads, ...rows] }))
        pump()
      },
      cancelUpload: (id) => {
        files.get(id)?.abort.abort()
        if (get().uploads.find((row) => row.id === id)?.state === 'waiting') change(id, { state: 'cancelled' })
      },
      retryUpload: (id) => {
        if (!files.has(id)) return
        change(id, { state: 'waiting', sentBytes: 0, message: null, problemPath: null })
        pump()
      },
      dismissUploads: (ids) => {
        const gone = new Set(
          get().uploads.flatMap(({ id, state }) => (state === 'failed' && ids.includes(id) ? [id] : [])),
        )
        for (const id of gone) files.delete(id)
        set((state) => ({ uploads: state.uploads.filter(({ id }) => !gone.has(id)) }))
      },
      clearFinishedUploads: () =>
        set((state) => ({
          uploads: state.uploads.filter(({ state: now }) => now !== 'done' && now !== 'cancelled'),
        })),
      attachCaptions: async (path, videoId) => {
        const answer = await client.call(
          'attachCaptions',
          { params: { id: videoId }, body: { path } },
          AbortSignal.timeout(60_000),
        )
        if (answer.ok) toasts().show({ message: `Attached captions to “${answer.value.title}”` })
        else showFailure(toasts(), answer.error)
        return answer.ok
      },
    }
  })
}
