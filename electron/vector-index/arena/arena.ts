import type { StructureLayout } from './memory-layout.ts'

const pageBytes = 65_536
const maximumPages = 65_536
const alignment = 64
const growBytes = 8 * 1024 * 1024

/** Where something lies in the shared memory, in bytes from its start: what kernel and threads are given. 0: nothing. */
export type Address = number & { readonly __address: never }

/** The address of nothing. */
export const noAddress = 0 as Address

/** What `address + bytes` is. For tables of addresses and for parts of a region; everything else is a `MemoryView`. */
export const addressAfter = (address: Address, bytes: number): Address => (address + bytes) as Address

/**
 * A piece of the shared memory, as whatever its owner keeps in it. Views are made when they are first asked for, and stay valid: the
 * memory only grows, and shared memory is never moved.
 */
export interface MemoryView {
  readonly address: Address
  readonly byteLength: number
  readonly bytes: Uint8Array
  readonly floats: Float32Array
  readonly doubles: Float64Array
  readonly integers: Int32Array
  readonly shorts: Int16Array
  readonly addresses: Uint32Array
  /** Part of it, from `offset` (bytes, a multiple of 8 where it is to be read as doubles) on. */
  readonly part: (offset: number, byteLength: number) => MemoryView
}

/** A piece of the shared memory that somebody owns. */
export interface Region extends MemoryView {
  /** Gives the memory back. Once; nobody may use it or its parts afterwards. */
  readonly free: () => void
}

/** A region that holds the fields of a structure of `memory-layout.ts`. */
export interface StructureRegion<Name extends string> {
  readonly address: Address
  /** Writes some of the fields. */
  readonly set: (values: Readonly<Partial<Record<Name, number>>>) => void
  readonly free: () => void
}

/** Allocates the memory (at most 4 GiB) that all threads share. Only the main thread allocates. */
export interface Arena {
  readonly memory: WebAssembly.Memory
  /** A region of so many bytes, zeros or (`anything`) whatever was there before. Throws a RangeError when four GiB are full. */
  readonly allocate: (byteLength: number, content?: 'zeros' | 'anything') => Region
  /** The same with a copy of `values` in it. */
  readonly copyOf: (values: Float32Array | Float64Array | Int32Array | Uint8Array) => Region
  /** Room for a structure, all zeros. */
  readonly structure: <Name extends string>(layout: StructureLayout<Name>) => StructureRegion<Name>
  /** Bytes that are allocated now. */
  readonly used: () => number
}

class SharedView implements MemoryView {
  readonly address: Address
  readonly byteLength: number
  readonly #memory: WebAssembly.Memory
  #bytes: Uint8Array | null = null
  #floats: Float32Array | null = null
  #doubles: Float64Array | null = null
  #integers: Int32Array | null = null
  #shorts: Int16Array | null = null
  #addresses: Uint32Array | null = null

  constructor(memory: WebAssembly.Memory, address: Address, byteLength: number) {
    this.#memory = memory
    this.address = address
    this.byteLength = byteLength
  }
  get bytes(): Uint8Array {
    this.#bytes ??= new Uint8Array(this.#memory.buffer, this.address, this.byteLength)
    return this.#bytes
  }
  get floats(): Float32Array {
    this.#floats ??= new Float32Array(this.#memory.buffer, this.address, this.byteLength >>> 2)
    return this.#floats
  }
  get doubles(): Float64Array {
    this.#doubles ??= new Float64Array(this.#memory.buffer, this.address, this.byteLength >>> 3)
    return this.#doubles
  }
  get integers(): Int32Array {
    this.#integers ??= new Int32Array(this.#memory.buffer, this.address, this.byteLength >>> 2)
    return this.#integers
  }
  get shorts(): Int16Array {
    this.#shorts ??= new Int16Array(this.#memory.buffer, this.address, this.byteLength >>> 1)
    return this.#shorts
  }
  get addresses(): Uint32Array {
    this.#addresses ??= new Uint32Array(this.#memory.buffer, this.address, this.byteLength >>> 2)
    return this.#addresses
  }
  part(offset: number, byteLength: number): MemoryView {
    if (offset < 0 || byteLength < 0 || offset + byteLength > this.byteLength) {
      throw new RangeError(`bytes ${offset} to ${offset + byteLength} of ${this.byteLength}`)
    }
    return new SharedView(this.#memory, addressAfter(this.address, offset), byteLength)
  }
}

class OwnedRegion extends SharedView implements Region {
  readonly #giveBack: () => void
  #isFree = false

