// Generated from arena/memory-layout.ts when the kernel is built (npm run setup). Changes belong there.

/** Rows of a chunk. */
export const chunkRows: i32 = 4096

// Columns of a chunk.
/** Real: part of the vector along the axis. */
export const columnAlong: i32 = 0
/** Real: what the dot product of query and short code is multiplied by. */
export const columnFactor: i32 = 1
/** Real: standard deviation of the error of that estimate, for a query of length 1. */
export const columnError: i32 = 2
/** Real: step of the long code. */
export const columnScale: i32 = 3
/** Real: length of what the long code misses of the vector. */
export const columnResidual: i32 = 4
/** Integer: hash of the vector, to recognise that it is written again unchanged. */
export const columnHash: i32 = 5
/** Integer: slot of the scene, or -1 where the row is empty. */
export const columnSlot: i32 = 6

// Levels of the codes.
/** Level of the short code for coordinates beyond the border. */
export const outerLevel: f32 = 1.51
/** Level of the short code for coordinates within the border. */
export const innerLevel: f32 = 0.4528
/** The border between the two. */
export const levelBorder: f32 = 0.9816
/** Step of the long code. */
export const fineStep: f32 = 0.1041
/** What rounding the look-up tables of a query is allowed to add to an estimate, as a standard deviation relative to its length. */
export const tableNoise: f32 = 0.05

// Fields of the structure `space`: where they begin.
/** Integer: dimensions of a vector. */
export const spaceDimension: i32 = 0
/** Integer: dimensions of a code: the next multiple of 64. */
export const spacePadded: i32 = 4
/** Integer: rounds of the rotation. */
export const spaceRounds: i32 = 8
/** Address: unit vector (f32) whose part of every vector is kept exactly, or zeros. */
export const spaceAxis: i32 = 12
/** Address: signs of the rotation (f32, +1 or -1), one per dimension of every transform. */
export const spaceSigns: i32 = 16
/** Address: table of the chunks: addresses (u32) of short codes and columns. */
export const spaceChunks: i32 = 20
/** Address: table of the chunks: addresses (u32) of long codes; 0 where they are in the cache file. */
export const spaceCodes: i32 = 24
/** Address: by slot: row (i32) of the vector, or -1. */
export const spaceRows: i32 = 28
/** Address: by slot: standard deviation (f32) of the error of the estimate, for a query of length 1. */
export const spaceErrors: i32 = 32
/** Address: by block of 64 slots: at least the largest of their errors (f32). */
export const spaceBlockErrors: i32 = 36
/** Bytes of this structure (space). */
export const spaceBytes: i32 = 64

// Fields of the structure `query`: where they begin.
/** Real: part of the query along the axis of the space. */
export const queryAlong: i32 = 0
/** Real: what one step of the look-up tables is worth. */
export const queryStep: i32 = 4
/** Real: what is added to a sum of look-ups: the least values and the mean of what rounding takes. */
export const queryBias: i32 = 8
/** Real: sum of the 16-bit query times 31.5, the middle of the levels of the long codes. */
export const queryMiddle: i32 = 12
/** Real: what one unit of the 16-bit query is worth. */
export const queryUnit: i32 = 16
/** Bytes of this structure (query). */
export const queryBytes: i32 = 64

// Fields of the structure `term`: where they begin.
/** Address: the space structure. */
export const termSpace: i32 = 0
/** Address: the prepared query. */
export const termQuery: i32 = 4
/** Address: by slot: estimated similarity (f32), NaN where the scene has no vector. */
export const termEstimates: i32 = 8
/** Real: weight of the term. */
export const termWeight: i32 = 12
/** Real: mean similarity, 0 for linear scores. */
export const termMean: i32 = 16
/** Real: 1 / standard deviation of the similarities (0 where there is none), 1 for linear scores. */
export const termInverse: i32 = 20
/** Real: what an error of 1 (`space.errors`) does to the score, times the number of deviations allowed for. */
export const termErrorScale: i32 = 24
/** Real: what rounding to single precision may add to the score. */
export const termSlack: i32 = 28
/** Real: what a residual of 1 does to the similarity: the hard bound, or the deviations allowed for if less. */
export const termResidualScale: i32 = 32
/** Real: what rounding may add to the similarity of a long code. */
export const termSimilaritySlack: i32 = 36
/** Bytes of this structure (term). */
export const termBytes: i32 = 64

// Fields of the structure `search`: where they begin.
/** Address: the term structures, one after another. */
export const searchTerms: i32 = 0
/** Integer: how many. */
export const searchTermCount: i32 = 4
/** Integer: 1: scores are linear, and a scene that lacks a term has none; 0: clipped, and a missing term counts 0. */
export const searchIsLinear: i32 = 8
/** Address: by slot: a byte, 255 where the scene takes part, else 0. */
export const searchMask: i32 = 12
/** Address: by slot: estimated score (f32), -infinity where the slot takes no part. */
export const searchScores: i32 = 16
/** Address: by block of 64 slots: the best of these scores (f32). */
export const searchBests: i32 = 20
/** Bytes of this structure (search). */
export const searchBytes: i32 = 64

// Fields of the structure `record`: where they begin.
/** Integer: the slot. */
export const recordSlot: i32 = 0
/** Real: at least. */
export const recordLow: i32 = 4
/** Real: at most. */
export const recordHigh: i32 = 8
/** Bytes of this structure (record). */
export const recordBytes: i32 = 12

// Fields of the structure `moments`: where they begin.
/** Integer: dimensions of a vector. */
export const momentsDimension: i32 = 0
/** Integer: panels. */
export const momentsPanelCount: i32 = 4
/** Address: vector (f32) that is subtracted from all others, near their mean. */
export const momentsCentre: i32 = 8
/** Address: sums of products (f64), panelCount * 8 squared, tiles on and right of the diagonal. */
export const momentsMatrix: i32 = 12
/** Address: sums (f64), panelCount * 8. */
export const momentsSums: i32 = 16
/** Bytes of this structure (moments). */
export const momentsBytes: i32 = 64

/** Address of a column of a chunk: the columns lie behind the short codes. */
// @ts-ignore: decorator
@inline
export function columnAt(chunk: usize, padded: i32, column: i32): usize {
  return chunk + ((chunkRows * (((padded * 2) >> 3) + 4 * column)) as usize)
}

/** Bytes of the long code of a row. */
// @ts-ignore: decorator
@inline
export function codeBytes(padded: i32): i32 {
  return (padded * 6) >> 3
}
