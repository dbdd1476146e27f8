import {
  bgr, chromaHeight, chromaWidth, frameA, height, hsvA, hsvB, hsvHeight, hsvStride, hsvWidth, linearBgr, linearRows, linearX,
  linearY, width,
} from './layout'

/** Coefficients of OpenCV's INTER_LINEAR on 8 bits: 11 bits each, rounded half to even. */
export function prepareLinear(): void {
  const scaleX: f64 = 1.0 / ((hsvWidth as f64) / (width as f64))
  for (let group = 0; group < hsvStride; group += 8) {
    const at = linearX + (group >> 3) * 64
    let base = 0
    for (let lane = 0; lane < 8; lane++) {
      const column = group + lane
      if (column >= hsvWidth) {
        // Padding: zero in every frame, so it never differs.
        store<u8>(at + 16 + lane * 2, 0)
        store<u8>(at + 17 + lane * 2, 0)
        store<i16>(at + 32 + lane * 4, 0)
        store<i16>(at + 34 + lane * 4, 0)
        continue
      }
      let fraction = ((((column as f64) + 0.5) * scaleX - 0.5) as f32)
      let from = Mathf.floor(fraction) as i32
      fraction -= from as f32
      if (from < 0) {
        from = 0
        fraction = 0
      }
      if (from >= width - 1) {
        from = width - 1
        fraction = 0
      }
      if (lane == 0) base = from
      const next = min(from + 1, width - 1)
      store<u8>(at + 16 + lane * 2, (from - base) as u8)
      store<u8>(at + 17 + lane * 2, (next - base) as u8)
      store<i16>(at + 32 + lane * 4, nearest<f32>((<f32>1 - fraction) * 2048) as i16)
      store<i16>(at + 34 + lane * 4, nearest<f32>(fraction * 2048) as i16)
    }
    store<i32>(at, base)
  }
  const scaleY: f64 = 1.0 / ((hsvHeight as f64) / (height as f64))
  for (let row = 0; row < hsvHeight; row++) {
    let fraction = ((((row as f64) + 0.5) * scaleY - 0.5) as f32)
    const from = Mathf.floor(fraction) as i32
    fraction -= from as f32
    const at = linearY + row * 16
    store<i32>(at, max(0, min(from, height - 1)))
    store<i32>(at, max(0, min(from + 1, height - 1)), 4)
    store<i32>(at, nearest<f32>((<f32>1 - fraction) * 2048) as i32, 8)
    store<i32>(at, nearest<f32>(fraction * 2048) as i32, 12)
  }
}

/** Full-range BT.601 to B, G, R planes, chroma repeated, in 1/16 steps. */
function toBgr(): void {
  const luma = frameA
  const blue = luma + width * height
  const red = blue + chromaWidth * chromaHeight
  const plane = width * height
  for (let row = 0; row < height; row++) {
    const y = luma + row * width
    const u = blue + (row >> 1) * chromaWidth
    const v = red + (row >> 1) * chromaWidth
    const out = bgr + row * width
    let x = 0
    for (; x + 16 <= width; x += 16) {
      const u8 = i16x8.shl(i16x8.sub(v128.load8x8_u(u + (x >> 1)), i16x8.splat(128)), 7)
      const v8 = i16x8.shl(i16x8.sub(v128.load8x8_u(v + (x >> 1)), i16x8.splat(128)), 7)
      const b8 = i16x8.q15mulr_sat_s(u8, i16x8.splat(7258))
      const g8 = i16x8.add(i16x8.q15mulr_sat_s(u8, i16x8.splat(-1410)), i16x8.q15mulr_sat_s(v8, i16x8.splat(-2925)))
      const r8 = i16x8.q15mulr_sat_s(v8, i16x8.splat(5743))
      const low = i16x8.add(i16x8.shl(v128.load8x8_u(y + x), 4), i16x8.splat(8))
      const high = i16x8.add(i16x8.shl(v128.load8x8_u(y + x, 8), 4), i16x8.splat(8))
      v128.store(out + x, channel(low, high, b8))
      v128.store(out + plane + x, channel(low, high, g8))
      v128.store(out + 2 * plane + x, channel(low, high, r8))
    }
    for (; x < width; x++) {
      const light = ((load<u8>(y + x) as i32) << 4) + 8
      const cb = ((load<u8>(u + (x >> 1)) as i32) - 128) << 7
      const cr = ((load<u8>(v + (x >> 1)) as i32) - 128) << 7
      store<u8>(out + x, clamp((light + ((cb * 7258 + 16384) >> 15)) >> 4))
      store<u8>(out + plane + x, clamp((light + ((cb * -1410 + 16384) >> 15) + ((cr * -2925 + 16384) >> 15)) >> 4))
      store<u8>(out + 2 * plane + x, clamp((light + ((cr * 5743 + 16384) >> 15)) >> 4))
    }
  }
}

