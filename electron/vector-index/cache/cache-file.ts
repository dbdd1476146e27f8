import { type FileHandle, mkdir, open, rename, rm } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { SharedMemory } from '../arena/arena.ts'
import { chunkBytes, chunkRows, codeBytes } from '../arena/memory-layout.ts'
import type { CodeFile, FileSection } from '../threads/thread-task.ts'

/**
 * A cache file: 64 bytes (magic number, version, where the description lies), the chunks from `firstChunkAt` on (short codes and
 * columns, then long codes), whatever else there is, and the description as JSON. The 64 bytes are written last, and the file gets its
 * name only when all of it is on the disk.
 */
export const cacheVersion = 1
const magic = 0x49564347
const firstChunkAt = 4096
const headBytes = 64

/** Where a part of the file lies, and its checksum. */
export type StoredSection = Omit<FileSection, 'at'>

/** What the file says about itself. */
export interface CacheDescription {
  readonly version: number
  readonly spaceId: string
  readonly dimension: number
  /** Position of the feed that the codes correspond to. */
  readonly sequence: number
  readonly rows: number
  readonly trainedOn: number
  readonly counted: number
  readonly forgotten: number
  /** By chunk: short codes and columns; long codes. */
  readonly chunks: readonly { readonly head: StoredSection; readonly codes: StoredSection }[]
  /** Axis and centre, f32 each; matrix and sums; scenes of the rows (f64) and whether they count (a byte each). */
  readonly frame: StoredSection
  readonly moments: StoredSection
  readonly scenes: StoredSection
}

/** Where the cache file of a space lies. */
export const cachePath = (folder: string, spaceId: string): string => join(folder, `${spaceId}.codes`)

/** Long codes in a file as threads read them. */
export const codeFileOf = (path: string, padded: number, rows: number): CodeFile => ({
  path,
  rows,
  position: firstChunkAt + chunkBytes(padded),
  stride: chunkBytes(padded) + chunkRows * codeBytes(padded),
})

const writeAll = async (handle: FileHandle, bytes: Uint8Array, position: number): Promise<void> => {
  let done = 0
  while (done < bytes.length) {
    const { bytesWritten } = await handle.write(bytes, done, bytes.length - done, position + done)
    done += bytesWritten
  }
}

/** Writes a cache file part by part. */
export interface CacheWriter {
  readonly path: string
  readonly writeHead: (chunk: number, at: number) => Promise<StoredSection>
  readonly writeCodes: (chunk: number, at: number) => Promise<StoredSection>
  /** Behind the chunks, in any order; `bytes` at `at` in the shared memory, a multiple of 64. */
  readonly append: (chunks: number, at: number, bytes: number) => Promise<StoredSection>
  /** Gives the file its name. */
  readonly finish: (description: CacheDescription) => Promise<void>
  /** Takes back what was written. */
  readonly discard: () => Promise<void>
}

/** Begins a cache file under a temporary name. */
export const createCacheWriter = async (
  shared: SharedMemory,
  finalPath: string,
  padded: number,
): Promise<CacheWriter> => {
  await mkdir(dirname(finalPath), { recursive: true })
  const path = `${finalPath}.${process.pid}.partial`
  const handle = await open(path, 'w')
  const { position: firstCodesAt, stride } = codeFileOf(path, padded, 0)
  let end = 0
  const put = async (at: number, bytes: number, position: number): Promise<StoredSection> => {
    const view = shared.bytes(at, bytes)
    const checksum = shared.kernel.checksum(at, bytes) >>> 0
    await writeAll(handle, view, position)
    return { position, bytes, checksum }
  }
  return {
    path,
    writeHead: (chunk, at) => put(at, chunkBytes(padded), firstChunkAt + chunk * stride),
    writeCodes: (chunk, at) => put(at, chunkRows * codeBytes(padded), firstCodesAt + chunk * stride),
    append: (chunks, at, bytes) => {
      const position = Math.max(end, firstChunkAt + chunks * stride)
      end = position + bytes
      return put(at, bytes, position)
    },
    finish: async (description) => {
      const text = Buffer.from(JSON.stringify(description))
      await writeAll(handle, text, end)
      await handle.sync()
      const bytes = Math.ceil(text.length / headBytes) * headBytes
      const at = shared.allocate(bytes)
      shared.bytes(at, text.length).set(text)
      const head = new DataView(new ArrayBuffer(headBytes))
      head.setUint32(0, magic, true)
      head.setUint32(4, cacheVersion, true)
      head.setFloat64(8, end, true)
      head.setUint32(16, text.length, true)
      head.setUint32(20, shared.kernel.checksum(at, bytes) >>> 0, true)
      shared.free(at, bytes)
      await writeAll(handle, new Uint8Array(head.buffer), 0)
      await handle.sync()
      await handle.close()
      await rename(path, finalPath)
    },
    discard: async () => {
      await handle.close().catch(() => undefined)
      await rm(path, { force: true })
    },
  }
}

const readExactly = async (handle: FileHandle, bytes: number, position: number): Promise<Uint8Array | null> => {
  const target = new Uint8Array(bytes)
  let done = 0
  while (done < bytes) {
    const { bytesRead } = await handle.read(target, done, bytes - done, position + done)
    if (bytesRead === 0) return null
    done += bytesRead
  }
  return target
}

const mostDescription = 64 * 2 ** 20

/** What a cache file says about itself; null when there is none, or it is not whole, of another version or of another space. */
export const readDescription = async (
  shared: SharedMemory,
  path: string,
  spaceId: string,
): Promise<CacheDescription | null> => {
  const handle = await open(path, 'r').catch(() => null)
  if (handle === null) return null
  try {
    const head = await readExactly(handle, headBytes, 0)
    if (head === null) return null
    const view = new DataView(head.buffer)
    const length = view.getUint32(16, true)
    if (view.getUint32(0, true) !== magic || view.getUint32(4, true) !== cacheVersion) return null
    if (length === 0 || length > mostDescription) return null
    const position = view.getFloat64(8, true)
    if (!Number.isSafeInteger(position) || position < headBytes) return null
    const text = await readExactly(handle, length, position)
    if (text === null) return null
    const bytes = Math.ceil(length / headBytes) * headBytes
    const at = shared.allocate(bytes)
    shared.bytes(at, length).set(text)
    const checksum = shared.kernel.checksum(at, bytes) >>> 0
    shared.free(at, bytes)
    if (checksum !== view.getUint32(20, true)) return null
    // The checksum says that this version wrote it.
    const description = JSON.parse(new TextDecoder().decode(text)) as CacheDescription
    return description.spaceId === spaceId && description.version === cacheVersion ? description : null
  } finally {
    await handle.close()
  }
}
