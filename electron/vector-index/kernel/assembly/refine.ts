import {
  chunkRows, codeBytes, columnAlong, columnAt, columnResidual, columnScale, queryAlong, queryBytes, queryMiddle, queryUnit,
  recordBytes, recordHigh, recordLow, recordSlot, searchIsLinear, searchTermCount, searchTerms, spaceChunks, spaceCodes,
  spaceErrors, spacePadded, spaceRows, termBytes, termErrorScale, termEstimates, termInverse, termMean, termQuery,
  termResidualScale, termSimilaritySlack, termSlack, termSpace, termWeight,
} from './layout'

/** Σ code · query over the dimensions, for a long code: 64 dimensions are 48 bytes, the fourth 16 in the upper bits of the others. */
function dotCode(code: usize, query: usize, padded: i32): i32 {
  // Made from a number that is not constant: V8 would build constant vectors anew at every use instead of keeping them in registers.
  const zero = padded >> 30
  const mask = i8x16.splat((zero + 63) as i8)
  const upper = i8x16.splat((zero + 0x30) as i8)
  const middle = i8x16.splat((zero + 0x0c) as i8)
  const lower = i8x16.splat((zero + 0x03) as i8)
  let sumA = i32x4.splat(0)
  let sumB = i32x4.splat(0)
  for (let dimension = 0; dimension < padded; dimension += 64) {
    const a = v128.load(code)
    const b = v128.load(code, 16)
    const c = v128.load(code, 32)
    const d = v128.or(
      v128.or(
        v128.and(i16x8.shr_u(a, 2), upper),
        v128.and(i16x8.shr_u(b, 4), middle),
      ),
      v128.and(i16x8.shr_u(c, 6), lower),
    )
    const e = v128.and(a, mask)
    const f = v128.and(b, mask)
    const g = v128.and(c, mask)
    sumA = i32x4.add(sumA, i32x4.dot_i16x8_s(i16x8.extend_low_i8x16_u(e), v128.load(query)))
    sumB = i32x4.add(sumB, i32x4.dot_i16x8_s(i16x8.extend_high_i8x16_u(e), v128.load(query, 16)))
    sumA = i32x4.add(sumA, i32x4.dot_i16x8_s(i16x8.extend_low_i8x16_u(f), v128.load(query, 32)))
    sumB = i32x4.add(sumB, i32x4.dot_i16x8_s(i16x8.extend_high_i8x16_u(f), v128.load(query, 48)))
    sumA = i32x4.add(sumA, i32x4.dot_i16x8_s(i16x8.extend_low_i8x16_u(g), v128.load(query, 64)))
    sumB = i32x4.add(sumB, i32x4.dot_i16x8_s(i16x8.extend_high_i8x16_u(g), v128.load(query, 80)))
    sumA = i32x4.add(sumA, i32x4.dot_i16x8_s(i16x8.extend_low_i8x16_u(d), v128.load(query, 96)))
    sumB = i32x4.add(sumB, i32x4.dot_i16x8_s(i16x8.extend_high_i8x16_u(d), v128.load(query, 112)))
    code += 48
    query += 128
  }
  const sum = i32x4.add(sumA, sumB)
  return (
    i32x4.extract_lane(sum, 0) + i32x4.extract_lane(sum, 1) + i32x4.extract_lane(sum, 2) + i32x4.extract_lane(sum, 3)
  )
}

/** Similarity of a query and a row of a space by the long code of the row, which lies at `code`. */
export function refineRow(space: usize, row: i32, query: usize, code: usize): f32 {
  const chunk = load<u32>((load<u32>(space, spaceChunks) as usize) + (((row / chunkRows) << 2) as usize)) as usize
  return similarityByCode(chunk, row & (chunkRows - 1), load<i32>(space, spacePadded), query, code)
}

// @ts-ignore: decorator
@inline
function similarityByCode(chunk: usize, row: i32, padded: i32, query: usize, code: usize): f32 {
  const offset = (row << 2) as usize
  const dot = dotCode(code, query + queryBytes + ((padded << 3) as usize), padded) as f32
  const part = (dot - load<f32>(query, queryMiddle)) * load<f32>(query, queryUnit)
  return (
    load<f32>(query, queryAlong) * load<f32>(columnAt(chunk, padded, columnAlong) + offset) +
    load<f32>(columnAt(chunk, padded, columnScale) + offset) * part
  )
}

// @ts-ignore: decorator
@inline
function softClip(z: f32): f32 {
  const size = abs(z)
  return size <= 3 ? z : copysign<f32>(6 - 9 / size, z)
}

/** Records whose codes are fetched from memory together. */
const touchedRecords: i32 = 8
/** Sum of all that `touch` has read, so that the compiler cannot leave the reading out. */
let touched: i64 = 0

/**
 * Reads one word of every cache line that these records need. The reads do not depend on each other, so the memory delivers them all
 * at once, and the sums that follow find everything in the processor's cache.
 */
