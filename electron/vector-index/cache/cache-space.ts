import { type FileHandle, open } from 'node:fs/promises'
import type { SceneNumber } from '../../domain/ports/search-port.ts'
import { chunkRows, codeBytes } from '../arena/memory-layout.ts'
import type { SpaceCodes } from '../codes/space-codes.ts'
import { addTrainedSpace, type IndexState, showSlots } from '../compact/index-state.ts'
import type { FileSection } from '../threads/thread-task.ts'
import {
  type CacheDescription,
  type CacheWriter,
  cachePath,
  cacheVersion,
  codeFileOf,
  createCacheWriter,
  readDescription,
  type StoredSection,
} from './cache-file.ts'

/** Sections that one job reads. */
const sectionsAtOnce = 64

const whole = (bytes: number): number => Math.ceil(bytes / 64) * 64

/** Long codes of a chunk, wherever they are now; `use` gets their address. */
const withCodes = async <Value>(
  state: IndexState,
  space: SpaceCodes,
  chunk: number,
  source: FileHandle | null,
  use: (at: number) => Promise<Value>,
): Promise<Value> => {
  const { codesAt } = space.chunk(chunk)
  if (codesAt !== 0) return use(codesAt)
  const file = space.file()
  if (file === null || source === null) throw new Error('the long codes of a chunk are nowhere')
  const bytes = chunkRows * codeBytes(space.frame.padded)
  const at = state.shared.allocate(bytes, false)
  try {
    let done = 0
    while (done < bytes) {
      const place = file.position + chunk * file.stride + done
      const { bytesRead } = await source.read(state.shared.bytes(at + done, bytes - done), 0, bytes - done, place)
      if (bytesRead === 0) throw new Error('the cache file is shorter than it was')
      done += bytesRead
    }
    return await use(at)
  } finally {
    state.shared.free(at, bytes)
  }
}

/** Copies something into shared memory to be written. */
const appendCopy = async (
  state: IndexState,
  writer: CacheWriter,
  chunks: number,
  parts: readonly Uint8Array[],
): Promise<StoredSection> => {
  const bytes = whole(parts.reduce((sum, { length }) => sum + length, 0))
  const at = state.shared.allocate(bytes)
  let from = at
  for (const part of parts) {
    state.shared.bytes(from, part.length).set(part)
    from += part.length
  }
  try {
    return await writer.append(chunks, at, bytes)
  } finally {
    state.shared.free(at, bytes)
  }
}

const bytesOf = (values: Float32Array | Float64Array): Uint8Array =>
  new Uint8Array(values.buffer, values.byteOffset, values.byteLength)

/** A cache file that is written while its space is coded, so that the long codes need not all be in memory at once. */
export interface BegunFile {
  readonly writer: CacheWriter
  /** By chunk. */
  readonly codes: StoredSection[]
  /** Writes the long codes of chunks that are full and gives their memory back. */
  readonly spill: () => Promise<void>
}

/** Begins the cache file of a space without vectors. */
export const beginFile = async (state: IndexState, folder: string, space: SpaceCodes): Promise<BegunFile> => {
  const writer = await createCacheWriter(state.shared, cachePath(folder, space.spaceId), space.frame.padded)
  const codes: StoredSection[] = []
  return {
    writer,
    codes,
    spill: async () => {
      while ((codes.length + 1) * chunkRows <= space.rows()) {
        const chunk = codes.length
        codes.push(await writer.writeCodes(chunk, space.chunk(chunk).codesAt))
        space.releaseCodes(chunk)
      }
    },
  }
}

/** Long codes of all rows are in the cache file from now on. */
export const leaveCodesInFile = (folder: string, space: SpaceCodes): void => {
  const rows = Math.ceil(space.rows() / chunkRows) * chunkRows
  space.moveToFile(codeFileOf(cachePath(folder, space.spaceId), space.frame.padded, rows), true)
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
  const { shared, slots } = state
  const { spaceId, frame, moments } = space
  const writer = begun?.writer ?? (await createCacheWriter(shared, cachePath(folder, spaceId), frame.padded))
  const source = space.file() === null ? null : await open(space.file()?.path ?? '', 'r')
  try {
    const chunkCount = Math.ceil(space.rows() / chunkRows)
    const chunks: CacheDescription['chunks'][number][] = []
    for (let chunk = 0; chunk < chunkCount; chunk += 1) {
      if (!isWanted()) {
        await writer.discard()
        return false
      }
      const head = await writer.writeHead(chunk, space.chunk(chunk).at)
      const codes =
        begun?.codes[chunk] ?? (await withCodes(state, space, chunk, source, (at) => writer.writeCodes(chunk, at)))
      chunks.push({ head, codes })
    }
    const rows = space.rows()
    const scenes = new Float64Array(rows)
    const counted = new Uint8Array(rows)
    for (let row = 0; row < rows; row += 1) {
      const slot = space.slotOfRow(row)
      scenes[row] = slot < 0 ? -1 : slots.sceneOf(slot)
      counted[row] = space.isCounted(row) ? 1 : 0
    }
    const axis = shared.floats(frame.axisAt, frame.dimension).slice()
    const { count, forgotten } = moments.state()
    const description: CacheDescription = {
      version: cacheVersion,
      spaceId,
      dimension: frame.dimension,
      sequence: state.sequence,
      rows,
      trainedOn: space.trainedOn,
      counted: count,
      forgotten,
      chunks,
      frame: await appendCopy(state, writer, chunkCount, [bytesOf(axis), bytesOf(moments.centre)]),
      moments: await writer.append(chunkCount, moments.matrixAt, whole(moments.matrixBytes)),
      scenes: await appendCopy(state, writer, chunkCount, [bytesOf(scenes), counted]),
    }
    await writer.finish(description)
    return true
  } catch (error) {
    await writer.discard()
    throw error
  } finally {
    await source?.close()
  }
}

