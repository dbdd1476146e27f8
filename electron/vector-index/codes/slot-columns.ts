import type { Address, Arena, Region } from '../arena/arena.ts'
import { blockSlots } from '../arena/memory-layout.ts'
import type { SlotTable } from './slot-table.ts'

/** What a space keeps for every slot of the slot table. Grows with the table. */
export interface SlotColumns {
  /** Row of the scene's vector, or -1. */
  readonly rowOf: (slot: number) => number
  readonly rows: () => Int32Array
  /** Notes the row of a slot and the standard deviation of the error of its estimates, for a query of length 1. */
  readonly set: (slot: number, row: number, error: number) => void
  readonly forget: (slot: number) => void
  /** Standard deviations of the errors of the estimates, by slot. */
  readonly errors: () => Float32Array
  /** Where the columns lie now, as fields of `spaceStructure`. */
  readonly addresses: () => { readonly rows: Address; readonly errors: Address; readonly blockErrors: Address }
  readonly free: () => void
}

interface Columns {
  readonly rows: Region
  readonly errors: Region
  /**
   * For every block of slots an upper bound of their errors. It is not made smaller when a slot gets another vector: that only lets a
   * search look at a block more closely than it must.
   */
  readonly blockErrors: Region
}

const allocateColumns = (arena: Arena, capacity: number): Columns => {
  const rows = arena.allocate(capacity * 4, 'anything')
  rows.integers.fill(-1)
  return { rows, errors: arena.allocate(capacity * 4), blockErrors: arena.allocate((capacity / blockSlots) * 4) }
}

const freeColumns = ({ rows, errors, blockErrors }: Columns): void => {
  rows.free()
  errors.free()
  blockErrors.free()
}

/** Columns without rows. `onMove` is called whenever the columns lie somewhere else. */
export const createSlotColumns = (arena: Arena, slots: SlotTable, onMove: () => void): SlotColumns => {
  slots.reserve(1)
  let columns = allocateColumns(arena, slots.capacity())
  let freed = false
  slots.onGrow((_before, now) => {
    if (freed || columns.rows.integers.length === now) return
    const next = allocateColumns(arena, now)
    next.rows.integers.set(columns.rows.integers)
    next.errors.floats.set(columns.errors.floats)
    next.blockErrors.floats.set(columns.blockErrors.floats)
    freeColumns(columns)
    columns = next
    onMove()
  })
  return {
    rowOf: (slot) => columns.rows.integers[slot] ?? -1,
    rows: () => columns.rows.integers,
    set: (slot, row, error) => {
      columns.rows.integers[slot] = row
      columns.errors.floats[slot] = error
      const block = Math.floor(slot / blockSlots)
      const { floats } = columns.blockErrors
      floats[block] = Math.max(floats[block] ?? 0, error)
    },
    forget: (slot) => {
      columns.rows.integers[slot] = -1
    },
    errors: () => columns.errors.floats,
    addresses: () => ({
      rows: columns.rows.address,
      errors: columns.errors.address,
      blockErrors: columns.blockErrors.address,
    }),
    free: () => {
      freed = true
      freeColumns(columns)
    },
  }
}
