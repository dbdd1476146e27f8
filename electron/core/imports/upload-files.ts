import { randomBytes } from 'node:crypto'
import { mkdir, open, readdir, readFile, rename, rm, rmdir, stat, truncate, writeFile } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { z } from 'zod'

import { createUploadSchema, idSchema, importItemSchema } from '../../contract/index.ts'
import { extensionOf, stemOf } from '../../domain/import/file-names.ts'
import type { LibraryPaths } from '../library-paths.ts'

/** What is kept of an upload beside its bytes, so that it outlives a restart. */
export const uploadNoteSchema = z.object({
  id: idSchema,
  batch: idSchema,
  /** As it will be called, already made safe. */
  name: z.string(),
  sizeBytes: createUploadSchema.shape.sizeBytes,
  lastModifiedMs: z.number().int().optional(),
  createdAt: z.iso.datetime(),
  /** Where it is being put: written down before it is moved there, so that a crash in between is understood. */
  placing: z.string().optional(),
  /** Where it lies once complete. */
  path: z.string().optional(),
  import: importItemSchema.optional(),
})
export type UploadNote = z.infer<typeof uploadNoteSchema>

const keepForMs = 7 * 24 * 3_600_000

/** A fresh opaque id. */
export const newUploadId = (): string => `u_${randomBytes(12).toString('base64url')}`

const notePath = (paths: LibraryPaths, id: string): string => join(paths.uploads, `${id}.json`)

/** File that holds the bytes received so far. */
export const partPath = (paths: LibraryPaths, id: string): string => join(paths.uploads, `${id}.part`)

/** Writes a note so that a reader sees the old or the new one, never half of it. */
export const writeNote = async (paths: LibraryPaths, note: UploadNote): Promise<void> => {
  await mkdir(paths.uploads, { recursive: true, mode: 0o700 })
  const path = notePath(paths, note.id)
  await writeFile(`${path}.new`, JSON.stringify(note), { flush: true, mode: 0o600 })
  await rename(`${path}.new`, path)
  await syncFolder(paths.uploads)
}

/** Makes sure that names that came into a folder are on the disk. Windows has no such thing. */
const syncFolder = async (folder: string): Promise<void> => {
  if (process.platform === 'win32') return
  const handle = await open(folder, 'r')
  await handle.sync().finally(() => handle.close())
}

/** The note of an upload; null when there is none (any more). */
export const readNote = async (paths: LibraryPaths, id: string): Promise<UploadNote | null> => {
  if (!idSchema.safeParse(id).success) return null
  try {
    const parsed = uploadNoteSchema.safeParse(JSON.parse(await readFile(notePath(paths, id), 'utf8')))
    return parsed.success ? parsed.data : null
  } catch {
    return null
  }
}

/** Bytes received so far. */
export const receivedBytes = async (paths: LibraryPaths, note: UploadNote): Promise<number> =>
  note.path !== undefined
    ? note.sizeBytes
    : stat(partPath(paths, note.id)).then(
        (found) => Math.min(found.size, note.sizeBytes),
        () => 0,
      )

/** Forgets an upload; a finished file stays where it was put. */
export const dropUpload = async (paths: LibraryPaths, id: string): Promise<void> => {
  await rm(partPath(paths, id), { force: true })
  await rm(notePath(paths, id), { force: true })
}

/** Removes uploads that nobody went on with for a week, and what a crash before `startedMs` left half written. */
export const expireUploads = async (paths: LibraryPaths, nowMs: number, startedMs: number): Promise<void> => {
  for (const name of await readdir(paths.uploads).catch((): string[] => [])) {
    const path = join(paths.uploads, name)
    const found = await stat(path).catch(() => null)
    if (found === null) continue
    if (name.endsWith('.new')) {
      // A younger one is being written at this moment.
      if (found.mtimeMs < startedMs) await rm(path, { force: true })
    } else if (name.endsWith('.json')) {
      const id = stemOf(name)
      const part = await stat(partPath(paths, id)).catch(() => null)
      if (nowMs - Math.max(found.mtimeMs, part?.mtimeMs ?? 0) > keepForMs) await dropUpload(paths, id)
    } else if (name.endsWith('.part') && nowMs - found.mtimeMs > keepForMs) await rm(path, { force: true })
  }
}

/** The notes of all uploads that are remembered. */
export const allNotes = async (paths: LibraryPaths): Promise<readonly UploadNote[]> => {
  const notes: UploadNote[] = []
  for (const name of await readdir(paths.uploads).catch((): string[] => [])) {
    const note = name.endsWith('.json') ? await readNote(paths, stemOf(name)) : null
    if (note !== null) notes.push(note)
  }
  return notes
}

