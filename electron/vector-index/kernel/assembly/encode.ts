import {
  chunkRows, codeBytes, columnAlong, columnAt, columnError, columnFactor, columnHash, columnResidual, columnScale, fineStep,
  innerLevel, levelBorder, outerLevel, spaceAxis, spaceChunks, spaceCodes, spaceDimension, spacePadded, spaceRounds, spaceSigns,
  tableNoise,
} from './layout'
import { rotate, unrotate } from './rotate'

function dotFloats(a: usize, b: usize, count: i32): f32 {
  let sum = f32x4.splat(0)
  let index = 0
  for (; index + 4 <= count; index += 4) {
    const offset = (index << 2) as usize
    sum = f32x4.add(sum, f32x4.mul(v128.load(a + offset), v128.load(b + offset)))
  }
  let total =
    f32x4.extract_lane(sum, 0) + f32x4.extract_lane(sum, 1) + f32x4.extract_lane(sum, 2) + f32x4.extract_lane(sum, 3)
  for (; index < count; index++) total += load<f32>(a + ((index << 2) as usize)) * load<f32>(b + ((index << 2) as usize))
  return total
}

/** Hash of a vector's bits: equal vectors have equal ones. */
export function hashRow(at: usize, dimension: i32): u32 {
  let hash: u32 = 0x811c9dc5
  for (let index = 0; index < dimension; index++) {
    hash = rotl<u32>((hash ^ load<u32>(at + ((index << 2) as usize))) * 0x01000193, 7)
  }
  return hash
}

/**
 * Encodes one vector: its part along the axis of the space is kept exactly, the rest is rotated and kept twice, as a short code of
 * 2 bits a dimension (the codes of 16 rows are interleaved) and as a long code of 6 bits a dimension. `chunk` is the address of the
 * row's chunk, `row` its number there, `code` the address of its long code; `scratch` has room for padded · 4 bytes.
 */
function encodeRow(space: usize, vector: usize, chunk: usize, row: i32, code: usize, scratch: usize): void {
  const dimension = load<i32>(space, spaceDimension)
  const padded = load<i32>(space, spacePadded)
  const axis = load<u32>(space, spaceAxis) as usize
  const along = dotFloats(vector, axis, dimension)
  let index = 0
  for (; index + 4 <= dimension; index += 4) {
    const offset = (index << 2) as usize
    const part = f32x4.mul(f32x4.splat(along), v128.load(axis + offset))
    v128.store(scratch + offset, f32x4.sub(v128.load(vector + offset), part))
  }
  for (; index < dimension; index++) {
    const offset = (index << 2) as usize
    store<f32>(scratch + offset, load<f32>(vector + offset) - along * load<f32>(axis + offset))
  }
  for (let index = dimension; index < padded; index++) store<f32>(scratch + ((index << 2) as usize), 0)
  rotate(scratch, dimension, load<u32>(space, spaceSigns) as usize, load<i32>(space, spaceRounds))
  const square = dotFloats(scratch, scratch, dimension)
  const deviation = sqrt<f32>(square / (dimension as f32))
  const offset = (row << 2) as usize
  store<f32>(columnAt(chunk, padded, columnAlong) + offset, along)
  store<u32>(columnAt(chunk, padded, columnHash) + offset, hashRow(vector, dimension))
  encodeShort(scratch, dimension, padded, square, deviation, chunk, row)
  encodeLong(scratch, dimension, padded, deviation, chunk, row, code)
}