  constructor(memory: WebAssembly.Memory, address: Address, byteLength: number, giveBack: () => void) {
    super(memory, address, byteLength)
    this.#giveBack = giveBack
  }
  free(): void {
    if (this.#isFree) throw new Error('a region of the search index was given back twice')
    this.#isFree = true
    this.#giveBack()
  }
}

/** Memory that another thread works with, by address. */
export const viewOf = (memory: WebAssembly.Memory, address: Address, byteLength: number): MemoryView =>
  new SharedView(memory, address, byteLength)

const writeFields = <Name extends string>(
  view: DataView,
  { fields }: StructureLayout<Name>,
  values: Readonly<Partial<Record<Name, number>>>,
): void => {
  for (const name in values) {
    const value = values[name]
    if (value === undefined) continue
    const { kind, offset } = fields[name]
    if (kind === 'real') view.setFloat32(offset, value, true)
    else if (kind === 'integer') view.setInt32(offset, value, true)
    else view.setUint32(offset, value, true)
  }
}

/** Writes a structure into a part of a region, for arrays of structures and for heads of larger regions. */
export const writeStructure = <Name extends string>(
  target: MemoryView,
  layout: StructureLayout<Name>,
  values: Readonly<Record<Name, number>>,
): void => {
  const { buffer, byteOffset } = target.bytes
  writeFields(new DataView(buffer, byteOffset, layout.bytes), layout, values)
}

/** Bytes that a region of this length takes. */
const roundedBytes = (byteLength: number): number => Math.max(alignment, Math.ceil(byteLength / alignment) * alignment)

/**
 * An arena with nothing allocated. Regions are multiples of 64 bytes; one that is given back is kept for the next of the same length,
 * since the same few lengths are asked for again and again. The first page stays empty, so that address 0 can mean "nothing".
 */
export const createArena = (): Arena => {
  const memory = new WebAssembly.Memory({ initial: 2, maximum: maximumPages, shared: true })
  /** Addresses of free pieces, by their length. */
  const spare = new Map<number, Address[]>()
  let top = pageBytes
  let used = 0

  const growBy = (missing: number): void => {
    const pages = Math.ceil(missing / pageBytes)
    const room = maximumPages - memory.buffer.byteLength / pageBytes
    if (pages > room) throw new RangeError('the index needs more than four GiB of memory')
    memory.grow(Math.min(room, Math.max(pages, growBytes / pageBytes)))
  }
  const giveBack = (address: Address, bytes: number): void => {
    used -= bytes
    const list = spare.get(bytes)
    if (list === undefined) spare.set(bytes, [address])
    else list.push(address)
  }
  const allocate = (byteLength: number, content: 'zeros' | 'anything' = 'zeros'): Region => {
    const bytes = roundedBytes(byteLength)
    const known = spare.get(bytes)?.pop()
    if (known === undefined) {
      const missing = top + bytes - memory.buffer.byteLength
      if (missing > 0) growBy(missing)
    } else if (content === 'zeros') new Uint8Array(memory.buffer, known, bytes).fill(0)
    const address = known ?? (top as Address)
    if (known === undefined) top += bytes
    used += bytes
    return new OwnedRegion(memory, address, byteLength, () => giveBack(address, bytes))
  }

  return {
    memory,
    allocate,
    copyOf: (values) => {
      const region = allocate(values.byteLength, 'anything')
      region.bytes.set(new Uint8Array(values.buffer, values.byteOffset, values.byteLength))
      return region
    },
    structure: (layout) => {
      const region = allocate(layout.bytes)
      const view = new DataView(memory.buffer, region.address, layout.bytes)
      return {
        address: region.address,
        set: (values) => writeFields(view, layout, values),
        free: () => region.free(),
      }
    },
    used: () => used,
  }
}
