import { type MemoryView, type Region, writeStructure } from '../arena/arena.ts'
import {
  blockSlots,
  pieceBlocks,
  pieceSlots,
  recordStructure,
  searchStructure,
  termStructure,
} from '../arena/memory-layout.ts'
import type { CodeTools } from '../codes/space-codes.ts'
import type { ScoringTerm } from '../fusion/estimates.ts'
import { kthLargest } from '../fusion/scored-scenes.ts'
import type { EstimatedQuery } from './estimate-cache.ts'

/** A term of a search, of a modality that some scenes have. */
export interface ScanTerm extends ScoringTerm {
  readonly query: EstimatedQuery
}

/** What all passes of a search need to know. */
export interface ScanRequest {
  readonly terms: readonly ScanTerm[]
  readonly linear: boolean
  /** By slot a byte: 255 where the scene takes part. */
  readonly mask: MemoryView
  readonly signal: AbortSignal
}

/** A scene that may belong to the best, with bounds of its inner score. */
export interface Candidate {
  readonly slot: number
  readonly low: number
  readonly high: number
}

/**
 * How many standard deviations an estimate of the short codes may be wrong. An error in one direction that is larger has a probability
 * of 1e-9, and only then a scene that belongs to the best is overlooked.
 */
const estimateDeviations = 6
/** The same for the long codes (4e-11), where this is less than the bound that always holds. */
const codeDeviations = 6.5
/** What single precision may add to a similarity, relative to the query's length, and to a score, relative to the weight. */
const similarityRounding = 2e-6
const scoreRounding = 1e-5

/** Below every score. Tasks go to the threads as JSON, which has no infinity. */
const lowestScore = -1e38

/** What rounding may add to the score through one term. */
export const slackOf = ({ query, weight, inverse }: ScanTerm): number =>
  weight * (query.prepared.length * similarityRounding * inverse + scoreRounding)

/** How far the short codes of a term leave the score open. */
const errorOf = ({ query, weight, inverse }: ScanTerm): number => query.prepared.errorLength * weight * inverse

const writeTerm = (target: MemoryView, term: ScanTerm): void => {
  const { query, weight, mean, inverse } = term
  const { space, prepared, estimates } = query
  const likely = codeDeviations / Math.sqrt(Math.max(1, space.frame.dimension - 1))
  writeStructure(target, termStructure, {
    space: space.structure,
    query: prepared.address,
    estimates: estimates.address,
    weight,
    mean,
    inverse,
    errorScale: estimateDeviations * errorOf(term),
    slack: slackOf(term),
    residualScale: prepared.restLength * Math.min(1, likely),
    similaritySlack: prepared.rounding + prepared.length * similarityRounding,
  })
}

const recordFields = recordStructure.fields

/** The records that the pieces have found. */
const readRecords = (records: Region, counts: Int32Array): readonly Candidate[] => {
  const found: Candidate[] = []
  const { integers, floats } = records
  const stride = recordStructure.bytes / 4
  counts.forEach((count, piece) => {
    const first = piece * pieceSlots * stride
    for (let start = first; start < first + count * stride; start += stride) {
      found.push({
        slot: integers[start + recordFields.slot.offset / 4] ?? 0,
        low: floats[start + recordFields.low.offset / 4] ?? 0,
        high: floats[start + recordFields.high.offset / 4] ?? 0,
      })
    }
  })
  return found
}

/** The passes of one search over all slots, and the memory that they share. */
export interface SearchPasses {
  /** Fuses the estimates of all slots to scores; answers how many take part. Comes first. */
  readonly fuse: () => Promise<number>
  /**
   * A guess of the score that the best `limit` have at least, made from the best estimates of the blocks. The lower the guess, the more
   * long codes are read at first, and the fewer in the second pass; so it is taken from more blocks than `limit`.
   */
  readonly guessThreshold: (limit: number) => number
  /** Scenes whose estimated score (`byUpper`: its upper bound) reaches a threshold, with bounds from their long codes. */
  readonly find: (byUpper: boolean, threshold: number) => Promise<readonly Candidate[]>
  readonly free: () => void
}

/** Prepares a search. Its memory is given back by `free`. */
export const openSearch = ({ arena, pool, slots }: CodeTools, request: ScanRequest): SearchPasses => {
  const { mask, signal } = request
  // The term with the largest errors first: refining it excludes most.
  const terms = request.terms.toSorted((one, other) => errorOf(other) - errorOf(one))
  const blocks = Math.ceil(slots.used() / blockSlots)
  const pieces = Math.ceil(blocks / pieceBlocks)
  const termArray = arena.allocate(Math.max(1, terms.length) * termStructure.bytes)
  const scores = arena.allocate(pieces * pieceSlots * 4, 'anything')
  const bests = arena.allocate(pieces * pieceBlocks * 4, 'anything')
  const records = arena.allocate(pieces * pieceSlots * recordStructure.bytes, 'anything')
  const counts = arena.allocate(pieces * 4)
  const structure = arena.structure(searchStructure)
  terms.forEach((term, index) => {
    writeTerm(termArray.part(index * termStructure.bytes, termStructure.bytes), term)
  })
  structure.set({
    terms: termArray.address,
    termCount: terms.length,
    isLinear: request.linear ? 1 : 0,
    mask: mask.address,
    scores: scores.address,
    bests: bests.address,
  })
  const search = structure.address

  return {
    fuse: () => pool.run({ kind: 'fuse', search, blocks }, pieces, signal),
    guessThreshold: (limit) => {
      const wanted = Math.min(Math.max(8 * limit, 64), Math.max(limit, blocks >> 3))
      return kthLargest(new Float64Array(bests.floats.subarray(0, blocks)), wanted)
    },
    find: async (byUpper, wanted) => {
      const threshold = Math.max(wanted, lowestScore)
      const files = terms.map(({ query }) => query.space.chunks.file())
      const refineThreshold = byUpper ? threshold : lowestScore
      const targets = { records: records.address, counts: counts.address, files }
      await pool.run({ kind: 'find', search, blocks, byUpper, threshold, refineThreshold, ...targets }, pieces, signal)
      return readRecords(records, counts.integers)
    },
    free: () => {
      for (const region of [termArray, scores, bests, records, counts, structure]) region.free()
    },
  }
}