function encodeShort(
  values: usize, dimension: i32, padded: i32, square: f32, deviation: f32, chunk: usize, row: i32,
): void {
  const edge = levelBorder * deviation
  const groups = padded >> 2
  const target = chunk + ((row >> 4) as usize) * ((groups << 4) as usize) + ((row & 15) as usize)
  let dot: f32 = 0
  let length: f32 = 0
  const full = dimension >> 2
  const far4 = f32x4.splat(edge)
  const one = i32x4.splat(1)
  const two = i32x4.splat(2)
  let dots = f32x4.splat(0)
  let lengths = f32x4.splat(0)
  for (let group = 0; group < full; group++) {
    const value = v128.load(values + ((group << 4) as usize))
    const size = f32x4.abs(value)
    const far = f32x4.gt(size, far4)
    const level = v128.bitselect(f32x4.splat(outerLevel), f32x4.splat(innerLevel), far)
    dots = f32x4.add(dots, f32x4.mul(level, size))
    lengths = f32x4.add(lengths, f32x4.mul(level, level))
    const bit = v128.and(far, one)
    const codes = i32x4.mul(
      v128.bitselect(i32x4.add(two, bit), i32x4.sub(one, bit), f32x4.ge(value, f32x4.splat(0))), i32x4(1, 4, 16, 64),
    )
    const byte =
      i32x4.extract_lane(codes, 0) + i32x4.extract_lane(codes, 1) + i32x4.extract_lane(codes, 2) +
      i32x4.extract_lane(codes, 3)
    store<u8>(target + ((group << 4) as usize), byte as u8)
  }
  dot = sumOf(dots)
  length = sumOf(lengths)
  for (let group = full; group < groups; group++) {
    let byte = 0
    for (let part = 0; part < 4; part++) {
      const index = (group << 2) + part
      const value = load<f32>(values + ((index << 2) as usize))
      const far = abs(value) > edge
      const level = far ? outerLevel : innerLevel
      byte |= (value < 0 ? (far ? 0 : 1) : far ? 3 : 2) << (part << 1)
      if (index < dimension) {
        dot += level * abs(value)
        length += level * level
      }
    }
    store<u8>(target + ((group << 4) as usize), byte as u8)
  }
  const factor: f32 = dot > 0 ? square / dot : 0
  // ‖u‖² (1 − f²) / f² with f = ⟨code, u⟩ / (‖code‖ ‖u‖): RaBitQ, arXiv 2405.12497, theorem 3.2 (docs/vector-index.md).
  const missed: f32 = dot > 0 ? max<f32>(0, factor * factor * length - square) : 0
  const noise = factor * tableNoise
  const error = sqrt<f32>(missed / (max(1, dimension - 1) as f32) + noise * noise)
  const offset = (row << 2) as usize
  store<f32>(columnAt(chunk, padded, columnFactor) + offset, factor)
  store<f32>(columnAt(chunk, padded, columnError) + offset, error)
}

function sumOf(values: v128): f32 {
  return (
    f32x4.extract_lane(values, 0) + f32x4.extract_lane(values, 1) + f32x4.extract_lane(values, 2) +
    f32x4.extract_lane(values, 3)
  )
}

function residualOf(values: usize, dimension: i32, scale: f32): f32 {
  const inverse: f32 = 1 / scale
  let sums = f32x4.splat(0)
  let index = 0
  for (; index + 4 <= dimension; index += 4) {
    const value = v128.load(values + ((index << 2) as usize))
    const rest = f32x4.sub(
      value, f32x4.mul(f32x4.sub(quantiseFour(value, inverse), f32x4.splat(31.5)), f32x4.splat(scale)),
    )
    sums = f32x4.add(sums, f32x4.mul(rest, rest))
  }
  let sum = sumOf(sums)
  for (; index < dimension; index++) {
    const value = load<f32>(values + ((index << 2) as usize))
    const rest = value - (quantise(value, inverse) as f32 - 31.5) * scale
    sum += rest * rest
  }
  return sum
}

// @ts-ignore: decorator
@inline
function quantiseFour(value: v128, inverse: f32): v128 {
  const level = f32x4.add(f32x4.mul(value, f32x4.splat(inverse)), f32x4.splat(31.5))
  return f32x4.nearest(f32x4.pmin(f32x4.splat(63), f32x4.pmax(f32x4.splat(0), level)))
}

/** Levels of 16 values, a byte each. */
function levels(values: usize, inverse: f32): v128 {
  const a = i32x4.trunc_sat_f32x4_s(quantiseFour(v128.load(values), inverse))
  const b = i32x4.trunc_sat_f32x4_s(quantiseFour(v128.load(values, 16), inverse))
  const c = i32x4.trunc_sat_f32x4_s(quantiseFour(v128.load(values, 32), inverse))
  const d = i32x4.trunc_sat_f32x4_s(quantiseFour(v128.load(values, 48), inverse))
  return i8x16.narrow_i16x8_u(i16x8.narrow_i32x4_s(a, b), i16x8.narrow_i32x4_s(c, d))
}

// @ts-ignore: decorator
@inline
function quantise(value: f32, inverse: f32): i32 {
  return nearest<f32>(min<f32>(63, max<f32>(0, value * inverse + 31.5))) as i32
}