// @ts-ignore: decorator
@inline
function channel(low: v128, high: v128, chroma: v128): v128 {
  const left = i8x16.shuffle(chroma, chroma, 0, 1, 0, 1, 2, 3, 2, 3, 4, 5, 4, 5, 6, 7, 6, 7)
  const right = i8x16.shuffle(chroma, chroma, 8, 9, 8, 9, 10, 11, 10, 11, 12, 13, 12, 13, 14, 15, 14, 15)
  return i8x16.narrow_i16x8_u(i16x8.shr_s(i16x8.add(low, left), 4), i16x8.shr_s(i16x8.add(high, right), 4))
}

// @ts-ignore: decorator
@inline
function clamp(value: i32): u8 {
  return max(0, min(255, value)) as u8
}

function scaleLinear(source: usize, target: usize): void {
  const groups = hsvStride >> 3
  for (let row = 0; row < height; row++) {
    const line = source + row * width
    const out = linearRows + row * hsvStride * 2
    for (let group = 0; group < groups; group++) {
      const plan = linearX + group * 64
      const pairs = i8x16.swizzle(v128.load(line + load<i32>(plan)), v128.load(plan, 16))
      const low = i32x4.dot_i16x8_s(i16x8.extend_low_i8x16_u(pairs), v128.load(plan, 32))
      const high = i32x4.dot_i16x8_s(i16x8.extend_high_i8x16_u(pairs), v128.load(plan, 48))
      v128.store(out + group * 16, i16x8.narrow_i32x4_s(i32x4.shr_s(low, 4), i32x4.shr_s(high, 4)))
    }
  }
  for (let row = 0; row < hsvHeight; row++) {
    const plan = linearY + row * 16
    const above = linearRows + load<i32>(plan) * hsvStride * 2
    const below = linearRows + load<i32>(plan, 4) * hsvStride * 2
    const aboveWeight = i16x8.splat(load<i32>(plan, 8) as i16)
    const belowWeight = i16x8.splat(load<i32>(plan, 12) as i16)
    const out = target + row * hsvStride
    for (let group = 0; group < groups; group++) {
      const a = v128.load(above + group * 16)
      const b = v128.load(below + group * 16)
      const low = i32x4.add(
        i32x4.shr_s(i32x4.extmul_low_i16x8_s(a, aboveWeight), 16),
        i32x4.shr_s(i32x4.extmul_low_i16x8_s(b, belowWeight), 16),
      )
      const high = i32x4.add(
        i32x4.shr_s(i32x4.extmul_high_i16x8_s(a, aboveWeight), 16),
        i32x4.shr_s(i32x4.extmul_high_i16x8_s(b, belowWeight), 16),
      )
      const sums = i16x8.shr_s(i16x8.add(i16x8.narrow_i32x4_s(low, high), i16x8.splat(2)), 2)
      v128.store64_lane(out + group * 8, i8x16.narrow_i16x8_u(sums, sums), 0)
    }
  }
}

