// Where things lie in the memory that all threads share. Addresses come from the main thread (memory-layout.ts, the same numbers).

/** Rows of a chunk. */
export const chunkRows: i32 = 4096
/** Columns of a chunk behind its short codes, 4 bytes a row each. */
export const columnAlong: i32 = 0
export const columnFactor: i32 = 1
export const columnError: i32 = 2
export const columnScale: i32 = 3
export const columnResidual: i32 = 4
export const columnHash: i32 = 5
export const columnSlot: i32 = 6

/** Address of a column of a chunk: the short codes are `padded / 4` bytes a row. */
// @ts-ignore: decorator
@inline
export function columnAt(chunk: usize, padded: i32, column: i32): usize {
  return chunk + ((chunkRows * (padded >> 2) + column * chunkRows * 4) as usize)
}

/** Bytes of the long code of a row. */
// @ts-ignore: decorator
@inline
export function codeBytes(padded: i32): i32 {
  return (padded >> 2) * 3
}

// A prepared query: numbers, then the look-up tables (padded · 8 bytes), then the query in 16 bits (padded · 2 bytes).
export const queryAlong: i32 = 0
export const queryStep: i32 = 4
export const queryBias: i32 = 8
/** Σ of the 16-bit query times 31.5, as f32. */
export const queryMiddle: i32 = 12
/** What one unit of the 16-bit query is. */
export const queryUnit: i32 = 16
export const queryTables: i32 = 64

// A term of a fused query.
export const termEstimates: i32 = 0
export const termErrors: i32 = 4
export const termWeight: i32 = 8
export const termMean: i32 = 12
/** 1 / deviation, or 0. */
export const termInverse: i32 = 16
/** What an error of 1 in `termErrors` means for the score at the chosen number of deviations. */
export const termErrorScale: i32 = 20
/** What rounding may add to the score. */
export const termSlack: i32 = 24
export const termRows: i32 = 28
export const termChunks: i32 = 32
export const termCodes: i32 = 36
export const termQuery: i32 = 40
export const termPadded: i32 = 44
/** What a residual of 1 means for the similarity: hard bound or the chosen number of deviations, whichever is less. */
export const termResidualScale: i32 = 48
/** What rounding may add to the similarity. */
export const termSimilaritySlack: i32 = 52
/** The largest of `termErrors` of every block of 64 slots. */
export const termBlockErrors: i32 = 56
export const termBytes: i32 = 64

/** Scores are linear, without `softClip`. */
export const flagLinear: i32 = 1
/** A scene that lacks a term has no score. */
export const flagAll: i32 = 2

/** A candidate: slot (i32), sums of what is refined (f32 low, f32 high). */
export const recordBytes: i32 = 12
