import type { SceneNumber } from '../../domain/ports/index.ts'
import type { Arena, Region } from '../arena/arena.ts'
import { blockSlots } from '../arena/memory-layout.ts'

/** Scene numbers of one page of the table that finds slots by scene. */
const pageScenes = 65_536
const leastCapacity = 4096

/**
 * Gives every scene that has a vector in any space a slot: its index in all columns of estimates and scores. A slot is given again
 * when its scene is gone.
 */
export interface SlotTable {
  /** Slots that columns have room for; a multiple of 64. */
  readonly capacity: () => number
  /** Slots that were ever given: later ones are empty. */
  readonly used: () => number
  /** Scenes that have a slot. */
  readonly count: () => number
  /** -1: it has none. */
  readonly slotOf: (scene: SceneNumber) => number
  /** -1: the slot is empty. */
  readonly sceneOf: (slot: number) => SceneNumber
  /** The scene's slot, made when there is none, with one more user. */
  readonly take: (scene: SceneNumber) => number
  /** One user less; the last one frees the slot. */
  readonly release: (slot: number) => void
  /** Makes room for so many slots at once. */
  readonly reserve: (slots: number) => void
  /** By slot a byte, 255 where a scene of a video that is not removed is. */
  readonly visible: () => Region
  /** Calls `listener` whenever columns have to be made anew because the capacity has grown. */
  readonly onGrow: (listener: (before: number, now: number) => void) => void
}

/** A table without scenes. */
export const createSlotTable = (arena: Arena): SlotTable => {
  const pages = new Map<number, Int32Array>()
  const free: number[] = []
  const listeners: ((before: number, now: number) => void)[] = []
  let capacity = 0
  let used = 0
  let count = 0
  let scenes = new Float64Array()
  let users = new Uint8Array()
  let visible: Region | null = null

  const grow = (atLeast: number): void => {
    const now = Math.ceil(Math.max(leastCapacity, atLeast) / blockSlots) * blockSlots
    const before = capacity
    const [oldScenes, oldUsers] = [scenes, users]
    scenes = new Float64Array(now).fill(-1)
    scenes.set(oldScenes)
    users = new Uint8Array(now)
    users.set(oldUsers)
    const mask = arena.allocate(now)
    if (visible !== null) {
      mask.bytes.set(visible.bytes)
      visible.free()
    }
    visible = mask
    capacity = now
    for (const listener of listeners) listener(before, now)
  }

  const entry = (scene: SceneNumber): readonly [page: Int32Array | undefined, index: number] => [
    pages.get(Math.floor(scene / pageScenes)),
    scene % pageScenes,
  ]
  const slotOf = (scene: SceneNumber): number => {
    const [page, index] = entry(scene)
    return (page?.[index] ?? 0) - 1
  }
  const setSlot = (scene: SceneNumber, slot: number): void => {
    let [page, index] = entry(scene)
    if (page === undefined) {
      page = new Int32Array(pageScenes)
      index = scene % pageScenes
      pages.set(Math.floor(scene / pageScenes), page)
    }
    page[index] = slot + 1
  }

  return {
    capacity: () => capacity,
    used: () => used,
    count: () => count,
    slotOf,
    sceneOf: (slot) => scenes[slot] ?? -1,
    take: (scene) => {
      const known = slotOf(scene)
      if (known >= 0) {
        users[known] = (users[known] ?? 0) + 1
        return known
      }
      let slot = free.pop()
      if (slot === undefined) {
        if (used === capacity) grow(Math.ceil(used * 1.25))
        slot = used
        used += 1
      }
      setSlot(scene, slot)
      scenes[slot] = scene
      users[slot] = 1
      count += 1
      return slot
    },
    release: (slot) => {
      const left = (users[slot] ?? 0) - 1
      users[slot] = left
      if (left > 0) return
      setSlot(scenes[slot] ?? 0, -1)
      scenes[slot] = -1
      if (visible !== null) visible.bytes[slot] = 0
      free.push(slot)
      count -= 1
    },
    reserve: (slots) => {
      if (slots > capacity) grow(slots)
    },
    visible: () => {
      if (visible === null) grow(1)
      // `grow` has made it.
      return visible as Region
    },
    onGrow: (listener) => {
      listeners.push(listener)
    },
  }
}
