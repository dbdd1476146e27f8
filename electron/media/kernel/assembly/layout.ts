// Memory of one kernel instance: everything is placed once by `configure`, nothing is allocated later.

/** Size of the frames that are pushed. */
export let width: i32 = 0
export let height: i32 = 0
export let chromaWidth: i32 = 0
export let chromaHeight: i32 = 0

/** Small frames: 64 × 36, planes Y, U, V with a border of 8 columns and 2 rows on each side (edges repeated). */
export const smallWidth: i32 = 64
export const smallHeight: i32 = 36
export const smallStride: i32 = 80
export const smallLeft: i32 = 8
export const smallTop: i32 = 2
export const smallPlane: i32 = 80 * 40
export const smallFrame: i32 = 80 * 40 * 3
/** Ring of small frames: the longest look back is 2 × 16 frames. */
export const ringLength: i32 = 33
export const blockCount: i32 = 144

/** Two frames as pushed, so that the one before is at hand. */
export let frameA: usize = 0
export let frameB: usize = 0
export let ring: usize = 0
/** Contrast of each block of each ring frame, as f32. */
export let contrasts: usize = 0
/** Column sums of the area scaler, u32 a column. */
export let columnSums: usize = 0
/** B, G, R planes of the pushed frame. */
export let bgr: usize = 0
/** Hue, saturation, value planes of this frame and the one before. */
export let hsvA: usize = 0
export let hsvB: usize = 0
/** Size of the frames that hue, saturation and value are compared on. */
export let hsvWidth: i32 = 0
export let hsvHeight: i32 = 0
export let hsvStride: i32 = 0
/** Horizontal interpolation, per 8 outputs: base offset (i32), 16 swizzle indices, 16 coefficients (i16). */
export let linearX: usize = 0
/** Vertical interpolation, per output row: two row numbers and two coefficients (i32 each). */
export let linearY: usize = 0
/** Rows interpolated horizontally, i16: all rows of one channel. */
export let linearRows: usize = 0
/** B, G, R planes after interpolation. */
export let linearBgr: usize = 0
/** Results of a push, f64 each. */
export let measures: usize = 0
/** Planes written for the caller (downscaled planes, frames to measure). */
export let scratch: usize = 0
/** Frames pushed so far. */
export let frameCount: i32 = 0

export const measureCount: i32 = 64

let top: usize = 0

function take(bytes: i32): usize {
  const at = top
  // 16 bytes of slack behind every area: vector loads may read past the last row.
  top += (((bytes as usize) + 31) & ~15) as usize
  return at
}

export function nextFrame(): void {
  const frame = frameA
  frameA = frameB
  frameB = frame
  const hsv = hsvA
  hsvA = hsvB
  hsvB = hsv
  frameCount++
}

export function place(frameWidth: i32, frameHeight: i32): void {
  width = frameWidth
  height = frameHeight
  chromaWidth = (frameWidth + 1) >> 1
  chromaHeight = (frameHeight + 1) >> 1
  const frameBytes = width * height + 2 * chromaWidth * chromaHeight
  const longest = max(width, height)
  const factor: f64 = longest >= 256 ? (longest as f64) / 256.0 : 1.0
  hsvWidth = max(1, nearest((width as f64) / factor) as i32)
  hsvHeight = max(1, nearest((height as f64) / factor) as i32)
  hsvStride = (hsvWidth + 7) & ~7
  frameCount = 0
  top = ((__heap_base as usize) + 15) & ~15
  frameA = take(frameBytes)
  frameB = take(frameBytes)
  ring = take(ringLength * smallFrame)
  contrasts = take(ringLength * blockCount * 4)
  columnSums = take(width * 4)
  bgr = take(width * height * 3)
  hsvA = take(hsvStride * hsvHeight * 3)
  hsvB = take(hsvStride * hsvHeight * 3)
  linearX = take((hsvStride >> 3) * 64)
  linearY = take(hsvHeight * 16)
  linearRows = take(height * hsvStride * 2)
  linearBgr = take(hsvStride * hsvHeight * 3)
  measures = take(measureCount * 8)
  scratch = take(512 * 512 + 2 * 256 * 256)
  const pages = ((top + 65535) >> 16) as i32
  const missing = pages - memory.size()
  if (missing > 0) memory.grow(missing)
  memory.fill(frameA, 0, top - frameA)
}
