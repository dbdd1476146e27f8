import type { SceneNumber, VectorBlock } from '../../domain/ports/index.ts'
import { type Address, addressAfter, type MemoryView } from '../arena/arena.ts'
import type { CodeTools, SpaceCodes } from './space-codes.ts'

/** Vectors of one batch of work. */
const batchRows = 2048
/** Vectors that a thread encodes in one go. */
const runRows = 64
/** Up to so many vectors, statistics are made exact again as soon as one was taken away. */
const alwaysExact = 16_384
/** Above that, when so large a part of them was taken away approximately. */
const inexactPart = 0.02

/** Vectors of a batch that have to be encoded: those that are new or differ from what the space holds. */
interface ChangedVectors {
  readonly rows: readonly number[]
  readonly slots: readonly number[]
  /** 1 where statistics count the vector. */
  readonly weights: Float32Array
}

/** Whether a space holds this very vector for a scene. */
export const holdsVector = (tools: CodeTools, space: SpaceCodes, scene: SceneNumber, vector: Address): boolean => {
  const known = space.hashOf(scene)
  return known !== null && tools.kernel.hashRow(vector, space.frame.dimension) >>> 0 === known
}

/** The row that a scene's vector is to be written to. What was there before is taken out of the statistics. */
const rowToWrite = (space: SpaceCodes, scene: SceneNumber): number => {
  const row = space.rowOf(scene)
  if (row < 0) return space.chunks.takeRow()
  const file = space.chunks.file()
  if (file !== null && row < file.rows) {
    space.clearRow(row)
    return space.chunks.takeRow()
  }
  space.discount(row)
  return row
}

/** Finds rows for the vectors that changed, and moves these together at the start of `vectors`. */
const prepareBatch = (
  tools: CodeTools,
  space: SpaceCodes,
  scenes: Float64Array,
  vectors: MemoryView,
  visible: (scene: SceneNumber) => boolean,
): ChangedVectors => {
  const stride = space.frame.dimension * 4
  const rows: number[] = []
  const slots: number[] = []
  const weights = new Float32Array(scenes.length)
  scenes.forEach((scene, index) => {
    if (holdsVector(tools, space, scene, addressAfter(vectors.address, index * stride))) return
    const slot = space.rowOf(scene) < 0 ? tools.slots.take(scene) : tools.slots.slotOf(scene)
    rows.push(rowToWrite(space, scene))
    slots.push(slot)
    const written = rows.length - 1
    if (written !== index) vectors.bytes.copyWithin(written * stride, index * stride, (index + 1) * stride)
    weights[written] = visible(scene) ? 1 : 0
  })
  return { rows, slots, weights }
}

const writeBatch = async (
  tools: CodeTools,
  space: SpaceCodes,
  block: VectorBlock,
  visible: (scene: SceneNumber) => boolean,
): Promise<readonly number[]> => {
  const { arena, pool } = tools
  const vectors = arena.copyOf(block.vectors)
  const { rows, slots, weights } = prepareBatch(tools, space, block.scenes, vectors, visible)
  const list = arena.copyOf(Int32Array.from(rows))
  const common = { vectors: vectors.address, rows: list.address, count: rows.length, run: runRows }
  await pool.run({ kind: 'encode', space: space.structure, ...common }, Math.ceil(rows.length / runRows))
  rows.forEach((row, index) => {
    space.assign(row, slots[index] ?? 0, weights[index] === 1)
  })
  await space.moments.add(vectors, rows.length, weights, 1)
  vectors.free()
  list.free()
  return rows
}

/**
 * Writes vectors into a space; those that are the same as before are left alone. `visible` tells whether statistics count a scene.
 * Answers the rows that changed.
 */
export const writeVectors = async (
  tools: CodeTools,
  space: SpaceCodes,
  { scenes, vectors }: VectorBlock,
  visible: (scene: SceneNumber) => boolean,
): Promise<readonly number[]> => {
  const { dimension } = space.frame
  const changed: number[] = []
  for (let from = 0; from < scenes.length; from += batchRows) {
    const to = Math.min(scenes.length, from + batchRows)
    const batch = { scenes: scenes.subarray(from, to), vectors: vectors.subarray(from * dimension, to * dimension) }
    changed.push(...(await writeBatch(tools, space, batch, visible)))
  }
  return changed
}

/** Counts scenes whose videos came back (`counted`) or no longer counts those whose videos were removed; `vectors` are theirs. */
export const countScenes = async (
  { arena }: CodeTools,
  space: SpaceCodes,
  { scenes, vectors }: VectorBlock,
  counted: boolean,
): Promise<void> => {
  const weights = Float32Array.from(scenes, (scene) => {
    const row = space.rowOf(scene)
    return row >= 0 && space.setCounted(row, counted) ? 1 : 0
  })
  if (!weights.includes(1)) return
  const copy = arena.copyOf(vectors)
  await space.moments.add(copy, scenes.length, weights, counted ? 1 : -1)
  copy.free()
}

/** Makes the statistics of a space exact from all its vectors, block by block. */
export const recount = async (
  { arena }: CodeTools,
  space: SpaceCodes,
  blocks: AsyncIterable<VectorBlock>,
): Promise<void> => {
  space.moments.clear()
  for await (const { scenes, vectors } of blocks) {
    const weights = Float32Array.from(scenes, (scene) => {
      const row = space.rowOf(scene)
      return row >= 0 && space.isCounted(row) ? 1 : 0
    })
    const copy = arena.copyOf(vectors)
    await space.moments.add(copy, scenes.length, weights, 1)
    copy.free()
  }
}

/** Whether statistics are not exact any more, and the space is so small, or so much has changed, that they should be. */
export const needsRecount = ({ moments }: SpaceCodes): boolean => {
  const { count, forgotten } = moments.state()
  return forgotten > 0 && (count <= alwaysExact || forgotten > count * inexactPart)
}