function touch(
  records: usize, from: i32, to: i32, rows: usize, chunks: usize, codeChunks: usize, padded: i32, codes: usize,
): void {
  const size = codeBytes(padded) as usize
  let sum: i64 = 0
  for (let position = from; position < to; position++) {
    const row = load<i32>(rows + ((load<i32>(records + ((position * recordBytes) as usize), recordSlot) as usize) << 2))
    if (row < 0) continue
    const entry = ((row / chunkRows) << 2) as usize
    const inside = row & (chunkRows - 1)
    const chunk = load<u32>(chunks + entry) as usize
    const offset = (inside << 2) as usize
    sum += load<i32>(columnAt(chunk, padded, columnAlong) + offset)
    sum += load<i32>(columnAt(chunk, padded, columnScale) + offset)
    sum += load<i32>(columnAt(chunk, padded, columnResidual) + offset)
    if (codes != 0) continue
    const code = (load<u32>(codeChunks + entry) as usize) + (inside as usize) * size
    for (let at: usize = 0; at < size; at += 64) sum += load<i32>(code + at)
  }
  touched += sum
}

/**
 * Adds what the long codes say of term number `index` to the bounds of all records, and drops records whose score cannot reach the
 * threshold: bounds of the terms so far, plus estimates and their reach of the terms that follow. `codes` holds the address (u32) of
 * the long code of every record, or is 0 when all long codes are in memory. Answers how many records are left.
 */
export function refineTerm(
  search: usize, index: i32, records: usize, length: i32, threshold: f32, codes: usize,
): i32 {
  const linear = load<i32>(search, searchIsLinear) != 0
  const terms = load<u32>(search, searchTerms) as usize
  const count = load<i32>(search, searchTermCount)
  const term = terms + ((index * termBytes) as usize)
  const space = load<u32>(term, termSpace) as usize
  const rows = load<u32>(space, spaceRows) as usize
  const chunks = load<u32>(space, spaceChunks) as usize
  const codeChunks = load<u32>(space, spaceCodes) as usize
  const padded = load<i32>(space, spacePadded)
  const query = load<u32>(term, termQuery) as usize
  const weight = load<f32>(term, termWeight)
  const mean = load<f32>(term, termMean)
  const inverse = load<f32>(term, termInverse)
  let slack: f32 = 0
  for (let other = 0; other < count; other++) slack += load<f32>(terms + ((other * termBytes) as usize), termSlack)
  let kept = 0
  for (let position = 0; position < length; position++) {
    const record = records + ((position * recordBytes) as usize)
    if (position % touchedRecords == 0) {
      touch(records, position, min(position + touchedRecords, length), rows, chunks, codeChunks, padded, codes)
    }
    const slot = load<i32>(record, recordSlot)
    let low = load<f32>(record, recordLow)
    let high = load<f32>(record, recordHigh)
    const row = load<i32>(rows + ((slot as usize) << 2))
    if (row >= 0) {
      const entry = ((row / chunkRows) << 2) as usize
      const inside = row & (chunkRows - 1)
      const chunk = load<u32>(chunks + entry) as usize
      const code = codes != 0
        ? (load<u32>(codes + ((position << 2) as usize)) as usize)
        : (load<u32>(codeChunks + entry) as usize) + (inside as usize) * (codeBytes(padded) as usize)
      const similarity = similarityByCode(chunk, inside, padded, query, code)
      const residual = load<f32>(columnAt(chunk, padded, columnResidual) + ((inside << 2) as usize))
      const reach = residual * load<f32>(term, termResidualScale) + load<f32>(term, termSimilaritySlack)
      const lowest = (similarity - reach - mean) * inverse
      const highest = (similarity + reach - mean) * inverse
      low += weight * (linear ? lowest : softClip(lowest))
      high += weight * (linear ? highest : softClip(highest))
    }
    let rest: f32 = 0
    let squares: f32 = 0
    for (let other = index + 1; other < count; other++) {
      const next = terms + ((other * termBytes) as usize)
      const offset = (slot as usize) << 2
      const estimate = load<f32>((load<u32>(next, termEstimates) as usize) + offset)
      if (estimate != estimate) continue
      const z = (estimate - load<f32>(next, termMean)) * load<f32>(next, termInverse)
      const errors = load<u32>(load<u32>(next, termSpace) as usize, spaceErrors) as usize
      let spread = load<f32>(errors + offset) * load<f32>(next, termErrorScale)
      if (!linear && z > 3) spread *= 9 / (z * z)
      rest += load<f32>(next, termWeight) * (linear ? z : softClip(z))
      squares += spread * spread
    }
    if (high + rest + sqrt<f32>(squares) + slack < threshold) continue
    const target = records + ((kept * recordBytes) as usize)
    store<i32>(target, slot, recordSlot)
    store<f32>(target, low, recordLow)
    store<f32>(target, high, recordHigh)
    kept++
  }
  return kept
}

/** Writes the row (i32) that each record has in the space of term number `index`, or −1, to `target`. */
export function rowsOfRecords(search: usize, index: i32, records: usize, length: i32, target: usize): void {
  const term = (load<u32>(search, searchTerms) as usize) + ((index * termBytes) as usize)
  const rows = load<u32>(load<u32>(term, termSpace) as usize, spaceRows) as usize
  for (let position = 0; position < length; position++) {
    const slot = load<i32>(records + ((position * recordBytes) as usize), recordSlot)
    store<i32>(target + ((position << 2) as usize), load<i32>(rows + ((slot as usize) << 2)))
  }
}
