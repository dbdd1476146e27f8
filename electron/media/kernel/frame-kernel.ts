import type { FrameFeatureRow } from '../../domain/cuts/features.ts'

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
   * `plane` 0 is luma, 1 and 2 are chroma. Meant for filmstrip tiles; also scales up (by area, so blocky).
   */
  readonly downscalePlane: (plane: 0 | 1 | 2, target: Uint8Array, targetWidth: number, targetHeight: number) => void
  /** Mean absolute Laplacian of luma of any frame of this size, without counting it as pushed. */
  readonly sharpness: (frame: Uint8Array) => number
}

/** A kernel for frames of this size (each side 1…4096). Rejects with a plain message when the kernel was not built. */
export const createFrameKernel = async (_size: {
  readonly width: number
  readonly height: number
}): Promise<FrameKernel> => {
  throw new Error('not built yet')
}
