import { open, rm, rmdir, statfs, utimes } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { CreateUpload, Upload } from '../../contract/index.ts'
import { isCaptionFileName } from '../../domain/captions/index.ts'
import type { ApiFailure } from '../../domain/failure.ts'
import { isDiskFull } from '../../domain/failure.ts'
import { isVideoFileName } from '../../domain/import/file-names.ts'
import { safeFileName } from '../../domain/import/safe-file-name.ts'
import type { MediaPort, StorePort } from '../../domain/ports/index.ts'
import { ok, type Result } from '../../domain/result.ts'
import type { Core } from '../core-api.ts'
import { notFound, refuse } from '../failures.ts'
import type { Locations } from '../library/locations.ts'
import type { LibraryPaths } from '../library-paths.ts'
import type { AttachedCaptions } from './attached-captions.ts'
import type { Imports } from './imports.ts'
import {
  allNotes,
  cutBack,
  dropEmptyOriginals,
  dropUpload,
  expireUploads,
  newUploadId,
  originalFiles,
  partPath,
  placedBefore,
  placeUpload,
  promisedBytes,
  readNote,
  receivedBytes,
  type UploadNote,
  writeNote,
} from './upload-files.ts'

/** Room that uploads leave free for the database and the pictures. */
const reserveBytes = 512 * 2 ** 20
const syncEveryBytes = 32 * 2 ** 20

/** Files that a browser sends; they become the library's own originals. */
export type Uploads = Core['uploads'] & {
  /** Where the file of a finished upload lies. */
  readonly file: (id: string) => Promise<Result<string, ApiFailure>>
  /** Removes what expired. */
  readonly tidy: () => Promise<void>
}

const tooLittleRoom = (needed: number, free: number): { readonly ok: false; readonly error: ApiFailure } => {
  const gigabytes = (bytes: number): string => `${(bytes / 1e9).toFixed(1)} GB`
  return refuse(
    'disk_full',
    `The disk of the library has ${gigabytes(free)} free; this needs ${gigabytes(needed)}.`,
    'Free some space, or open the app on a library on a larger disk.',
  )
}

/** What uploads work with. */
export interface UploadParts {
  readonly paths: LibraryPaths
  readonly imports: Imports
  readonly store: StorePort
  readonly media: Pick<MediaPort, 'identify' | 'captionFiles'>
  readonly locations: Pick<Locations, 'existing' | 'forget'>
  readonly attachedCaptions: AttachedCaptions
}

