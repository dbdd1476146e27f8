import { instantiateScanKernel, loadScanKernel, type ScanKernel } from '../kernel/scan-kernel.ts'

const pageBytes = 65_536
const maximumPages = 65_536
const alignment = 64
const growBytes = 8 * 1024 * 1024

/** Memory that all threads share (at most 4 GiB), and what lies where in it. Only the main thread allocates. */
export interface SharedMemory {
  readonly module: WebAssembly.Module
  readonly memory: WebAssembly.Memory
  /** For small work that is not worth a thread. */
  readonly kernel: ScanKernel
  /** Address of that many bytes, zeroed unless it is not asked for. Throws a RangeError when four GiB are full. */
  readonly allocate: (bytes: number, zeroed?: boolean) => number
  /** Gives back what `allocate` gave; the size must be the same. */
  readonly free: (at: number, bytes: number) => void
  /** Bytes in use. */
  readonly used: () => number
  readonly bytes: (at: number, length: number) => Uint8Array
  readonly floats: (at: number, length: number) => Float32Array
  readonly doubles: (at: number, length: number) => Float64Array
  readonly integers: (at: number, length: number) => Int32Array
}

const rounded = (bytes: number): number => Math.max(alignment, Math.ceil(bytes / alignment) * alignment)

/** A memory with nothing in it, and the kernel over it. */
export const createSharedMemory = async (): Promise<SharedMemory> => {
  const module = await loadScanKernel()
  const memory = new WebAssembly.Memory({ initial: 2, maximum: maximumPages, shared: true })
  const kernel = await instantiateScanKernel(module, memory)
  const spare = new Map<number, number[]>()
  let top = pageBytes
  let used = 0
  const allocate = (bytes: number, zeroed = true): number => {
    const size = rounded(bytes)
    const known = spare.get(size)?.pop()
    if (known !== undefined) {
      used += size
      if (zeroed) new Uint8Array(memory.buffer, known, size).fill(0)
      return known
    }
    const missing = top + size - memory.buffer.byteLength
    if (missing > 0) {
      const pages = Math.ceil(missing / pageBytes)
      const room = maximumPages - memory.buffer.byteLength / pageBytes
      if (pages > room) throw new RangeError('the index needs more than four GiB of memory')
      memory.grow(Math.min(room, Math.max(pages, growBytes / pageBytes)))
    }
    const at = top
    top += size
    used += size
    return at
  }
  return {
    module,
    memory,
    kernel,
    allocate,
    free: (at, bytes) => {
      const size = rounded(bytes)
      used -= size
      const list = spare.get(size)
      if (list === undefined) spare.set(size, [at])
      else list.push(at)
    },
    used: () => used,
    bytes: (at, length) => new Uint8Array(memory.buffer, at, length),
    floats: (at, length) => new Float32Array(memory.buffer, at, length),
    doubles: (at, length) => new Float64Array(memory.buffer, at, length),
    integers: (at, length) => new Int32Array(memory.buffer, at, length),
  }
}