/** Reads sections on all threads; false when one is damaged. */
const readSections = async (state: IndexState, path: string, sections: readonly FileSection[]): Promise<boolean> => {
  for (let from = 0; from < sections.length; from += sectionsAtOnce) {
    const some = sections.slice(from, from + sectionsAtOnce)
    if ((await state.pool.run({ kind: 'load', path, sections: some }, some.length)) > 0) return false
  }
  return true
}

/** Scenes whose statistics count them although they are hidden now, and those that should count again. */
const mismatches = (state: IndexState, scenes: Float64Array, counted: Uint8Array) => {
  const hide: SceneNumber[] = []
  const show: SceneNumber[] = []
  scenes.forEach((scene, row) => {
    if (scene < 0) return
    const hidden = state.hidden.has(scene)
    if (hidden && counted[row] === 1) hide.push(scene)
    else if (!hidden && counted[row] === 0) show.push(scene)
  })
  return { hide, show }
}

const recountScenes = async (
  state: IndexState,
  space: SpaceCodes,
  scenes: readonly SceneNumber[],
  counted: boolean,
): Promise<void> => {
  for (let from = 0; from < scenes.length; from += chunkRows) {
    const read = await state.store.vectorsOf(space.spaceId, Float64Array.from(scenes.slice(from, from + chunkRows)))
    await space.setCounted(read.scenes, read.vectors, counted)
  }
}

/**
 * Takes a space from its cache file. Null when there is none that can be used; then nothing of it is left. With `low`, long codes stay
 * in the file (they are checked all the same). Answers the position of the feed that the codes correspond to.
 */
export const loadSpace = async (
  state: IndexState,
  folder: string,
  spaceId: string,
): Promise<{ readonly space: SpaceCodes; readonly sequence: number } | null> => {
  const path = cachePath(folder, spaceId)
  const { shared } = state
  const description = await readDescription(shared, path, spaceId)
  if (description === null) return null
  const { dimension, rows, trainedOn } = description
  const sceneBytes = description.scenes.bytes
  const [frameAt, scenesAt] = [shared.allocate(description.frame.bytes), shared.allocate(sceneBytes, false)]
  let space: SpaceCodes | null = null
  try {
    if (
      !(await readSections(state, path, [
        { ...description.frame, at: frameAt },
        { ...description.scenes, at: scenesAt },
      ]))
    ) {
      return null
    }
    const values = shared.floats(frameAt, 2 * dimension).slice()
    const trained = { axis: values.slice(0, dimension), centre: values.slice(dimension), vectors: trainedOn }
    space = addTrainedSpace(state, spaceId, dimension, trained)
    const sections: FileSection[] = [{ ...description.moments, at: space.moments.matrixAt }]
    for (const { head, codes } of description.chunks) {
      const chunk = space.addChunk(!state.low)
      sections.push({ ...head, at: chunk.at }, { ...codes, at: chunk.codesAt })
    }
    if (!(await readSections(state, path, sections))) {
      space.free()
      state.spaces.delete(spaceId)
      return null
    }
    const scenes = shared.doubles(scenesAt, rows).slice()
    const counted = shared.bytes(scenesAt + rows * 8, rows).slice()
    if (state.low) space.moveToFile(codeFileOf(path, space.frame.padded, description.chunks.length * chunkRows), false)
    space.adopt(scenes, counted)
    space.moments.restore(description.counted, description.forgotten)
    showSlots(state, scenes)
    const { hide, show } = mismatches(state, scenes, counted)
    await recountScenes(state, space, hide, false)
    await recountScenes(state, space, show, true)
    return { space, sequence: description.sequence }
  } finally {
    shared.free(frameAt, description.frame.bytes)
    shared.free(scenesAt, sceneBytes)
  }
}

/** Vectors that are compared with the library to tell the cache of another library from this one's. */
const compared = 64

/** Whether a space has as many vectors as the library says, and a sample of them is the same. */
export const isSame = async (state: IndexState, space: SpaceCodes, count: number): Promise<boolean> => {
  if (space.count() !== count) return false
  const { shared, slots } = state
  const rows = space.rows()
  const wanted = new Set<SceneNumber>()
  for (let index = 0; index < compared; index += 1) {
    const slot = space.slotOfRow(Math.floor((index * rows) / compared))
    if (slot >= 0) wanted.add(slots.sceneOf(slot))
  }
  const { scenes, vectors } = await state.store.vectorsOf(space.spaceId, Float64Array.from(wanted).sort())
  if (scenes.length < wanted.size || vectors.length !== scenes.length * space.frame.dimension) return false
  const at = shared.allocate(space.frame.dimension * 4)
  const same = [...scenes].every((scene, index) => {
    const { dimension } = space.frame
    shared.floats(at, dimension).set(vectors.subarray(index * dimension, (index + 1) * dimension))
    return shared.kernel.hashRow(at, dimension) >>> 0 === space.hashOf(scene)
  })
  shared.free(at, space.frame.dimension * 4)
  return same
}
