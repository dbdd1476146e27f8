/** Σ and Σ² of luma as two f64. */
export function lumaSums(luma: usize, pixels: i32, out: usize): void {
  let sum: u64 = 0
  let squares: u64 = 0
  let at: i32 = 0
  while (at + 16 <= pixels) {
    // Lanes are emptied before they could overflow.
    const stop = min(pixels - 15, at + 16 * 4096)
    let sums = i32x4.splat(0)
    let products = i32x4.splat(0)
    for (; at < stop; at += 16) {
      const low = v128.load8x8_u(luma + at)
      const high = v128.load8x8_u(luma + at, 8)
      sums = i32x4.add(sums, i32x4.extadd_pairwise_i16x8_u(i16x8.add(low, high)))
      products = i32x4.add(products, i32x4.add(i32x4.dot_i16x8_s(low, low), i32x4.dot_i16x8_s(high, high)))
    }
    sum += lanes(sums)
    squares += lanes(products)
  }
  for (; at < pixels; at++) {
    const value = load<u8>(luma + at) as u64
    sum += value
    squares += value * value
  }
  store<f64>(out, sum as f64)
  store<f64>(out, squares as f64, 8)
}

/** Σ |4c − left − right − above − below| over the pixels that have all four neighbours. */
export function laplacianSum(luma: usize, width: i32, height: i32): f64 {
  let sum: u64 = 0
  for (let row = 1; row < height - 1; row++) {
    const at = luma + row * width
    let x = 1
    let sums = i32x4.splat(0)
    for (; x + 8 <= width - 1; x += 8) {
      const here = at + x
      const centre = i16x8.shl(v128.load8x8_u(here), 2)
      const across = i16x8.add(v128.load8x8_u(here - 1), v128.load8x8_u(here + 1))
      const along = i16x8.add(v128.load8x8_u(here - width), v128.load8x8_u(here + width))
      sums = i32x4.add(sums, i32x4.extadd_pairwise_i16x8_u(i16x8.abs(i16x8.sub(centre, i16x8.add(across, along)))))
    }
    sum += lanes(sums)
    for (; x < width - 1; x++) {
      const here = at + x
      const around = (load<u8>(here - 1) as i32) + (load<u8>(here + 1) as i32)
        + (load<u8>(here - width) as i32) + (load<u8>(here + width) as i32)
      sum += abs(((load<u8>(here) as i32) << 2) - around) as u64
    }
  }
  return sum as f64
}

/**
 * Change of luma against the frame before at full size, in blocks of 16 × 8 pixels (rests at the right and bottom are left out).
 * Writes three f64: the mean |ΔY|, the number of blocks whose mean is above 8, the number of blocks.
 */
export function fineChange(current: usize, previous: usize, width: i32, height: i32, out: usize): void {
  const columns = width >> 4
  const rows = height >> 3
  let sum: u64 = 0
  let changed: i32 = 0
  for (let blockRow = 0; blockRow < rows; blockRow++) {
    for (let column = 0; column < columns; column++) {
      const offset = blockRow * 8 * width + column * 16
      let sums = i16x8.splat(0)
      for (let row = 0; row < 8; row++) {
        const a = v128.load(current + offset + row * width)
        const b = v128.load(previous + offset + row * width)
        const delta = v128.or(i8x16.sub_sat_u(a, b), i8x16.sub_sat_u(b, a))
        sums = i16x8.add(sums, i16x8.extadd_pairwise_i8x16_u(delta))
      }
      const block = lanes(i32x4.extadd_pairwise_i16x8_u(sums)) as i32
      sum += block as u64
      if (block > 8 * 128) changed++
    }
  }
  const blocks = columns * rows
  store<f64>(out, blocks == 0 ? 0 : (sum as f64) / 128.0 / (blocks as f64))
  store<f64>(out, changed as f64, 8)
  store<f64>(out, blocks as f64, 16)
}

// @ts-ignore: decorator
@inline
function lanes(sums: v128): u64 {
  return (i32x4.extract_lane(sums, 0) as u32 as u64) + (i32x4.extract_lane(sums, 1) as u32 as u64)
    + (i32x4.extract_lane(sums, 2) as u32 as u64) + (i32x4.extract_lane(sums, 3) as u32 as u64)
}
