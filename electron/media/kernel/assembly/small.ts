import { scaleArea } from './area'
import {
  blockCount, chromaHeight, chromaWidth, contrasts, frameCount, frameA, height, ring, ringLength, smallFrame, smallHeight,
  smallLeft, smallPlane, smallStride, smallTop, smallWidth, width,
} from './layout'

/** Where the small frame `lag` frames back lies (0: the current one). */
export function smallAt(lag: i32): usize {
  return ring + ((frameCount - lag) % ringLength) * smallFrame
}

/** Block contrasts of the frame `lag` frames back. */
export function contrastAt(lag: i32): usize {
  return contrasts + ((frameCount - lag) % ringLength) * blockCount * 4
}

/** Scales the pushed frame to 64 × 36 4:4:4, repeats its edges, measures the contrast of its blocks. */
export function makeSmall(): void {
  const small = smallAt(0)
  const luma = width * height
  const chroma = chromaWidth * chromaHeight
  makePlane(frameA, width, height, small)
  makePlane(frameA + luma, chromaWidth, chromaHeight, small + smallPlane)
  makePlane(frameA + luma + chroma, chromaWidth, chromaHeight, small + 2 * smallPlane)
  measureContrast(small, contrastAt(0))
}

function makePlane(source: usize, sourceWidth: i32, sourceHeight: i32, plane: usize): void {
  const first = plane + smallTop * smallStride
  scaleArea(source, sourceWidth, sourceHeight, first + smallLeft, smallWidth, smallHeight, smallStride)
  for (let row = 0; row < smallHeight; row++) {
    const at = first + row * smallStride
    memory.fill(at, load<u8>(at + smallLeft), smallLeft)
    memory.fill(at + smallLeft + smallWidth, load<u8>(at + smallLeft + smallWidth - 1), smallLeft)
  }
  const last = first + (smallHeight - 1) * smallStride
  for (let row = 0; row < smallTop; row++) {
    memory.copy(plane + row * smallStride, first, smallStride)
    memory.copy(last + (row + 1) * smallStride, last, smallStride)
  }
}

/** Contrast of a block: the standard deviation of its 16 luma values. */
function measureContrast(small: usize, target: usize): void {
  for (let block = 0; block < blockCount; block++) {
    const at = small + (smallTop + (block >> 4) * 4) * smallStride + smallLeft + (block & 15) * 4
    let sum: i32 = 0
    let squares: i32 = 0
    for (let row = 0; row < 4; row++) {
      for (let column = 0; column < 4; column++) {
        const value = load<u8>(at + row * smallStride + column) as i32
        sum += value
        squares += value * value
      }
    }
    store<f32>(target + (block << 2), sqrt<f32>(((squares * 16 - sum * sum) as f32)) / 16)
  }
}