/** The uploads of one library. */
export const createUploads = (parts: UploadParts): Uploads => {
  const { paths, imports, store, attachedCaptions } = parts
  /** Uploads that receive bytes now: one writer each. */
  const writing = new Set<string>()
  const startedMs = Date.now()
  const recovering = new Map<string, Promise<UploadNote | null>>()

  const present = async (note: UploadNote): Promise<Upload> => ({
    id: note.id,
    name: note.name,
    sizeBytes: note.sizeBytes,
    offset: await receivedBytes(paths, note),
    ...(note.import === undefined ? {} : { import: note.import }),
  })

  /** Where a film of this content lies, when it is in the library and its file is there; null otherwise. */
  const knownPlace = async (contentId: string, but: string | null): Promise<string | null> => {
    const video = await store.videos.findByContent(contentId)
    if (video === null) return null
    for (const { path } of video.locations) parts.locations.forget(path)
    const existing = await parts.locations.existing(video)
    return video.locations.find(({ path }) => path !== but && existing.has(path))?.path ?? null
  }

  /** A film that is there already is not kept twice: what is known is seen again where it lies. */
  const seeAgain = async (note: UploadNote, place: string): Promise<UploadNote> => {
    const [item] = await imports.import([place], new AbortController().signal)
    const done: UploadNote = { ...note, path: place, import: item ?? { path: place, outcome: 'known' } }
    await writeNote(paths, done)
    // Captions that came with it lie where the film would have been.
    const video = item?.videoId === undefined ? null : await store.videos.get(item.videoId)
    const folder = join(paths.originals, note.batch)
    if (video !== null && dirname(place) !== folder) {
      const beside = await parts.media.captionFiles(join(folder, note.name))
      for (const { path } of beside) await attachedCaptions.attach(video, path)
    }
    return done
  }

  const finishPlaced = async (note: UploadNote, path: string): Promise<UploadNote> => {
    const identity = isCaptionFileName(path) ? null : await parts.media.identify(path, new AbortController().signal)
    const place = identity?.ok === true ? await knownPlace(identity.value.contentId, path) : null
    if (place !== null && (await store.videos.findByPath(path)) === null) {
      const done = await seeAgain(note, place)
      await rm(path, { force: true })
      await rmdir(dirname(path)).catch(() => {})
      return done
    }
    if (note.lastModifiedMs !== undefined) {
      await utimes(path, new Date(), new Date(note.lastModifiedMs)).catch(() => {})
    }
    // The bytes are here: a sender that goes away now does not undo the import. A caption file waits for its video.
    const [item] = await imports.import([path], new AbortController().signal, {
      captionsMayWait: true,
      batch: note.batch,
    })
    const done: UploadNote = { ...note, path, import: item ?? { path, outcome: 'refused' } }
    await writeNote(paths, done)
    return done
  }

  /** Whether a file among the originals belongs to a video or to an upload that is remembered. */
  const isKnown = async (path: string): Promise<boolean> =>
    (await store.videos.findByPath(path)) !== null ||
    (await allNotes(paths)).some((note) => note.path === path || note.placing === path)

  /** Takes in films that were sent and that nothing remembers: the database is an older one, say. */
  const takeStrays = async (): Promise<void> => {
    for await (const path of originalFiles(paths)) {
      if (!isVideoFileName(path) || (await isKnown(path))) continue
      await imports.import([path], new AbortController().signal)
    }
  }

  const complete = async (note: UploadNote): Promise<Result<Upload, ApiFailure>> => {
    const placed = await placeUpload(paths, note)
    return ok(await present(await finishPlaced(placed, placed.path)))
  }

  const putRight = async (id: string): Promise<UploadNote | null> => {
    const note = await readNote(paths, id)
    if (note === null || note.import !== undefined || writing.has(id)) return note
    if (note.path !== undefined) return finishPlaced(note, note.path)
    const path = await placedBefore(paths, note, isKnown)
    if (path !== null) {
      const { placing, ...placed } = { ...note, path }
      await writeNote(paths, placed)
      return finishPlaced(placed, path)
    }
    if ((await receivedBytes(paths, note)) < note.sizeBytes) return note
    await complete(note)
    return readNote(paths, id)
  }

  /** The note of an upload. One that was interrupted between its last byte and its import is completed first, once. */
  const currentNote = (id: string): Promise<UploadNote | null> => {
    const pending = recovering.get(id) ?? putRight(id).finally(() => recovering.delete(id))
    recovering.set(id, pending)
    return pending
  }

  const receive = async (
    note: UploadNote,
    offset: number,
    body: ReadableStream<Uint8Array>,
    signal: AbortSignal,
  ): Promise<Result<number, ApiFailure>> => {
    const file = await open(partPath(paths, note.id), offset === 0 ? 'w' : 'r+', 0o600)
    let position = offset
    let unsynced = 0
    const reader = body.getReader()
    const stop = (): void => void reader.cancel().catch(() => {})
    signal.addEventListener('abort', stop, { once: true })
    try {
      while (!signal.aborted) {
        // A connection that breaks is no error: what came stays, and the sender goes on from there.
        const next = await reader.read().catch(() => null)
        if (next === null || next.done) break
        const { value } = next
        if (position + value.byteLength > note.sizeBytes) {
          stop()
          return refuse(
            'payload_too_large',
            `More bytes came than the ${note.sizeBytes} that were announced.`,
            'Start the upload again.',
          )
        }
        // A disk that fills up may take a part.
        for (let written = 0; written < value.byteLength; ) {
          const { bytesWritten } = await file.write(value, written, value.byteLength - written, position)
          written += bytesWritten
          position += bytesWritten
        }
        unsynced += value.byteLength
        if (unsynced >= syncEveryBytes) {
          await file.datasync()
          unsynced = 0
        }
      }
    } catch (thrown) {
      if (isDiskFull(thrown)) return tooLittleRoom(note.sizeBytes - position, 0)
      throw thrown
    } finally {
      signal.removeEventListener('abort', stop)
      await file.datasync().catch(() => {})
      await file.close()
    }
    return ok(position)
  }

  return {
    create: async (input: CreateUpload) => {
      const id = newUploadId()
      const note: UploadNote = {
        id,
        batch: input.batch ?? id,
        name: safeFileName(input.name),
        sizeBytes: input.sizeBytes,
        ...(input.lastModifiedMs === undefined ? {} : { lastModifiedMs: input.lastModifiedMs }),
        createdAt: new Date().toISOString(),
      }
      const place = input.contentId === undefined ? null : await knownPlace(input.contentId, null)
      if (place !== null) return ok(await present(await seeAgain(note, place)))
      const disk = await statfs(paths.folder)
      const free = disk.bavail * disk.bsize
      const needed = input.sizeBytes + (await promisedBytes(paths)) + reserveBytes
      if (needed > free) return tooLittleRoom(needed, free)
      await writeNote(paths, note)
      return ok(await present(note))
    },
    get: async (id) => {
      const note = await currentNote(id)
      return note === null ? notFound('upload') : ok(await present(note))
    },
    append: async (id, offset, body, signal) => {
      const note = await currentNote(id)
      if (note === null) return notFound('upload')
      if (note.path !== undefined) return refuse('conflict', 'This upload is already complete.')
      if (writing.has(id)) {
        return refuse(
          'conflict',
          'This upload is being written by another request.',
          'Wait for it, then ask for its offset.',
        )
      }
      writing.add(id)
      try {
        const received = await receivedBytes(paths, note)
        if (offset > received || offset < 0) {
          return refuse('conflict', `Bytes are missing before ${offset}.`, 'Go on from the offset in the details.', {
            offset: received,
          })
        }
        if (offset < received) await cutBack(paths, id, offset)
        const written = await receive(note, offset, body, signal)
        if (!written.ok) {
          if (written.error.code === 'payload_too_large') await cutBack(paths, id, offset)
          return written
        }
        // Cancelled meanwhile: the note is gone.
        const current = await readNote(paths, id)
        if (current === null) return notFound('upload')
        return written.value === note.sizeBytes ? await complete(note) : ok(await present(note))
      } finally {
        writing.delete(id)
      }
    },
    settle: async (id) => {
      const note = await currentNote(id)
      if (note === null) return notFound('upload')
      const path = note.path
      if (path === undefined || !isCaptionFileName(note.name) || note.import?.videoId !== undefined) {
        return ok(await present(note))
      }
      const [item] = await imports.import([path], new AbortController().signal)
      const settled: UploadNote = { ...note, import: item ?? { path, outcome: 'refused' } }
      await writeNote(paths, settled)
      return ok(await present(settled))
    },
    file: async (id) => {
      const note = await currentNote(id)
      return note?.path === undefined ? notFound('finished upload') : ok(note.path)
    },
    cancel: async (id) => {
      const note = await readNote(paths, id)
      if (note === null) return notFound('upload')
      await dropUpload(paths, id)
      return ok(null)
    },
    tidy: async () => {
      await expireUploads(paths, Date.now(), startedMs)
      for (const { id } of await allNotes(paths)) await currentNote(id)
      await dropEmptyOriginals(paths)
      await takeStrays()
    },
  }
}