// @ts-ignore: decorator
@inline
function quotient(numerator: v128, top: f32, divisor: v128): v128 {
  // OpenCV's tables, computed: round(top / divisor); a zero divisor always meets a zero numerator.
  const table = i32x4.trunc_sat_f32x4_s(f32x4.nearest(f32x4.div(f32x4.splat(top), f32x4.convert_i32x4_s(divisor))))
  return i32x4.shr_s(i32x4.add(i32x4.mul(numerator, table), i32x4.splat(2048)), 12)
}

/** OpenCV's 8-bit BGR → HSV of the interpolated planes into `hsvA`. */
function toHsv(): void {
  const plane = hsvStride * hsvHeight
  for (let at = 0; at < plane; at += 8) {
    const b = v128.load8x8_u(linearBgr + at)
    const g = v128.load8x8_u(linearBgr + plane + at)
    const r = v128.load8x8_u(linearBgr + 2 * plane + at)
    const value = i16x8.max_s(b, i16x8.max_s(g, r))
    const delta = i16x8.sub(value, i16x8.min_s(b, i16x8.min_s(g, r)))
    const twice = i16x8.shl(delta, 1)
    const red = i16x8.sub(g, b)
    const green = i16x8.add(i16x8.sub(b, r), twice)
    const blue = i16x8.add(i16x8.sub(r, g), i16x8.shl(delta, 2))
    const numerator = v128.bitselect(red, v128.bitselect(green, blue, i16x8.eq(value, g)), i16x8.eq(value, r))
    const deltaLow = i32x4.extend_low_i16x8_s(delta)
    const deltaHigh = i32x4.extend_high_i16x8_s(delta)
    const saturation = i16x8.narrow_i32x4_s(
      quotient(deltaLow, 1044480, i32x4.extend_low_i16x8_s(value)),
      quotient(deltaHigh, 1044480, i32x4.extend_high_i16x8_s(value)),
    )
    const angle = i16x8.narrow_i32x4_s(
      quotient(i32x4.extend_low_i16x8_s(numerator), 122880, deltaLow),
      quotient(i32x4.extend_high_i16x8_s(numerator), 122880, deltaHigh),
    )
    const hue = i16x8.add(angle, v128.and(i16x8.lt_s(angle, i16x8.splat(0)), i16x8.splat(180)))
    v128.store64_lane(hsvA + at, i8x16.narrow_i16x8_u(hue, hue), 0)
    v128.store64_lane(hsvA + plane + at, i8x16.narrow_i16x8_u(saturation, saturation), 0)
    v128.store64_lane(hsvA + 2 * plane + at, i8x16.narrow_i16x8_u(value, value), 0)
  }
}

/** Σ|Δ| of one plane against the frame before. */
function planeDelta(plane: usize): f64 {
  const bytes = hsvStride * hsvHeight
  let sums = i32x4.splat(0)
  for (let at = 0; at < bytes; at += 8) {
    const delta = i16x8.abs(i16x8.sub(v128.load8x8_u(hsvA + plane + at), v128.load8x8_u(hsvB + plane + at)))
    sums = i32x4.add(sums, i32x4.extadd_pairwise_i16x8_u(delta))
  }
  return (i32x4.extract_lane(sums, 0) as f64) + (i32x4.extract_lane(sums, 1) as f64)
    + (i32x4.extract_lane(sums, 2) as f64) + (i32x4.extract_lane(sums, 3) as f64)
}

/** Converts the pushed frame and writes three f64: Σ|ΔH|, Σ|ΔS|, Σ|ΔV| (0 for the first frame). */
export function measureHsv(isFirst: bool, out: usize): void {
  toBgr()
  const source = width * height
  const target = hsvStride * hsvHeight
  for (let plane = 0; plane < 3; plane++) scaleLinear(bgr + plane * source, linearBgr + plane * target)
  toHsv()
  for (let plane = 0; plane < 3; plane++) store<f64>(out + plane * 8, isFirst ? 0 : planeDelta(plane * target))
}
