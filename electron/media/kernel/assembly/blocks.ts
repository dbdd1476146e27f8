import { smallHeight, smallLeft, smallPlane, smallStride, smallTop, smallWidth, blockCount } from './layout'

// @ts-ignore: decorator
@inline
function difference(left: v128, right: v128): v128 {
  return v128.or(i8x16.sub_sat_u(left, right), i8x16.sub_sat_u(right, left))
}

// @ts-ignore: decorator
@inline
function rowDistance(y: v128, u: v128, v: v128, at: usize): v128 {
  const luma = difference(y, v128.load(at))
  const chroma = i8x16.avgr_u(difference(u, v128.load(at, 3200)), difference(v, v128.load(at, 6400)))
  return i16x8.extadd_pairwise_i8x16_u(i8x16.add_sat_u(luma, chroma))
}

/**
 * Distance of two small frames that costs little for motion: per 4 × 4 block the smallest mean over shifts of ±2 pixels of
 * |ΔY| + ½(|ΔU| + |ΔV|) (at most 255 a pixel). Writes three f64: the mean over blocks, the mean of distance / (contrast + 6)
 * clipped at 3, and the share of blocks above 12.
 */
export function blockDistance(current: usize, other: usize, currentContrast: usize, otherContrast: usize, out: usize): void {
  let total = i32x4.splat(0)
  let relative = f32x4.splat(0)
  let above = i32x4.splat(0)
  for (let blockRow = 0; blockRow < 9; blockRow++) {
    for (let group = 0; group < 4; group++) {
      const offset = (smallTop + blockRow * 4) * smallStride + smallLeft + group * 16
      const at = current + offset
      const y0 = v128.load(at)
      const y1 = v128.load(at, 80)
      const y2 = v128.load(at, 160)
      const y3 = v128.load(at, 240)
      const u0 = v128.load(at, 3200)
      const u1 = v128.load(at, 3280)
      const u2 = v128.load(at, 3360)
      const u3 = v128.load(at, 3440)
      const v0 = v128.load(at, 6400)
      const v1 = v128.load(at, 6480)
      const v2 = v128.load(at, 6560)
      const v3 = v128.load(at, 6640)
      // Unshifted first: a block that did not change needs no search.
      let sums = rowDistance(y0, u0, v0, other + offset)
      sums = i16x8.add(sums, rowDistance(y1, u1, v1, other + offset + 80))
      sums = i16x8.add(sums, rowDistance(y2, u2, v2, other + offset + 160))
      sums = i16x8.add(sums, rowDistance(y3, u3, v3, other + offset + 240))
      let best = i32x4.extadd_pairwise_i16x8_u(sums)
      if (v128.any_true(best)) {
        for (let dy = -2; dy <= 2; dy++) {
          const row = other + offset + dy * smallStride
          for (let dx = -2; dx <= 2; dx++) {
            const from = row + dx
            let shifted = rowDistance(y0, u0, v0, from)
            shifted = i16x8.add(shifted, rowDistance(y1, u1, v1, from + 80))
            shifted = i16x8.add(shifted, rowDistance(y2, u2, v2, from + 160))
            shifted = i16x8.add(shifted, rowDistance(y3, u3, v3, from + 240))
            best = i32x4.min_u(best, i32x4.extadd_pairwise_i16x8_u(shifted))
          }
        }
      }
      total = i32x4.add(total, best)
      above = i32x4.sub(above, i32x4.gt_s(best, i32x4.splat(12 * 16)))
      const block = (blockRow * 16 + group * 4) << 2
      const contrast = f32x4.mul(
        f32x4.add(v128.load(currentContrast + block), v128.load(otherContrast + block)),
        f32x4.splat(0.5),
      )
      const ratio = f32x4.div(
        f32x4.mul(f32x4.convert_i32x4_s(best), f32x4.splat(0.0625)),
        f32x4.add(contrast, f32x4.splat(6)),
      )
      relative = f32x4.add(relative, f32x4.min(ratio, f32x4.splat(3)))
    }
  }
  const blocks = blockCount as f64
  const sum = i32x4.extract_lane(total, 0) + i32x4.extract_lane(total, 1) + i32x4.extract_lane(total, 2) + i32x4.extract_lane(total, 3)
  const high = i32x4.extract_lane(above, 0) + i32x4.extract_lane(above, 1) + i32x4.extract_lane(above, 2) + i32x4.extract_lane(above, 3)
  const ratios = (f32x4.extract_lane(relative, 0) + f32x4.extract_lane(relative, 1) + f32x4.extract_lane(relative, 2) + f32x4.extract_lane(relative, 3)) as f64
  store<f64>(out, (sum as f64) / 16.0 / blocks)
  store<f64>(out, ratios / blocks, 8)
  store<f64>(out, (high as f64) / blocks, 16)
}

