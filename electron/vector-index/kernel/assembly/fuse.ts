import {
  flagAll, flagLinear, recordBytes, termBlockErrors, termBytes, termErrors, termErrorScale, termEstimates, termInverse,
  termMean, termSlack, termWeight,
} from './layout'

/**
 * Scores of blocks of 64 slots from estimates, to a column (−∞ where a slot takes no part), and the best of each block to another.
 * Scores are Σ weight · softClip(z) (linear: Σ weight · similarity). Answers how many slots take part.
 */
export function fuseBlocks(
  firstBlock: i32, blocks: i32, terms: usize, count: i32, mask: usize, flags: i32, scores: usize, bests: usize,
): i32 {
  return (flags & flagLinear) != 0
    ? fuseBlocksAs(true, firstBlock, blocks, terms, count, mask, flags, scores, bests)
    : fuseBlocksAs(false, firstBlock, blocks, terms, count, mask, flags, scores, bests)
}

// @ts-ignore: decorator
@inline
function fuseBlocksAs(
  linear: bool, firstBlock: i32, blocks: i32, terms: usize, count: i32, mask: usize, flags: i32, scores: usize,
  bests: usize,
): i32 {
  const none = f32x4.splat(-Infinity)
  const three = f32x4.splat(3)
  const needsAll = (flags & flagAll) != 0
  const end = terms + ((count * termBytes) as usize)
  let candidates = 0
  for (let block = firstBlock; block < firstBlock + blocks; block++) {
    const first = (block as usize) << 6
    let best = none
    for (let slot = first; slot < first + 64; slot += 4) {
      const offset = slot << 2
      let score = f32x4.splat(0)
      let any = i32x4.splat(0)
      let all = i32x4.splat(-1)
      for (let term = terms; term < end; term += termBytes as usize) {
        const estimate = v128.load((load<u32>(term, termEstimates) as usize) + offset)
        const has = f32x4.eq(estimate, estimate)
        let z = f32x4.mul(
          f32x4.sub(estimate, v128.load32_splat(term, termMean)), v128.load32_splat(term, termInverse),
        )
        if (!linear) {
          const size = f32x4.abs(z)
          // Few scenes lie so far out that division is worth a branch.
          if (v128.any_true(f32x4.gt(size, three))) {
            // min(|z|, 3) + 3 − 9 / max(|z|, 3), with the sign of z.
            const past = f32x4.div(f32x4.splat(9), f32x4.pmax(size, three))
            const bounded = f32x4.add(f32x4.pmin(size, three), f32x4.sub(three, past))
            z = v128.or(bounded, v128.and(z, i32x4.splat(0x80000000)))
          }
        }
        score = f32x4.add(score, v128.and(has, f32x4.mul(z, v128.load32_splat(term, termWeight))))
        any = v128.or(any, has)
        all = v128.and(all, has)
      }
      const bytes = v128.load32_zero(mask + slot)
      const chosen = v128.and(any, i32x4.extend_low_i16x8_s(i16x8.extend_low_i8x16_s(bytes)))
      candidates += popcnt(i32x4.bitmask(chosen))
      const value = v128.bitselect(score, none, needsAll ? v128.and(chosen, all) : chosen)
      v128.store(scores + offset, value)
      best = f32x4.pmax(best, value)
    }
    store<f32>(
      bests + ((block as usize) << 2),
      max(
        max(f32x4.extract_lane(best, 0), f32x4.extract_lane(best, 1)),
        max(f32x4.extract_lane(best, 2), f32x4.extract_lane(best, 3)),
      ),
    )
  }
  return candidates
}

/**
 * How far the score of a slot may lie above its estimate: the root of the summed squares of weight · slope · error, because errors
 * of different spaces are independent, and softClip is concave where its slope is below 1; and what rounding may add.
 */
function reachOf(slot: i32, terms: usize, count: i32, linear: bool): f32 {
  let squares: f32 = 0
  let slack: f32 = 0
  const offset = (slot as usize) << 2
  for (let index = 0; index < count; index++) {
    const term = terms + ((index * termBytes) as usize)
    slack += load<f32>(term, termSlack)
    const estimate = load<f32>((load<u32>(term, termEstimates) as usize) + offset)
    if (estimate != estimate) continue
    const z = (estimate - load<f32>(term, termMean)) * load<f32>(term, termInverse)
    let spread = load<f32>((load<u32>(term, termErrors) as usize) + offset) * load<f32>(term, termErrorScale)
    if (!linear && z > 3) spread *= 9 / (z * z)
    squares += spread * spread
  }
  return sqrt<f32>(squares) + slack
}

/** At least the reach of every slot of a block. */
function reachOfBlock(block: i32, terms: usize, count: i32): f32 {
  let squares: f32 = 0
  let slack: f32 = 0
  for (let index = 0; index < count; index++) {
    const term = terms + ((index * termBytes) as usize)
    slack += load<f32>(term, termSlack)
    const errors = load<u32>(term, termBlockErrors) as usize
    const spread = load<f32>(errors + ((block as usize) << 2)) * load<f32>(term, termErrorScale)
    squares += spread * spread
  }
  // A little more than the root, against rounding.
  return sqrt<f32>(squares) * 1.00001 + slack
}

/**
 * Slots of these blocks whose score (`byUpper`: upper bound) is at least `threshold`, as records; −1 when there are more than
 * `capacity`. `scores` and `bests` are the columns of `fuseBlocks`.
 */
export function collect(
  firstBlock: i32, blocks: i32, terms: usize, count: i32, flags: i32, scores: usize, bests: usize, byUpper: i32,
  threshold: f32, records: usize, capacity: i32,
): i32 {
  const linear = (flags & flagLinear) != 0
  let found = 0
  for (let block = firstBlock; block < firstBlock + blocks; block++) {
    const least = byUpper != 0 ? threshold - reachOfBlock(block, terms, count) : threshold
    if (load<f32>(bests + ((block as usize) << 2)) < least) continue
    const wanted = f32x4.splat(least)
    const first = block << 6
    for (let slot = first; slot < first + 64; slot += 4) {
      const at = scores + ((slot as usize) << 2)
      let lanes = i32x4.bitmask(f32x4.ge(v128.load(at), wanted))
      while (lanes != 0) {
        const lane = ctz(lanes)
        lanes &= lanes - 1
        const value = load<f32>(at + ((lane as usize) << 2))
        if (value == -Infinity) continue
        if (byUpper != 0 && value + reachOf(slot + lane, terms, count, linear) < threshold) continue
        if (found == capacity) return -1
        const record = records + ((found * recordBytes) as usize)
        store<i32>(record, slot + lane)
        store<f32>(record, 0, 4)
        store<f32>(record, 0, 8)
        found++
      }
    }
  }
  return found
}
