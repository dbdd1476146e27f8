import {
  flagAll, flagLinear, recordBytes, termBytes, termErrors, termErrorScale, termEstimates, termInverse, termMean,
  termSlack, termWeight,
} from './layout'

/**
 * Scores and upper bounds of a block of 64 slots from estimates, to `scores` (64 f32 each, bounds behind them); −∞ where a slot takes
 * no part. Scores are Σ weight · softClip(z) (linear: Σ weight · similarity). The bound adds the root of the summed squares of
 * weight · slope · error: errors of different spaces are independent, and softClip is concave where its slope is below 1.
 * Answers how many slots take part.
 */
export function scoreBlock(block: i32, terms: usize, count: i32, mask: usize, flags: i32, scores: usize): i32 {
  return (flags & flagLinear) != 0
    ? scoreBlockAs(true, block, terms, count, mask, flags, scores)
    : scoreBlockAs(false, block, terms, count, mask, flags, scores)
}

// @ts-ignore: decorator
@inline
function scoreBlockAs(
  linear: bool, block: i32, terms: usize, count: i32, mask: usize, flags: i32, scores: usize,
): i32 {
  const none = f32x4.splat(-Infinity)
  const one = f32x4.splat(1)
  const three = f32x4.splat(3)
  const nine = f32x4.splat(9)
  const ninth = f32x4.splat(1.0 / 9.0)
  const first = (block as usize) << 6
  let slack: f32 = 0
  for (let term = 0; term < count; term++) slack += load<f32>(terms + ((term * termBytes) as usize), termSlack)
  const slacks = f32x4.splat(slack)
  let candidates = 0
  for (let index: usize = 0; index < 64; index += 4) {
    let score = f32x4.splat(0)
    let squares = f32x4.splat(0)
    let any = i32x4.splat(0)
    let all = i32x4.splat(-1)
    let term = terms
    const offset = (first + index) << 2
    for (let left = count; left > 0; left--) {
      const estimate = v128.load((load<u32>(term, termEstimates) as usize) + offset)
      const error = v128.load((load<u32>(term, termErrors) as usize) + offset)
      const has = f32x4.eq(estimate, estimate)
      const z = f32x4.mul(
        f32x4.sub(estimate, v128.load32_splat(term, termMean)), v128.load32_splat(term, termInverse),
      )
      let clipped = z
      let spread = f32x4.mul(error, v128.load32_splat(term, termErrorScale))
      if (!linear) {
        const size = f32x4.abs(z)
        const past = f32x4.div(nine, f32x4.max(size, three))
        // min(|z|, 3) + 3 − 9 / max(|z|, 3), with the sign of z.
        const bounded = f32x4.add(f32x4.min(size, three), f32x4.sub(three, past))
        const sign = v128.and(z, i32x4.splat(0x80000000))
        clipped = v128.or(bounded, sign)
        const slope = v128.bitselect(one, f32x4.mul(f32x4.mul(past, past), ninth), f32x4.lt(z, f32x4.splat(0)))
        spread = f32x4.mul(spread, slope)
      }
      score = f32x4.add(score, v128.and(has, f32x4.mul(clipped, v128.load32_splat(term, termWeight))))
      squares = f32x4.add(squares, v128.and(has, f32x4.mul(spread, spread)))
      any = v128.or(any, has)
      all = v128.and(all, has)
      term += termBytes as usize
    }
    const bytes = v128.load32_zero(mask + first + index)
    const chosen = v128.and(any, i32x4.extend_low_i16x8_s(i16x8.extend_low_i8x16_s(bytes)))
    candidates += popcnt(i32x4.bitmask(chosen))
    const scored = (flags & flagAll) != 0 ? v128.and(chosen, all) : chosen
    v128.store(scores + (index << 2), v128.bitselect(score, none, scored))
    const upper = f32x4.add(f32x4.add(score, f32x4.sqrt(squares)), slacks)
    v128.store(scores + (index << 2), v128.bitselect(upper, none, scored), 256)
  }
  return candidates
}

/** Best score and highest upper bound of each block, to two columns. Answers how many slots take part. */
export function fuseBlocks(
  firstBlock: i32, blocks: i32, terms: usize, count: i32, mask: usize, flags: i32, bests: usize, uppers: usize,
  scratch: usize,
): i32 {
  let candidates = 0
  for (let block = firstBlock; block < firstBlock + blocks; block++) {
    candidates += scoreBlock(block, terms, count, mask, flags, scratch)
    store<f32>(bests + ((block as usize) << 2), highest(scratch))
    store<f32>(uppers + ((block as usize) << 2), highest(scratch + 256))
  }
  return candidates
}

function highest(at: usize): f32 {
  let best = v128.load(at)
  for (let index: usize = 16; index < 256; index += 16) best = f32x4.pmax(best, v128.load(at + index))
  return max(
    max(f32x4.extract_lane(best, 0), f32x4.extract_lane(best, 1)),
    max(f32x4.extract_lane(best, 2), f32x4.extract_lane(best, 3)),
  )
}

/**
 * Slots of these blocks whose score (`byUpper`: upper bound) is at least `threshold`, as records. −1 when there are more than
 * `capacity`. `keys` is the column of `fuseBlocks` that lets whole blocks be skipped.
 */
export function collect(
  firstBlock: i32, blocks: i32, terms: usize, count: i32, mask: usize, flags: i32, keys: usize, byUpper: i32,
  threshold: f32, records: usize, capacity: i32, scratch: usize,
): i32 {
  let found = 0
  const from = byUpper != 0 ? scratch + 256 : scratch
  for (let block = firstBlock; block < firstBlock + blocks; block++) {
    if (load<f32>(keys + ((block as usize) << 2)) < threshold) continue
    scoreBlock(block, terms, count, mask, flags, scratch)
    for (let index = 0; index < 64; index++) {
      const value = load<f32>(from + ((index as usize) << 2))
      if (value < threshold || value == -Infinity) continue
      if (found == capacity) return -1
      const record = records + ((found * recordBytes) as usize)
      store<i32>(record, (block << 6) + index)
      store<f32>(record, 0, 4)
      store<f32>(record, 0, 8)
      found++
    }
  }
  return found
}
