import {
  chunkRows, columnAlong, columnAt, columnFactor, columnSlot, queryAlong, queryBias, queryBytes, queryStep, spaceChunks,
  spacePadded,
} from './layout'

/**
 * Estimates the similarities of a query and blocks of 16 rows of chunk number `index` from their short codes, and writes them to
 * `estimates` by slot. Half a byte holds the codes of two dimensions, and one byte shuffle looks up 16 of them. Sums are exact: an
 * entry of the tables is at most 127, and the sum of all fits 16 bits.
 */
export function scanBlocks(
  space: usize, index: i32, firstBlock: i32, blocks: i32, query: usize, estimates: usize,
): void {
  const padded = load<i32>(space, spacePadded)
  const chunk = load<u32>((load<u32>(space, spaceChunks) as usize) + ((index << 2) as usize)) as usize
  const groups = padded >> 2
  const tables = query + queryBytes
  const blockBytes = (groups << 4) as usize
  let block = firstBlock
  const end = firstBlock + blocks
  // Made from a number that is not constant: V8 would build a constant vector anew at every use instead of keeping it in a register.
  const mask = i8x16.splat((15 + (padded >> 30)) as i8)
  // Two blocks at once, one from each half: the processor prefetches two long streams of memory better than one.
  const half = blocks >> 1
  const apart = (half as usize) * blockBytes
  for (; block < firstBlock + half; block++) {
    let at = chunk + (block as usize) * blockBytes
    let table = tables
    let allA = i16x8.splat(0)
    let oddA = i16x8.splat(0)
    let allB = i16x8.splat(0)
    let oddB = i16x8.splat(0)
    for (let group = 0; group < groups; group++) {
      const low = v128.load(table)
      const high = v128.load(table, 16)
      const codesA = v128.load(at)
      const codesB = v128.load(at + apart)
      const sumA = i8x16.add(
        i8x16.relaxed_swizzle(low, v128.and(codesA, mask)),
        i8x16.relaxed_swizzle(high, v128.and(i16x8.shr_u(codesA, 4), mask)),
      )
      const sumB = i8x16.add(
        i8x16.relaxed_swizzle(low, v128.and(codesB, mask)),
        i8x16.relaxed_swizzle(high, v128.and(i16x8.shr_u(codesB, 4), mask)),
      )
      allA = i16x8.add(allA, sumA)
      oddA = i16x8.add(oddA, i16x8.shr_u(sumA, 8))
      allB = i16x8.add(allB, sumB)
      oddB = i16x8.add(oddB, i16x8.shr_u(sumB, 8))
      at += 16
      table += 32
    }
    finish(chunk, block, padded, query, estimates, allA, oddA)
    finish(chunk, block + half, padded, query, estimates, allB, oddB)
  }
  block += half
  if (block < end) {
    let at = chunk + (block as usize) * blockBytes
    let table = tables
    let all = i16x8.splat(0)
    let odd = i16x8.splat(0)
    for (let group = 0; group < groups; group++) {
      const codes = v128.load(at)
      const sum = i8x16.add(
        i8x16.relaxed_swizzle(v128.load(table), v128.and(codes, mask)),
        i8x16.relaxed_swizzle(v128.load(table, 16), v128.and(i16x8.shr_u(codes, 4), mask)),
      )
      all = i16x8.add(all, sum)
      odd = i16x8.add(odd, i16x8.shr_u(sum, 8))
      at += 16
      table += 32
    }
    finish(chunk, block, padded, query, estimates, all, odd)
  }
}

/** Sums of the 16 rows of a block → estimates at their slots. */
function finish(chunk: usize, block: i32, padded: i32, query: usize, estimates: usize, all: v128, odd: v128): void {
  const even = i16x8.sub(all, i16x8.shl(odd, 8))
  const first = v128.shuffle<u16>(even, odd, 0, 8, 1, 9, 2, 10, 3, 11)
  const second = v128.shuffle<u16>(even, odd, 4, 12, 5, 13, 6, 14, 7, 15)
  const offset = (block << 6) as usize
  const along = columnAt(chunk, padded, columnAlong) + offset
  const factor = columnAt(chunk, padded, columnFactor) + offset
  const slots = columnAt(chunk, padded, columnSlot) + offset
  four(i32x4.extend_low_i16x8_u(first), query, along, factor, slots, estimates)
  four(i32x4.extend_high_i16x8_u(first), query, along + 16, factor + 16, slots + 16, estimates)
  four(i32x4.extend_low_i16x8_u(second), query, along + 32, factor + 32, slots + 32, estimates)
  four(i32x4.extend_high_i16x8_u(second), query, along + 48, factor + 48, slots + 48, estimates)
}

// @ts-ignore: decorator
@inline
function four(sums: v128, query: usize, along: usize, factor: usize, slots: usize, estimates: usize): void {
  const parts = f32x4.add(
    f32x4.mul(f32x4.convert_i32x4_s(sums), v128.load32_splat(query, queryStep)),
    v128.load32_splat(query, queryBias),
  )
  const values = f32x4.add(
    f32x4.mul(v128.load32_splat(query, queryAlong), v128.load(along)),
    f32x4.mul(v128.load(factor), parts),
  )
  put(estimates, load<i32>(slots), f32x4.extract_lane(values, 0))
  put(estimates, load<i32>(slots, 4), f32x4.extract_lane(values, 1))
  put(estimates, load<i32>(slots, 8), f32x4.extract_lane(values, 2))
  put(estimates, load<i32>(slots, 12), f32x4.extract_lane(values, 3))
}

// @ts-ignore: decorator
@inline
function put(estimates: usize, slot: i32, value: f32): void {
  if (slot >= 0) store<f32>(estimates + ((slot as usize) << 2), value)
}

/** Rows of a chunk, for a test that both sides agree. */
export function rowsOfChunk(): i32 {
  return chunkRows
}