/**
 * How well `middle` is the mean of `first` and `last`. Writes three f64: the mean of |middle − (first + last)/2| over pixels
 * (luma + half of chroma), the mean of |first − last| alike, and the correlation of the lumas of first and last (0 when one is flat).
 */
export function blend(first: usize, middle: usize, last: usize, out: usize): void {
  let residual: i32 = 0
  let change: i32 = 0
  let sumA: i32 = 0
  let sumB: i32 = 0
  let squaresA: i32 = 0
  let squaresB: i32 = 0
  let products: i32 = 0
  for (let plane = 0; plane < 3; plane++) {
    let planeResidual = i32x4.splat(0)
    let planeChange = i32x4.splat(0)
    let a1 = i32x4.splat(0)
    let b1 = i32x4.splat(0)
    let a2 = i32x4.splat(0)
    let b2 = i32x4.splat(0)
    let ab = i32x4.splat(0)
    for (let row = 0; row < smallHeight; row++) {
      const offset = plane * smallPlane + (smallTop + row) * smallStride + smallLeft
      for (let x = 0; x < smallWidth; x += 8) {
        const a = v128.load8x8_u(first + offset + x)
        const m = v128.load8x8_u(middle + offset + x)
        const b = v128.load8x8_u(last + offset + x)
        const twice = i16x8.abs(i16x8.sub(i16x8.shl(m, 1), i16x8.add(a, b)))
        planeResidual = i32x4.add(planeResidual, i32x4.extadd_pairwise_i16x8_u(twice))
        planeChange = i32x4.add(planeChange, i32x4.extadd_pairwise_i16x8_u(i16x8.abs(i16x8.sub(a, b))))
        if (plane == 0) {
          a1 = i32x4.add(a1, i32x4.extadd_pairwise_i16x8_u(a))
          b1 = i32x4.add(b1, i32x4.extadd_pairwise_i16x8_u(b))
          a2 = i32x4.add(a2, i32x4.dot_i16x8_s(a, a))
          b2 = i32x4.add(b2, i32x4.dot_i16x8_s(b, b))
          ab = i32x4.add(ab, i32x4.dot_i16x8_s(a, b))
        }
      }
    }
    const weight = plane == 0 ? 2 : 1
    residual += total(planeResidual) * weight
    change += total(planeChange) * weight
    if (plane == 0) {
      sumA = total(a1)
      sumB = total(b1)
      squaresA = total(a2)
      squaresB = total(b2)
      products = total(ab)
    }
  }
  const pixels = (smallWidth * smallHeight) as f64
  const varianceA = (squaresA as f64) - (sumA as f64) * (sumA as f64) / pixels
  const varianceB = (squaresB as f64) - (sumB as f64) * (sumB as f64) / pixels
  const covariance = (products as f64) - (sumA as f64) * (sumB as f64) / pixels
  // Flat means a standard deviation below 2: what is left of structure there is noise.
  const isFlat = min(varianceA, varianceB) < 4.0 * pixels
  store<f64>(out, (residual as f64) / 4.0 / pixels)
  store<f64>(out, (change as f64) / 2.0 / pixels, 8)
  store<f64>(out, isFlat ? 0 : covariance / sqrt<f64>(varianceA * varianceB), 16)
}

// @ts-ignore: decorator
@inline
function total(lanes: v128): i32 {
  return i32x4.extract_lane(lanes, 0) + i32x4.extract_lane(lanes, 1) + i32x4.extract_lane(lanes, 2) + i32x4.extract_lane(lanes, 3)
}
