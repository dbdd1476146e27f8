import type { SceneNumber } from '../../domain/ports/index.ts'
import { recountScenes } from '../cache/load-space.ts'
import { beginFile, leaveCodesInFile, saveSpace } from '../cache/save-space.ts'
import type { SpaceCodes } from '../codes/space-codes.ts'
import { needsRecount, recount, writeVectors } from '../codes/write-vectors.ts'
import { addSpace, type IndexState, showSlots } from '../state/index-state.ts'

/** Bytes of vectors that are read at once. */
const blockBytes = 8 * 2 ** 20
/** Changes of the feed that are read at once. */
const changesAtOnce = 20_000
/** Scenes whose vectors are read at once. */
const scenesAtOnce = 2048
/** Vectors that the axis of a space is made from, if it has so many. */
const sampleRows = 4096
/** Blocks that the sample is read in, spread over the space. */
const sampleParts = 32
/** A space whose axis was made from fewer is encoded anew when it has grown by this factor. */
const growthBeforeTraining = 4

/** Vectors of a space from the library, block by block; the next block is read while one is worked on. */
export const readBlocks = async function* (state: IndexState, spaceId: string) {
  const first = await state.store.vectors.block(spaceId, -1, 1)
  const dimension = first.vectors.length
  if (dimension === 0) return
  const limit = Math.max(256, Math.floor(blockBytes / (4 * dimension)))
  let next = state.store.vectors.block(spaceId, -1, limit)
  for (;;) {
    const block = await next
    const last = block.scenes.at(-1)
    if (last === undefined) return
    next = state.store.vectors.block(spaceId, last, limit)
    // When the caller stops before, nobody waits for this one.
    next.catch(() => undefined)
    yield block
  }
}

/** Vectors spread over a space, to make its axis from. */
const readSample = async (state: IndexState, spaceId: string): Promise<Float32Array> => {
  const { store } = state
  const count = (await store.vectors.counts())[spaceId] ?? 0
  if (count <= sampleRows) return (await store.vectors.block(spaceId, -1, sampleRows)).vectors
  const first = await store.vectors.block(spaceId, -1, sampleRows / sampleParts)
  const known = state.slots.count() > 0 ? state.slots.used() : count
  const pieces = [first.vectors]
  for (let part = 1; part < sampleParts; part += 1) {
    // Scene numbers ascend with few gaps, so equal distances in them are about equal distances in the space.
    const { vectors } = await store.vectors.block(
      spaceId,
      Math.floor((part * known) / sampleParts),
      sampleRows / sampleParts,
    )
    pieces.push(vectors)
  }
  const sample = new Float32Array(pieces.reduce((sum, piece) => sum + piece.length, 0))
  let length = 0
  for (const piece of pieces) {
    sample.set(piece, length)
    length += piece.length
  }
  return sample
}

/** Encodes all vectors of a space; `onRows` is told how many were done. Answers null where it has none. */
export const buildSpace = async (
  state: IndexState,
  spaceId: string,
  folder: string | null,
  onRows: (rows: number) => void,
): Promise<SpaceCodes | null> => {
  const { vectors: one } = await state.store.vectors.block(spaceId, -1, 1)
  const dimension = one.length
  if (dimension === 0) return null
  const space = addSpace(state, spaceId, dimension, await readSample(state, spaceId))
  const begun = state.low && folder !== null ? await beginFile(state, folder, space) : null
  for await (const { scenes, vectors } of readBlocks(state, spaceId)) {
    await writeVectors(state, space, { scenes, vectors }, (scene) => !state.hidden.has(scene))
    showSlots(state, scenes)
    await begun?.spill()
    onRows(scenes.length)
  }
  if (begun !== null && folder !== null) {
    await saveSpace(state, folder, space, () => true, begun)
    leaveCodesInFile(folder, space)
  }
  return space
}

/** Takes a space out with all its codes. */
export const dropSpace = (state: IndexState, space: SpaceCodes): void => {
  state.estimates.clear(space)
  space.bySlot.rows().forEach((row, slot) => {
    if (row >= 0) state.slots.release(slot)
  })
  space.free()
  state.spaces.delete(space.spaceId)
}

const applyToSpace = async (state: IndexState, spaceId: string, changed: readonly SceneNumber[]): Promise<void> => {
  for (let from = 0; from < changed.length; from += scenesAtOnce) {
    const wanted = Float64Array.from(changed.slice(from, from + scenesAtOnce)).sort()
    const { scenes, vectors } = await state.store.vectors.ofScenes(spaceId, wanted)
    const present = new Set(scenes)
    let space = state.spaces.get(spaceId)
    for (const scene of wanted) {
      state.rows.forget(spaceId, scene)
      if (present.has(scene) || space === undefined) continue
      const slot = space.remove(scene)
      if (slot >= 0) state.estimates.forget(space, slot)
    }
    if (scenes.length === 0) continue
    space ??= addSpace(state, spaceId, vectors.length / scenes.length, vectors)
    const rows = await writeVectors(state, space, { scenes, vectors }, (scene) => !state.hidden.has(scene))
    showSlots(state, scenes)
    state.estimates.refresh(space, rows)
  }
}

/** Scenes of videos that were removed or brought back. */
const applyHidden = async (state: IndexState): Promise<void> => {
  const changes = await state.hidden.refresh()
  if (changes === null) return
  showSlots(state, changes.gone)
  showSlots(state, changes.back)
  for (const space of state.spaces.values()) {
    await recountScenes(state, space, changes.gone, false)
    await recountScenes(state, space, changes.back, true)
  }
}

/** Encodes spaces anew whose axis no longer fits, and makes statistics exact that no longer are. */
const repair = async (state: IndexState, folder: string | null): Promise<void> => {
  for (const space of [...state.spaces.values()]) {
    const { trainedOn } = space
    if (trainedOn < sampleRows && space.count() > trainedOn * growthBeforeTraining) {
      dropSpace(state, space)
      await buildSpace(state, space.spaceId, folder, () => undefined)
    } else if (needsRecount(space)) await recount(state, space, readBlocks(state, space.spaceId))
  }
}

/**
 * Brings the codes to what the library holds now. Runs while nobody reads them. False: the feed does not reach back far enough,
 * everything must be read anew.
 */
export const catchUp = async (state: IndexState, folder: string | null): Promise<boolean> => {
  await applyHidden(state)
  for (;;) {
    const changes = await state.store.vectorChanges.since(state.sequence, changesAtOnce)
    if (changes.truncated) return false
    let count = 0
    for (const [spaceId, scenes] of Object.entries(changes.scenes)) {
      const changed = [...new Set(scenes)]
      count += changed.length
      await applyToSpace(state, spaceId, changed)
    }
    state.unsaved += count
    const done = changes.sequence === state.sequence
    state.sequence = changes.sequence
    if (done || count === 0) break
  }
  await repair(state, folder)
  return true
}
