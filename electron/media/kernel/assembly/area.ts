import { columnSums } from './layout'

/**
 * Scales a plane by area, exactly: every output is round(Σ weight · source / total), weights being the overlaps in units of
 * 1/targetWidth (1/targetHeight) of a source pixel, so that all arithmetic is on integers. Scales up as well.
 */
export function scaleArea(
  source: usize, sourceWidth: i32, sourceHeight: i32,
  target: usize, targetWidth: i32, targetHeight: i32, targetStride: i32,
): void {
  const total: u32 = (sourceWidth * sourceHeight) as u32
  const half: u32 = total >> 1
  for (let row = 0; row < targetHeight; row++) {
    const from = row * sourceHeight
    const to = from + sourceHeight
    const firstRow = from / targetHeight
    const lastRow = (to - 1) / targetHeight
    for (let sourceRow = firstRow; sourceRow <= lastRow; sourceRow++) {
      const weight = min(to, (sourceRow + 1) * targetHeight) - max(from, sourceRow * targetHeight)
      addRow(source + sourceRow * sourceWidth, sourceWidth, weight, sourceRow == firstRow)
    }
    const out = target + row * targetStride
    for (let column = 0; column < targetWidth; column++) {
      const left = column * sourceWidth
      const right = left + sourceWidth
      const first = left / targetWidth
      const last = (right - 1) / targetWidth
      let sum: u32 = load<u32>(columnSums + (first << 2)) * ((min(right, (first + 1) * targetWidth) - left) as u32)
      if (last > first) {
        let middle: u32 = 0
        for (let x = first + 1; x < last; x++) middle += load<u32>(columnSums + (x << 2))
        sum += middle * (targetWidth as u32)
        sum += load<u32>(columnSums + (last << 2)) * ((right - last * targetWidth) as u32)
      }
      store<u8>(out + column, ((sum + half) / total) as u8)
    }
  }
}

/** columnSums = (or +=) weight · row. */
function addRow(row: usize, length: i32, weight: i32, isFirst: bool): void {
  const factor = i16x8.splat(weight as i16)
  let x = 0
  for (; x + 8 <= length; x += 8) {
    const pixels = v128.load8x8_u(row + x)
    const at = columnSums + (x << 2)
    const low = i32x4.extmul_low_i16x8_u(pixels, factor)
    const high = i32x4.extmul_high_i16x8_u(pixels, factor)
    v128.store(at, isFirst ? low : i32x4.add(v128.load(at), low))
    v128.store(at, isFirst ? high : i32x4.add(v128.load(at, 16), high), 16)
  }
  for (; x < length; x++) {
    const at = columnSums + (x << 2)
    const value = (load<u8>(row + x) as i32) * weight
    store<i32>(at, isFirst ? value : load<i32>(at) + value)
  }
}
