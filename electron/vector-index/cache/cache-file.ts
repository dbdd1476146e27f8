import { type FileHandle, mkdir, open, rename, rm } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { Arena, MemoryView } from '../arena/arena.ts'
import { chunkBytes, chunkCodeBytes, roundUpTo64 } from '../arena/memory-layout.ts'
import type { ScanKernel } from '../kernel/scan-kernel.ts'
import type { LongCodeFile } from '../threads/long-code-file.ts'
import type { FileSection } from '../threads/thread-task.ts'

/**
 * A cache file: 64 bytes (magic number, version, where the description lies), the chunks from byte 4,096 on (short codes and columns,
 * then long codes), whatever else there is, and the description as JSON. The 64 bytes are written last, and the file gets its name only
 * when all of it is on the disk, so that a file with its final name is complete.
 */
export const cacheVersion = 1
const magic = 0x49564347
const firstChunk = 4096
const headBytes = 64

/** What cache files are read and written with. */
export interface CacheTools {
  readonly arena: Arena
  readonly kernel: ScanKernel
}

/** Where a part of the file lies, and its checksum. */
export type StoredSection = Omit<FileSection, 'target'>

/** What the file says about itself. */
export interface CacheDescription {
  readonly version: number
  readonly spaceId: string
  readonly dimension: number
  /** Position of the library's feed of changes that the codes correspond to. */
  readonly sequence: number
  readonly rows: number
  readonly trainedOn: number
  readonly counted: number
  readonly forgotten: number
  /** By chunk: short codes and columns; long codes. */
  readonly chunks: readonly { readonly head: StoredSection; readonly codes: StoredSection }[]
  /** Axis and centre (f32 each). */
  readonly frame: StoredSection
  /** Matrix and sums (f64). */
  readonly moments: StoredSection
  /** Scenes of the rows (f64; -1: empty), and whether statistics count them (a byte each). */
  readonly scenes: StoredSection
}

/** Where the cache file of a space lies. */
export const cachePath = (folder: string, spaceId: string): string => join(folder, `${spaceId}.codes`)

/** The long codes of the first `rows` rows of a cache file; `padded` are the dimensions of a code. */
export const longCodesIn = (path: string, padded: number, rows: number): LongCodeFile => ({
  path,
  rows,
  padded,
  position: firstChunk + chunkBytes(padded),
  stride: chunkBytes(padded) + chunkCodeBytes(padded),
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
  readonly writeHead: (chunk: number, head: MemoryView) => Promise<StoredSection>
  readonly writeCodes: (chunk: number, codes: MemoryView) => Promise<StoredSection>
  /** Writes a copy of `parts`, one after another, behind `chunks` chunks. */
  readonly append: (chunks: number, parts: readonly Uint8Array[]) => Promise<StoredSection>
  /** Gives the file its name. */
  readonly finish: (description: CacheDescription) => Promise<void>
  /** Takes back what was written. */
  readonly discard: () => Promise<void>
}

/** Copies parts into one region of shared memory, where the kernel can compute their checksum; the region is the caller's to free. */
const gather = (arena: Arena, parts: readonly Uint8Array[]) => {
  const region = arena.allocate(roundUpTo64(parts.reduce((sum, { length }) => sum + length, 0)))
  let offset = 0
  for (const part of parts) {
    region.bytes.set(part, offset)
    offset += part.length
  }
  return region
}

/** The 64 bytes at the start of a file. */
const headOf = (position: number, length: number, checksum: number): Uint8Array => {
  const head = new DataView(new ArrayBuffer(headBytes))
  head.setUint32(0, magic, true)
  head.setUint32(4, cacheVersion, true)
  head.setFloat64(8, position, true)
  head.setUint32(16, length, true)
  head.setUint32(20, checksum, true)
  return new Uint8Array(head.buffer)
}

/** Checksum of bytes that are a multiple of 64. */
const checksumOf = ({ kernel }: CacheTools, { address, byteLength }: MemoryView): number =>
  kernel.checksum(address, byteLength) >>> 0

/** Begins a cache file under a temporary name. `padded` are the dimensions of a code. */
export const createCacheWriter = async (tools: CacheTools, finalPath: string, padded: number): Promise<CacheWriter> => {
  await mkdir(dirname(finalPath), { recursive: true })
  const path = `${finalPath}.${process.pid}.partial`
  const handle = await open(path, 'w')
  const { position: firstCodes, stride } = longCodesIn(path, padded, 0)
  let end = 0
  const put = async (view: MemoryView, position: number): Promise<StoredSection> => {
    const checksum = checksumOf(tools, view)
    await writeAll(handle, view.bytes, position)
    return { position, bytes: view.byteLength, checksum }
  }
  return {
    writeHead: (chunk, head) => put(head, firstChunk + chunk * stride),
    writeCodes: (chunk, codes) => put(codes, firstCodes + chunk * stride),
    append: async (chunks, parts) => {
      const region = gather(tools.arena, parts)
      try {
        const position = Math.max(end, firstChunk + chunks * stride)
        end = position + region.byteLength
        return await put(region, position)
      } finally {
        region.free()
      }
    },
    finish: async (description) => {
      const text = Buffer.from(JSON.stringify(description))
      await writeAll(handle, text, end)
      await handle.sync()
      const region = gather(tools.arena, [text])
      const head = headOf(end, text.length, checksumOf(tools, region))
      region.free()
      await writeAll(handle, head, 0)
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

/** Longer descriptions are not believed. */
const mostDescriptionBytes = 64 * 2 ** 20

const readDescriptionText = async (tools: CacheTools, handle: FileHandle): Promise<string | null> => {
  const head = await readExactly(handle, headBytes, 0)
  if (head === null) return null
  const view = new DataView(head.buffer)
  if (view.getUint32(0, true) !== magic || view.getUint32(4, true) !== cacheVersion) return null
  const position = view.getFloat64(8, true)
  const length = view.getUint32(16, true)
  if (length === 0 || length > mostDescriptionBytes) return null
  if (!Number.isSafeInteger(position) || position < headBytes) return null
  const text = await readExactly(handle, length, position)
  if (text === null) return null
  const region = gather(tools.arena, [text])
  const checksum = checksumOf(tools, region)
  region.free()
  return checksum === view.getUint32(20, true) ? new TextDecoder().decode(text) : null
}

/** What a cache file says about itself; null when there is none, or it is damaged, of another version or of another space. */
export const readDescription = async (
  tools: CacheTools,
  path: string,
  spaceId: string,
): Promise<CacheDescription | null> => {
  const handle = await open(path, 'r').catch(() => null)
  if (handle === null) return null
  try {
    const text = await readDescriptionText(tools, handle)
    if (text === null) return null
    // Version and checksum say that this very code wrote it.
    const description = JSON.parse(text) as CacheDescription
    return description.spaceId === spaceId && description.version === cacheVersion ? description : null
  } finally {
    await handle.close()
  }
}
