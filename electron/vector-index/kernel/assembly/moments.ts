import { momentsCentre, momentsDimension, momentsMatrix, momentsPanelCount, momentsSums } from './layout'

/**
 * Copies the 8 dimensions of panel number `panel` of `count` vectors, less the centre, to that panel: `count` rows of 8 values each,
 * panel after panel at `panels`. Rows whose weight (f32) is 0 become zeros.
 */
export function pack(moments: usize, vectors: usize, count: i32, weights: usize, panels: usize, panel: i32): void {
  const dimension = load<i32>(moments, momentsDimension)
  const centre = load<u32>(moments, momentsCentre) as usize
  const target = panels + ((panel * count) as usize << 5)
  for (let row = 0; row < count; row++) {
    const source = vectors + (row as usize) * ((dimension << 2) as usize)
    const weight = load<f32>(weights + ((row << 2) as usize))
    for (let index = 0; index < 8; index++) {
      const column = (panel << 3) + index
      const value = column < dimension
        ? (load<f32>(source + ((column << 2) as usize)) - load<f32>(centre + ((column << 2) as usize))) * weight
        : <f32>0
      store<f32>(target + ((row as usize) << 5) + ((index << 2) as usize), value)
    }
  }
}

/**
 * Adds sign · Σ x xᵀ of `count` packed rows to the 8 rows of panel number `panel` of the matrix of second moments (its tiles on and
 * right of the diagonal), and sign · Σ x to the sums. Runs of 256 rows are summed in f32, the runs in f64.
 */
export function addMoments(moments: usize, panels: usize, count: i32, panel: i32, sign: f64): void {
  const panelCount = load<i32>(moments, momentsPanelCount)
  const matrix = load<u32>(moments, momentsMatrix) as usize
  const sums = load<u32>(moments, momentsSums) as usize
  const left = panels + ((panel * count) as usize << 5)
  for (let index = 0; index < 8; index++) {
    let sum: f64 = 0
    for (let row = 0; row < count; row++) sum += load<f32>(left + ((row as usize) << 5) + ((index << 2) as usize)) as f64
    const total = sums + ((((panel << 3) + index) << 3) as usize)
    store<f64>(total, load<f64>(total) + sign * sum)
  }
  for (let other = panel; other < panelCount; other++) {
    const right = panels + ((other * count) as usize << 5)
    for (let from = 0; from < count; from += 256) {
      const length = min(256, count - from)
      const offset = (from as usize) << 5
      tile(left + offset, right + offset, length, sign, matrix, panelCount << 3, panel << 3, other << 3)
      tile(left + offset + 16, right + offset, length, sign, matrix, panelCount << 3, (panel << 3) + 4, other << 3)
    }
  }
}

/** Adds the products of four rows with eight columns. */
function tile(
  left: usize, right: usize, count: i32, sign: f64, matrix: usize, stride: i32, row: i32, column: i32,
): void {
  let a0 = f32x4.splat(0)
  let a1 = f32x4.splat(0)
  let b0 = f32x4.splat(0)
  let b1 = f32x4.splat(0)
  let c0 = f32x4.splat(0)
  let c1 = f32x4.splat(0)
  let d0 = f32x4.splat(0)
  let d1 = f32x4.splat(0)
  for (let index = 0; index < count; index++) {
    const x0 = v128.load(right)
    const x1 = v128.load(right, 16)
    const a = v128.load32_splat(left)
    const b = v128.load32_splat(left, 4)
    const c = v128.load32_splat(left, 8)
    const d = v128.load32_splat(left, 12)
    a0 = f32x4.relaxed_madd(a, x0, a0)
    a1 = f32x4.relaxed_madd(a, x1, a1)
    b0 = f32x4.relaxed_madd(b, x0, b0)
    b1 = f32x4.relaxed_madd(b, x1, b1)
    c0 = f32x4.relaxed_madd(c, x0, c0)
    c1 = f32x4.relaxed_madd(c, x1, c1)
    d0 = f32x4.relaxed_madd(d, x0, d0)
    d1 = f32x4.relaxed_madd(d, x1, d1)
    left += 32
    right += 32
  }
  const at = matrix + ((row as usize) * (stride as usize) + (column as usize)) * 8
  const next = (stride as usize) * 8
  addFour(at, a0, sign)
  addFour(at + 32, a1, sign)
  addFour(at + next, b0, sign)
  addFour(at + next + 32, b1, sign)
  addFour(at + 2 * next, c0, sign)
  addFour(at + 2 * next + 32, c1, sign)
  addFour(at + 3 * next, d0, sign)
  addFour(at + 3 * next + 32, d1, sign)
}

function addFour(at: usize, values: v128, sign: f64): void {
  const signs = f64x2.splat(sign)
  const low = f64x2.promote_low_f32x4(values)
  const high = f64x2.promote_low_f32x4(v128.shuffle<f32>(values, values, 2, 3, 2, 3))
  v128.store(at, f64x2.add(v128.load(at), f64x2.mul(signs, low)))
  v128.store(at, f64x2.add(v128.load(at, 16), f64x2.mul(signs, high)), 16)
}

/** qᵀ M q from the tiles on and right of the diagonal; `query` holds `panelCount · 8` f64 values. */
export function quadratic(moments: usize, query: usize): f64 {
  const matrix = load<u32>(moments, momentsMatrix) as usize
  const size = load<i32>(moments, momentsPanelCount) << 3
  let total: f64 = 0
  for (let row = 0; row < size; row++) {
    const diagonal = row & ~7
    const line = matrix + (row as usize) * (size as usize) * 8
    let own: f64 = 0
    for (let column = diagonal; column < diagonal + 8; column++) {
      own += load<f64>(line + ((column << 3) as usize)) * load<f64>(query + ((column << 3) as usize))
    }
    let sum = f64x2.splat(0)
    for (let column = diagonal + 8; column < size; column += 2) {
      const offset = (column << 3) as usize
      sum = f64x2.add(sum, f64x2.mul(v128.load(line + offset), v128.load(query + offset)))
    }
    const right = f64x2.extract_lane(sum, 0) + f64x2.extract_lane(sum, 1)
    total += load<f64>(query + ((row << 3) as usize)) * (own + 2 * right)
  }
  return total
}
