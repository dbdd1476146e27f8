import type { MemoryView } from '../arena/arena.ts'
import { chunkCodeBytes, chunkRows } from '../arena/memory-layout.ts'
import type { SpaceCodes } from '../codes/space-codes.ts'
import type { IndexState } from '../state/index-state.ts'
import { type LongCodeReader, openLongCodes } from '../threads/long-code-file.ts'
import {
  type CacheDescription,
  type CacheWriter,
  cachePath,
  cacheVersion,
  createCacheWriter,
  longCodesIn,
  type StoredSection,
} from './cache-file.ts'

const bytesOf = (values: Float32Array | Float64Array): Uint8Array =>
  new Uint8Array(values.buffer, values.byteOffset, values.byteLength)

/** A cache file that is written while its space is encoded, so that the long codes need not all be in memory at once. */
export interface BegunFile {
  readonly writer: CacheWriter
  /** By chunk. */
  readonly codes: StoredSection[]
  /** Writes the long codes of chunks that are full and gives their memory back. */
  readonly spill: () => Promise<void>
}

/** Begins the cache file of a space without vectors. */
export const beginFile = async (state: IndexState, folder: string, space: SpaceCodes): Promise<BegunFile> => {
  const writer = await createCacheWriter(state, cachePath(folder, space.spaceId), space.frame.padded)
  const codes: StoredSection[] = []
  return {
    writer,
    codes,
    spill: async () => {
      while ((codes.length + 1) * chunkRows <= space.chunks.rows()) {
        const index = codes.length
        const chunk = space.chunks.chunk(index)
        if (chunk.codes === null) throw new Error('a chunk was written before it was full')
        codes.push(await writer.writeCodes(index, chunk.codes))
        space.chunks.releaseCodes(index)
      }
    },
  }
}

/** From now on the long codes of all rows are read from the cache file, which holds them; their memory is given back. */
export const leaveCodesInFile = (folder: string, { chunks, frame, spaceId }: SpaceCodes): void => {
  chunks.moveToFile(longCodesIn(cachePath(folder, spaceId), frame.padded, chunks.length() * chunkRows))
  for (let index = 0; index < chunks.length(); index += 1) chunks.releaseCodes(index)
}

/** The long codes of a chunk, from memory or from the older file that holds them. */
const withChunkCodes = async <Value>(
  state: IndexState,
  space: SpaceCodes,
  index: number,
  older: LongCodeReader | null,
  use: (codes: MemoryView) => Promise<Value>,
): Promise<Value> => {
  const { codes } = space.chunks.chunk(index)
  if (codes !== null) return use(codes)
  if (older === null) throw new Error('a chunk has no long codes, in memory or in a file')
  const copy = state.arena.allocate(chunkCodeBytes(space.frame.padded), 'anything')
  try {
    await older.readInBackground(index * chunkRows, copy.bytes)
    return await use(copy)
  } finally {
    copy.free()
  }
}

/** Writes all chunks; answers null when they are not wanted any more. */
const writeChunks = async (
  state: IndexState,
  space: SpaceCodes,
  writer: CacheWriter,
  written: readonly StoredSection[],
  isWanted: () => boolean,
): Promise<CacheDescription['chunks'] | null> => {
  const file = space.chunks.file()
  const older = file === null ? null : openLongCodes(file)
  try {
    const chunks: CacheDescription['chunks'][number][] = []
    for (let index = 0; index * chunkRows < space.chunks.rows(); index += 1) {
      if (!isWanted()) return null
      const head = await writer.writeHead(index, space.chunks.chunk(index).head)
      const write = (view: MemoryView) => writer.writeCodes(index, view)
      const codes = written[index] ?? (await withChunkCodes(state, space, index, older, write))
      chunks.push({ head, codes })
    }
    return chunks
  } finally {
    older?.close()
  }
}

/** Scenes of the rows, and whether statistics count them. */
const rowScenes = ({ slots }: IndexState, space: SpaceCodes) => {
  const rows = space.chunks.rows()
  const scenes = new Float64Array(rows)
  const counted = new Uint8Array(rows)
  for (let row = 0; row < rows; row += 1) {
    const slot = space.slotOfRow(row)
    scenes[row] = slot < 0 ? -1 : slots.sceneOf(slot)
    counted[row] = space.isCounted(row) ? 1 : 0
  }
  return { scenes, counted }
}

/**
 * Writes the cache file of a space. The codes must not change meanwhile; `isWanted` is asked between chunks, and when it says no
 * everything is taken back and the answer is false.
 */
export const saveSpace = async (
  state: IndexState,
  folder: string,
  space: SpaceCodes,
  isWanted: () => boolean,
  begun: BegunFile | null = null,
): Promise<boolean> => {
  const { spaceId, frame, moments } = space
  const writer = begun?.writer ?? (await createCacheWriter(state, cachePath(folder, spaceId), frame.padded))
  try {
    const chunks = await writeChunks(state, space, writer, begun?.codes ?? [], isWanted)
    if (chunks === null) {
      await writer.discard()
      return false
    }
    const { scenes, counted } = rowScenes(state, space)
    const { count, forgotten } = moments.state()
    await writer.finish({
      version: cacheVersion,
      spaceId,
      dimension: frame.dimension,
      sequence: state.sequence,
      rows: space.chunks.rows(),
      trainedOn: space.trainedOn,
      counted: count,
      forgotten,
      chunks,
      frame: await writer.append(chunks.length, [bytesOf(frame.axis.floats), bytesOf(moments.centre)]),
      moments: await writer.append(chunks.length, [moments.sums.bytes]),
      scenes: await writer.append(chunks.length, [bytesOf(scenes), counted]),
    })
    return true
  } catch (error) {
    await writer.discard()
    throw error
  }
}
