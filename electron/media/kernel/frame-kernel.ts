import { readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import {
  blendReaches,
  blockLags,
  correlationCode,
  detectorColumnCount,
  detectorColumnStarts,
  distanceCode,
  type FrameFeatureRow,
  ratioCode,
  shareCode,
} from '../../domain/cuts/features.ts'

/** Measures frames of one size, in order. Owns its memory; one instance per film. Nothing is allocated per frame. */
export interface FrameKernel {
  readonly width: number
  readonly height: number
  /** Bytes of one tightly packed planar 4:2:0 frame: luma, then both chroma planes of ⌈w/2⌉ × ⌈h/2⌉. */
  readonly frameBytes: number
  /** Pixels that the hue, saturation and value sums run over. */
  readonly comparedPixels: number
  /** Measures the next frame against those before. The row is reused by the next call. */
  readonly push: (frame: Uint8Array) => FrameFeatureRow
  /**
   * Area-scales the luma or a chroma plane of the frame pushed last into `target` (8 bit, tightly packed).
   * `plane` 0 is luma, 1 and 2 are chroma. Meant for filmstrip tiles (at most 512 × 512); also scales up (blocky).
   */
  readonly downscalePlane: (plane: 0 | 1 | 2, target: Uint8Array, targetWidth: number, targetHeight: number) => void
  /** Mean absolute Laplacian of luma of any frame of this size, without counting it as pushed. */
  readonly sharpness: (frame: Uint8Array) => number
}

/** Longest side that the kernel takes. */
export const maxKernelSide = 512

interface KernelExports {
  readonly memory: WebAssembly.Memory
  readonly configure: (width: number, height: number) => void
  readonly nextFrameAt: () => number
  readonly measuresAt: () => number
  readonly scratchAt: () => number
  readonly hsvPixels: () => number
  readonly push: () => void
  readonly downscale: (plane: number, targetWidth: number, targetHeight: number) => void
  readonly scratchLaplacian: () => number
}

/** Offsets of the results of a push, in f64 values. */
const measureAt = { lumaSum: 0, lumaSquares: 1, laplacian: 2, hsv: 3, fine: 6, blocks: 9, blends: 39 } as const
const measureCount = 48

const loadModule = async (): Promise<WebAssembly.Module> => {
  const path = fileURLToPath(new URL('./frame-kernel.wasm', import.meta.url))
  const bytes = await readFile(path).catch((cause: unknown) => {
    throw new Error(`The frame kernel is missing: ${path}. Run the set-up (npm run setup) to build it.`, { cause })
  })
  return WebAssembly.compile(bytes)
}

let compiled: Promise<WebAssembly.Module> | undefined

/** Instances have their own memory; the compiled module is shared. */
const instantiate = async (): Promise<KernelExports> => {
  compiled ??= loadModule()
  const module = await compiled.catch((cause: unknown) => {
    compiled = undefined
    throw cause
  })
  const abort = (): never => {
    throw new Error('the frame kernel stopped')
  }
  const instance = await WebAssembly.instantiate(module, { env: { abort } })
  // The module is our own build: its exports are those of assembly/index.ts.
  return instance.exports as unknown as KernelExports
}

/** A kernel for frames of this size (each side 1…512). Rejects with a plain message when the kernel was not built. */
export const createFrameKernel = async (size: {
  readonly width: number
  readonly height: number
}): Promise<FrameKernel> => {
  const { width, height } = size
  for (const side of [width, height]) {
    if (!Number.isInteger(side) || side < 1 || side > maxKernelSide) {
      throw new RangeError(`frames of ${width} × ${height} cannot be measured: each side must be 1…${maxKernelSide}`)
    }
  }
  const kernel = await instantiate()
  kernel.configure(width, height)
  const { buffer } = kernel.memory
  const lumaPixels = width * height
  const frameBytes = lumaPixels + 2 * Math.ceil(width / 2) * Math.ceil(height / 2)
  const measures = new Float64Array(buffer, kernel.measuresAt(), measureCount)
  const scratch = new Uint8Array(buffer, kernel.scratchAt(), maxKernelSide * maxKernelSide)
  const slots = new Map<number, Uint8Array>()
  const slotAt = (at: number): Uint8Array => {
    const known = slots.get(at)
    if (known !== undefined) return known
    const slot = new Uint8Array(buffer, at, frameBytes)
    slots.set(at, slot)
    return slot
  }
  const inner = Math.max(0, width - 2) * Math.max(0, height - 2)
  const row = {
    lumaMean: 0,
    lumaDeviation: 0,
    sharpness: 0,
    hueDelta: 0,
    saturationDelta: 0,
    valueDelta: 0,
    detectorColumns: new Uint8Array(detectorColumnCount),
  }

  const readRow = (): FrameFeatureRow => {
    const at = (index: number): number => measures[index] ?? 0
    const mean = at(measureAt.lumaSum) / lumaPixels
    row.lumaMean = mean
    row.lumaDeviation = Math.sqrt(Math.max(0, at(measureAt.lumaSquares) / lumaPixels - mean * mean))
    row.sharpness = inner === 0 ? 0 : at(measureAt.laplacian) / inner
    row.hueDelta = at(measureAt.hsv)
    row.saturationDelta = at(measureAt.hsv + 1)
    row.valueDelta = at(measureAt.hsv + 2)
    const columns = row.detectorColumns
    const blocks = at(measureAt.fine + 2)
    columns[detectorColumnStarts.fineMean] = distanceCode.encode(at(measureAt.fine))
    columns[detectorColumnStarts.fineShare] = shareCode.encode(blocks === 0 ? 0 : at(measureAt.fine + 1) / blocks)
    for (let index = 0; index < blockLags.length; index++) {
      const from = measureAt.blocks + index * 3
      columns[detectorColumnStarts.distance + index] = distanceCode.encode(at(from))
      columns[detectorColumnStarts.relative + index] = ratioCode.encode(at(from + 1))
    }
    for (let index = 0; index < blendReaches.length; index++) {
      const from = measureAt.blends + index * 3
      columns[detectorColumnStarts.blendResidual + index] = distanceCode.encode(at(from))
      columns[detectorColumnStarts.blendChange + index] = distanceCode.encode(at(from + 1))
      columns[detectorColumnStarts.blendCorrelation + index] = correlationCode.encode(at(from + 2))
    }
    return row
  }

  return {
    width,
    height,
    frameBytes,
    comparedPixels: kernel.hsvPixels(),
    push: (frame) => {
      if (frame.length !== frameBytes) throw new RangeError(`a frame has ${frameBytes} bytes, not ${frame.length}`)
      slotAt(kernel.nextFrameAt()).set(frame)
      kernel.push()
      return readRow()
    },
    downscalePlane: (plane, target, targetWidth, targetHeight) => {
      const pixels = targetWidth * targetHeight
      if (targetWidth < 1 || targetHeight < 1 || pixels > scratch.length || target.length < pixels) {
        throw new RangeError(`cannot scale to ${targetWidth} × ${targetHeight} in ${target.length} bytes`)
      }
      kernel.downscale(plane, targetWidth, targetHeight)
      target.set(scratch.subarray(0, pixels))
    },
    sharpness: (frame) => {
      if (frame.length !== frameBytes) throw new RangeError(`a frame has ${frameBytes} bytes, not ${frame.length}`)
      scratch.set(frame.subarray(0, lumaPixels))
      return inner === 0 ? 0 : kernel.scratchLaplacian() / inner
    },
  }
}