function encodeLong(
  values: usize, dimension: i32, padded: i32, deviation: f32, chunk: usize, row: i32, code: usize,
): void {
  let largest: f32 = 0
  for (let index = 0; index < dimension; index++) largest = max(largest, abs(load<f32>(values + ((index << 2) as usize))))
  // Vectors of few dimensions need not have normally spread coordinates; then a step made from their own range may miss less.
  const own = largest / 31.5
  const usual = fineStep * deviation
  let scale: f32 = 0
  let residual: f32 = 0
  if (usual > 0) {
    const ownResidual = residualOf(values, dimension, own)
    const usualResidual = residualOf(values, dimension, usual)
    scale = ownResidual < usualResidual ? own : usual
    residual = sqrt<f32>(min(ownResidual, usualResidual))
  }
  const inverse: f32 = scale > 0 ? 1 / scale : 0
  for (let index = 0; index < padded; index += 64) {
    const from = values + ((index << 2) as usize)
    const target = code + ((index >> 6) * 48) as usize
    // The fourth 16 lie in the upper two bits of the three vectors.
    const d = levels(from + 192, inverse)
    const upper = i8x16.shl(i8x16.shr_u(d, 4), 6)
    const middle = i8x16.shl(v128.and(i8x16.shr_u(d, 2), i8x16.splat(3)), 6)
    const lower = i8x16.shl(v128.and(d, i8x16.splat(3)), 6)
    v128.store(target, v128.or(levels(from, inverse), upper))
    v128.store(target, v128.or(levels(from + 64, inverse), middle), 16)
    v128.store(target, v128.or(levels(from + 128, inverse), lower), 32)
  }
  const offset = (row << 2) as usize
  store<f32>(columnAt(chunk, padded, columnScale) + offset, scale)
  store<f32>(columnAt(chunk, padded, columnResidual) + offset, residual)
}

/**
 * Encodes the vectors number `first` to `first + count` of those that lie one after another at `vectors`, each into the row of the
 * space that `rows` (i32 each) tells for it.
 */
export function encodeRows(space: usize, vectors: usize, rows: usize, first: i32, count: i32, scratch: usize): void {
  const chunks = load<u32>(space, spaceChunks) as usize
  const codes = load<u32>(space, spaceCodes) as usize
  const vectorBytes = (load<i32>(space, spaceDimension) << 2) as usize
  const size = codeBytes(load<i32>(space, spacePadded)) as usize
  for (let index = first; index < first + count; index++) {
    const row = load<i32>(rows + ((index << 2) as usize))
    const entry = ((row / chunkRows) << 2) as usize
    const inside = row & (chunkRows - 1)
    const code = (load<u32>(codes + entry) as usize) + (inside as usize) * size
    encodeRow(space, vectors + (index as usize) * vectorBytes, load<u32>(chunks + entry) as usize, inside, code, scratch)
  }
}

/** Writes the vector that the long code of a row stands for to `target` (padded · 4 bytes). `code` is the address of the code. */
export function decodeRow(space: usize, row: i32, code: usize, target: usize): void {
  const dimension = load<i32>(space, spaceDimension)
  const padded = load<i32>(space, spacePadded)
  const axis = load<u32>(space, spaceAxis) as usize
  const chunk = load<u32>((load<u32>(space, spaceChunks) as usize) + (((row / chunkRows) << 2) as usize)) as usize
  const offset = ((row & (chunkRows - 1)) << 2) as usize
  const scale = load<f32>(columnAt(chunk, padded, columnScale) + offset)
  const along = load<f32>(columnAt(chunk, padded, columnAlong) + offset)
  for (let index = 0; index < dimension; index++) {
    const group = code + ((index >> 6) * 48) as usize
    const inside = index & 63
    let level = 0
    if (inside < 48) level = load<u8>(group + (inside as usize)) & 63
    else {
      const rest = group + ((inside - 48) as usize)
      level = ((load<u8>(rest) >> 6) << 4) | ((load<u8>(rest, 16) >> 6) << 2) | (load<u8>(rest, 32) >> 6)
    }
    store<f32>(target + ((index << 2) as usize), ((level as f32) - 31.5) * scale)
  }
  unrotate(target, dimension, load<u32>(space, spaceSigns) as usize, load<i32>(space, spaceRounds))
  for (let index = 0; index < dimension; index++) {
    const value = target + ((index << 2) as usize)
    store<f32>(value, load<f32>(value) + along * load<f32>(axis + ((index << 2) as usize)))
  }
}
