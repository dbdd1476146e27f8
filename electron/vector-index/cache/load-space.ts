import type { SceneNumber } from '../../domain/ports/index.ts'
import { type MemoryView, noAddress } from '../arena/arena.ts'
import { chunkRows } from '../arena/memory-layout.ts'
import type { SpaceCodes } from '../codes/space-codes.ts'
import { countScenes, holdsVector } from '../codes/write-vectors.ts'
import { addTrainedSpace, type IndexState, showSlots } from '../state/index-state.ts'
import type { FileSection } from '../threads/thread-task.ts'
import { type CacheDescription, cachePath, longCodesIn, readDescription } from './cache-file.ts'

/** Sections that one job reads. */
const sectionsAtOnce = 64
/** Scenes whose vectors are read at once. */
const scenesAtOnce = 2048

/** Reads sections on all threads; false when one is damaged. */
const readSections = async (state: IndexState, path: string, sections: readonly FileSection[]): Promise<boolean> => {
  for (let from = 0; from < sections.length; from += sectionsAtOnce) {
    const some = sections.slice(from, from + sectionsAtOnce)
    if ((await state.pool.run({ kind: 'load', path, sections: some }, some.length)) > 0) return false
  }
  return true
}

/** Counts scenes of a space that came back, or no longer counts those that went; scenes without a vector in it are left out. */
export const recountScenes = async (
  state: IndexState,
  space: SpaceCodes,
  scenes: readonly SceneNumber[],
  counted: boolean,
): Promise<void> => {
  const known = scenes.filter((scene) => space.rowOf(scene) >= 0)
  for (let from = 0; from < known.length; from += scenesAtOnce) {
    const some = Float64Array.from(known.slice(from, from + scenesAtOnce))
    await countScenes(state, space, await state.store.vectors.ofScenes(space.spaceId, some), counted)
  }
}

/** Videos may have been removed or brought back since the file was written: counts their scenes accordingly. */
const recountChanged = async (
  state: IndexState,
  space: SpaceCodes,
  scenes: Float64Array,
  counted: Uint8Array,
): Promise<void> => {
  const gone: SceneNumber[] = []
  const back: SceneNumber[] = []
  scenes.forEach((scene, row) => {
    if (scene < 0) return
    const isHidden = state.hidden.has(scene)
    if (isHidden && counted[row] === 1) gone.push(scene)
    else if (!isHidden && counted[row] === 0) back.push(scene)
  })
  await recountScenes(state, space, gone, false)
  await recountScenes(state, space, back, true)
}

/** A space with the codes of a file but without rows, or null when a part of the file is damaged; then nothing of it is left. */
const loadCodes = async (
  state: IndexState,
  path: string,
  description: CacheDescription,
  frame: MemoryView,
): Promise<SpaceCodes | null> => {
  const { dimension, spaceId, trainedOn } = description
  const values = frame.floats.slice(0, 2 * dimension)
  const trained = { axis: values.slice(0, dimension), centre: values.slice(dimension), vectors: trainedOn }
  const space = addTrainedSpace(state, spaceId, trained)
  const sections: FileSection[] = [{ ...description.moments, target: space.moments.sums.address }]
  for (const { head, codes } of description.chunks) {
    const chunk = space.chunks.add(!state.low)
    sections.push({ ...head, target: chunk.head.address }, { ...codes, target: chunk.codes?.address ?? noAddress })
  }
  if (await readSections(state, path, sections)) return space
  space.free()
  state.spaces.delete(spaceId)
  return null
}

/**
 * Takes a space from its cache file. Null when there is none that can be used; then nothing of it is left. With little memory, long
 * codes stay in the file (they are checked all the same). Answers the position of the feed that the codes correspond to.
 */
export const loadSpace = async (
  state: IndexState,
  folder: string,
  spaceId: string,
): Promise<{ readonly space: SpaceCodes; readonly sequence: number } | null> => {
  const path = cachePath(folder, spaceId)
  const description = await readDescription(state, path, spaceId)
  if (description === null) return null
  const { rows } = description
  const frame = state.arena.allocate(description.frame.bytes)
  const rowScenes = state.arena.allocate(description.scenes.bytes, 'anything')
  try {
    const isWhole = await readSections(state, path, [
      { ...description.frame, target: frame.address },
      { ...description.scenes, target: rowScenes.address },
    ])
    const space = isWhole ? await loadCodes(state, path, description, frame) : null
    if (space === null) return null
    const scenes = rowScenes.part(0, rows * 8).doubles.slice()
    const counted = rowScenes.part(rows * 8, rows).bytes.slice()
    if (state.low) {
      space.chunks.moveToFile(longCodesIn(path, space.frame.padded, description.chunks.length * chunkRows))
    }
    space.adopt(scenes, counted)
    space.moments.restore(description.counted, description.forgotten)
    showSlots(state, scenes)
    await recountChanged(state, space, scenes, counted)
    return { space, sequence: description.sequence }
  } finally {
    frame.free()
    rowScenes.free()
  }
}

/** Vectors that are compared with the library to tell the cache of another library from this one's. */
const compared = 64

/** Whether a space has as many vectors as the library says, and a sample of them is the same. */
export const isSame = async (state: IndexState, space: SpaceCodes, count: number): Promise<boolean> => {
  if (space.count() !== count) return false
  const rows = space.chunks.rows()
  const { dimension } = space.frame
  const wanted = new Set<SceneNumber>()
  for (let index = 0; index < compared; index += 1) {
    const slot = space.slotOfRow(Math.floor((index * rows) / compared))
    if (slot >= 0) wanted.add(state.slots.sceneOf(slot))
  }
  const { scenes, vectors } = await state.store.vectors.ofScenes(space.spaceId, Float64Array.from(wanted).sort())
  if (scenes.length < wanted.size || vectors.length !== scenes.length * dimension) return false
  const copy = state.arena.copyOf(vectors)
  const isEqual = scenes.every((scene, index) =>
    holdsVector(state, space, scene, copy.part(index * dimension * 4, dimension * 4).address),
  )
  copy.free()
  return isEqual
}
