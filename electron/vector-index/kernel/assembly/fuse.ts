import {
  recordBytes, recordHigh, recordLow, recordSlot, searchBests, searchIsLinear, searchMask, searchScores, searchTermCount,
  searchTerms, spaceBlockErrors, spaceErrors, termBytes, termErrorScale, termEstimates, termInverse, termMean, termSlack,
  termSpace, termWeight,
} from './layout'

/**
 * Writes the estimated scores of blocks of 64 slots to `scores` of the search, and the best of each block to `bests`. A score is the
 * sum of weight · softClip(z) over the terms (linear: of weight · z, and a slot that lacks a term has none). Answers how many slots
 * take part: those that the mask lets through and that have at least one of the terms.
 */
export function fuseBlocks(search: usize, firstBlock: i32, blocks: i32): i32 {
  return load<i32>(search, searchIsLinear) != 0
    ? fuseBlocksAs(true, search, firstBlock, blocks)
    : fuseBlocksAs(false, search, firstBlock, blocks)
}

// @ts-ignore: decorator
@inline
function fuseBlocksAs(linear: bool, search: usize, firstBlock: i32, blocks: i32): i32 {
  const terms = load<u32>(search, searchTerms) as usize
  const count = load<i32>(search, searchTermCount)
  const mask = load<u32>(search, searchMask) as usize
  const scores = load<u32>(search, searchScores) as usize
  const bests = load<u32>(search, searchBests) as usize
  const none = f32x4.splat(-Infinity)
  const three = f32x4.splat(3)
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
      const value = v128.bitselect(score, none, linear ? v128.and(chosen, all) : chosen)
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
 * How far the score of a slot may lie above its estimate. The errors of different spaces are independent, so their contributions
 * (weight · error · slope of softClip) add up as squares. Taking the slope at the estimate is safe beyond 3 because softClip is concave
 * there. What rounding may add comes on top.
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
    const errors = load<u32>(load<u32>(term, termSpace) as usize, spaceErrors) as usize
    let spread = load<f32>(errors + offset) * load<f32>(term, termErrorScale)
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
    const errors = load<u32>(load<u32>(term, termSpace) as usize, spaceBlockErrors) as usize
    const spread = load<f32>(errors + ((block as usize) << 2)) * load<f32>(term, termErrorScale)
    squares += spread * spread
  }
  // One part in 100,000 more than the root, so that rounding cannot make it less than the reach of a slot.
  return sqrt<f32>(squares) * 1.00001 + slack
}

/**
 * Collects the slots of these blocks whose estimated score is at least `threshold` (`byUpper` 1: whose estimate plus its reach is), as
 * records with empty bounds at `records`, where there must be room for all slots of the blocks. Comes after `fuseBlocks`. Answers how
 * many they are.
 */
export function collect(search: usize, firstBlock: i32, blocks: i32, byUpper: i32, threshold: f32, records: usize): i32 {
  const terms = load<u32>(search, searchTerms) as usize
  const count = load<i32>(search, searchTermCount)
  const scores = load<u32>(search, searchScores) as usize
  const bests = load<u32>(search, searchBests) as usize
  const linear = load<i32>(search, searchIsLinear) != 0
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
        const record = records + ((found * recordBytes) as usize)
        store<i32>(record, slot + lane, recordSlot)
        store<f32>(record, 0, recordLow)
        store<f32>(record, 0, recordHigh)
        found++
      }
    }
  }
  return found
}
