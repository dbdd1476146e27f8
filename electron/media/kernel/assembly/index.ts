import { scaleArea } from './area'
import { blend, blockDistance } from './blocks'
import { measureHsv, prepareLinear } from './hsv'
import * as layout from './layout'
import { fineChange, laplacianSum, lumaSums } from './luma'
import { contrastAt, makeSmall, smallAt } from './small'

/** Lays the memory out for frames of this size (1…512 each side); frames pushed before are forgotten. */
export function configure(width: i32, height: i32): void {
  layout.place(width, height)
  prepareLinear()
}

/** Where to write the next frame before `push`. */
export function nextFrameAt(): usize {
  return layout.frameB
}

/** Where the results lie: f64 values, see `frame-kernel.ts`. */
export function measuresAt(): usize {
  return layout.measures
}

/** Where callers read planes from and write frames to. */
export function scratchAt(): usize {
  return layout.scratch
}

export function hsvPixels(): i32 {
  return layout.hsvWidth * layout.hsvHeight
}

/** Measures the frame at `nextFrameAt()`. */
export function push(): void {
  layout.nextFrame()
  const seen = layout.frameCount - 1
  const out = layout.measures
  const width = layout.width
  const height = layout.height
  lumaSums(layout.frameA, width * height, out)
  store<f64>(out, laplacianSum(layout.frameA, width, height), 16)
  measureHsv(seen == 0, out + 24)
  fineChange(layout.frameA, seen == 0 ? layout.frameA : layout.frameB, width, height, out + 48)
  makeSmall()
  for (let index = 0; index < 10; index++) {
    // Lags 1…8, 16, 32.
    const lag = index < 8 ? index + 1 : 16 << (index - 8)
    if (lag > seen) break
    blockDistance(smallAt(0), smallAt(lag), contrastAt(0), contrastAt(lag), out + 72 + index * 24)
  }
  for (let index = 0; index < 3; index++) {
    const reach = 4 << index
    if (2 * reach > seen) break
    blend(smallAt(2 * reach), smallAt(reach), smallAt(0), out + 312 + index * 24)
  }
}

/** Scales a plane (0 luma, 1 and 2 chroma) of the frame pushed last by area into the scratch area. */
export function downscale(plane: i32, targetWidth: i32, targetHeight: i32): void {
  const luma = layout.width * layout.height
  const chroma = layout.chromaWidth * layout.chromaHeight
  const source = layout.frameA + (plane == 0 ? 0 : luma + (plane - 1) * chroma)
  const sourceWidth = plane == 0 ? layout.width : layout.chromaWidth
  const sourceHeight = plane == 0 ? layout.height : layout.chromaHeight
  scaleArea(source, sourceWidth, sourceHeight, layout.scratch, targetWidth, targetHeight, targetWidth)
}

/** Σ|Laplacian| of the luma plane in the scratch area. */
export function scratchLaplacian(): f64 {
  return laplacianSum(layout.scratch, layout.width, layout.height)
}