/** Sum of the bytes that unfinished uploads still have to receive: room that is already promised. */
export const promisedBytes = async (paths: LibraryPaths): Promise<number> => {
  let total = 0
  for (const note of await allNotes(paths)) total += note.sizeBytes - (await receivedBytes(paths, note))
  return total
}

const sizeOf = (path: string): Promise<number | null> =>
  stat(path).then(
    (found) => (found.isFile() ? found.size : null),
    () => null,
  )

/** Name `number` of an upload in its folder: the first is its own. */
const numbered = (name: string, number: number): string => {
  const extension = extensionOf(name)
  const suffix = extension === '' ? '' : name.slice(-extension.length - 1)
  return number === 1 ? name : `${stemOf(name)} (${number})${suffix}`
}

/** A name in the batch's folder that no file and no other upload has. */
const freePath = async (paths: LibraryPaths, note: UploadNote): Promise<string> => {
  const folder = join(paths.originals, note.batch)
  await mkdir(folder, { recursive: true, mode: 0o700 })
  const taken = new Set(await readdir(folder))
  for (const other of await allNotes(paths)) {
    if (other.id !== note.id && other.placing !== undefined) taken.add(basename(other.placing))
  }
  let number = 1
  while (taken.has(numbered(note.name, number))) number += 1
  return join(folder, numbered(note.name, number))
}

/** Uploads are placed one after the other, so that of two that end at once only one gets a name. */
let placingNow: Promise<unknown> = Promise.resolve()

/**
 * Moves a complete upload into its batch's folder under its own name, or a numbered one when that is taken. The note says
 * where to before the file moves, and that it did after: whenever the process dies, `placedBefore` finds out how far it came.
 */
export const placeUpload = (paths: LibraryPaths, note: UploadNote): Promise<UploadNote & { readonly path: string }> => {
  const place = async (): Promise<UploadNote & { readonly path: string }> => {
    const path = await freePath(paths, note)
    await writeNote(paths, { ...note, placing: path })
    await rename(partPath(paths, note.id), path)
    await syncFolder(dirname(path))
    const { placing, ...placed } = { ...note, path }
    await writeNote(paths, placed)
    return placed
  }
  const placed = placingNow.then(place)
  placingNow = placed.catch(() => {})
  return placed
}

/**
 * Where a complete upload lies whose note does not say so, because the process died before it was written; null when it
 * was not moved. Notes of older versions did not say where a file goes: it lies under its own name or a numbered one.
 */
export const placedBefore = async (
  paths: LibraryPaths,
  note: UploadNote,
  isKnown: (path: string) => Promise<boolean>,
): Promise<string | null> => {
  if ((await sizeOf(partPath(paths, note.id))) !== null) return null
  if (note.placing !== undefined) return (await sizeOf(note.placing)) === note.sizeBytes ? note.placing : null
  const folder = join(paths.originals, note.batch)
  for (let number = 1; ; number += 1) {
    const path = join(folder, numbered(note.name, number))
    const size = await sizeOf(path)
    if (size === null) return null
    if (size === note.sizeBytes && !(await isKnown(path))) return path
  }
}

const dropEmpty = async (paths: LibraryPaths): Promise<void> => {
  for (const batch of await readdir(paths.originals).catch((): string[] => [])) {
    const folder = join(paths.originals, batch)
    for (const name of await readdir(folder).catch((): string[] => [])) {
      if ((await sizeOf(join(folder, name))) === 0) await rm(join(folder, name), { force: true })
    }
    await rmdir(folder).catch(() => {})
  }
}

/** Removes what older versions left when they died: empty files that held a name, and folders without files. */
export const dropEmptyOriginals = (paths: LibraryPaths): Promise<void> => {
  const dropped = placingNow.then(() => dropEmpty(paths))
  placingNow = dropped.catch(() => {})
  return dropped
}

/** Every file that was uploaded into the library. */
export async function* originalFiles(paths: LibraryPaths): AsyncGenerator<string> {
  for (const batch of await readdir(paths.originals).catch((): string[] => [])) {
    const folder = join(paths.originals, batch)
    for (const name of await readdir(folder).catch((): string[] => [])) yield join(folder, name)
  }
}

/** Cuts a partial file back to what was surely written before a broken transfer. */
export const cutBack = (paths: LibraryPaths, id: string, sizeBytes: number): Promise<void> =>
  truncate(partPath(paths, id), sizeBytes)
