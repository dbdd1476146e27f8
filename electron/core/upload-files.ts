import { randomBytes } from 'node:crypto'
import { mkdir, open, readdir, readFile, rename, rm, stat, truncate, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'

import { createUploadSchema, idSchema, importItemSchema } from '../contract/index.ts'
import { extensionOf, stemOf } from '../domain/import/file-names.ts'
import type { LibraryPaths } from './library-paths.ts'

/** What is kept of an upload beside its bytes, so that it outlives a restart. */
export const uploadNoteSchema = z.object({
  id: idSchema,
  batch: idSchema,
  /** As it will be called, already made safe. */
  name: z.string(),
  sizeBytes: createUploadSchema.shape.sizeBytes,
  lastModifiedMs: z.number().int().optional(),
  createdAt: z.iso.datetime(),
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
  await writeFile(`${path}.new`, JSON.stringify(note), { flush: true })
  await rename(`${path}.new`, path)
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

/** Removes uploads that nobody went on with for a week, and what a crash left half written. */
export const expireUploads = async (paths: LibraryPaths, nowMs: number): Promise<void> => {
  for (const name of await readdir(paths.uploads).catch((): string[] => [])) {
    const path = join(paths.uploads, name)
    const found = await stat(path).catch(() => null)
    if (found === null) continue
    if (name.endsWith('.new')) await rm(path, { force: true })
    else if (name.endsWith('.json')) {
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

/** Moves a complete upload into its batch's folder under its own name, or a numbered one when that is taken. */
export const placeUpload = async (paths: LibraryPaths, note: UploadNote): Promise<string> => {
  const folder = join(paths.originals, note.batch)
  await mkdir(folder, { recursive: true })
  const extension = extensionOf(note.name)
  for (let number = 1; ; number += 1) {
    const suffix = extension === '' ? '' : note.name.slice(-extension.length - 1)
    const name = number === 1 ? note.name : `${stemOf(note.name)} (${number})${suffix}`
    const path = join(folder, name)
    try {
      // Takes the name: of two uploads that end at once only one gets it.
      await (await open(path, 'wx')).close()
    } catch (thrown) {
      if (thrown instanceof Error && 'code' in thrown && thrown.code === 'EEXIST' && number < 10_000) continue
      throw thrown
    }
    await rename(partPath(paths, note.id), path)
    return path
  }
}

/** Cuts a partial file back to what was surely written before a broken transfer. */
export const cutBack = (paths: LibraryPaths, id: string, sizeBytes: number): Promise<void> =>
  truncate(partPath(paths, id), sizeBytes)
