/**
 * Where everything lies in the memory that the threads and the kernel share. This table is the only place that says so: the kernel's
 * own constants (`kernel/assembly/layout.ts`) are generated from it by `kernel/assembly-layout.ts` whenever the kernel is built.
 * `docs/vector-index.md` draws it.
 */

/** A field of a structure takes 4 bytes: an address or a count (u32), a signed integer (i32) or a real number (f32). */
export type FieldKind = 'address' | 'integer' | 'real'

/** A field, where it lies in its structure, and what it says. */
export interface Field {
  readonly kind: FieldKind
  readonly offset: number
  readonly about: string
}

/** Fields that lie one after another. `Name` are the names of the fields. */
export interface StructureLayout<Name extends string = string> {
  readonly name: string
  readonly bytes: number
  readonly fields: Readonly<Record<Name, Field>>
}

const fieldBytes = 4

const structure = <Name extends string>(
  name: string,
  fields: Readonly<Record<Name, readonly [kind: FieldKind, about: string]>>,
  alignment = 64,
): StructureLayout<Name> => {
  const entries = Object.entries<readonly [FieldKind, string]>(fields)
  const placed = entries.map(([field, [kind, about]], index) => [field, { kind, about, offset: index * fieldBytes }])
  return {
    name,
    bytes: Math.ceil((entries.length * fieldBytes) / alignment) * alignment,
    // The keys are those of `fields`.
    fields: Object.fromEntries(placed) as Record<Name, Field>,
  }
}

/** One embedding space: what all kernel functions that work on its codes need. */
export const spaceStructure = structure('space', {
  dimension: ['integer', 'dimensions of a vector'],
  padded: ['integer', 'dimensions of a code: the next multiple of 64'],
  rounds: ['integer', 'rounds of the rotation'],
  axis: ['address', 'unit vector (f32) whose part of every vector is kept exactly, or zeros'],
  signs: ['address', 'signs of the rotation (f32, +1 or -1), one per dimension of every transform'],
  chunks: ['address', 'table of the chunks: addresses (u32) of short codes and columns'],
  codes: ['address', 'table of the chunks: addresses (u32) of long codes; 0 where they are in the cache file'],
  rows: ['address', 'by slot: row (i32) of the vector, or -1'],
  errors: ['address', 'by slot: standard deviation (f32) of the error of the estimate, for a query of length 1'],
  blockErrors: ['address', 'by block of 64 slots: at least the largest of their errors (f32)'],
})

/** Head of a prepared query; the look-up tables and the 16-bit query follow (`queryParts`). */
export const queryStructure = structure('query', {
  along: ['real', 'part of the query along the axis of the space'],
  step: ['real', 'what one step of the look-up tables is worth'],
  bias: ['real', 'what is added to a sum of look-ups: the least values and the mean of what rounding takes'],
  middle: ['real', 'sum of the 16-bit query times 31.5, the middle of the levels of the long codes'],
  unit: ['real', 'what one unit of the 16-bit query is worth'],
})

/** One term of a fused query. A score is the sum over the terms of weight * softClip((similarity - mean) * inverse). */
export const termStructure = structure('term', {
  space: ['address', 'the space structure'],
  query: ['address', 'the prepared query'],
  estimates: ['address', 'by slot: estimated similarity (f32), NaN where the scene has no vector'],
  weight: ['real', 'weight of the term'],
  mean: ['real', 'mean similarity, 0 for linear scores'],
  inverse: ['real', '1 / standard deviation of the similarities (0 where there is none), 1 for linear scores'],
  errorScale: [
    'real',
    'what an error of 1 (`space.errors`) does to the score, times the number of deviations allowed for',
  ],
  slack: ['real', 'what rounding to single precision may add to the score'],
  residualScale: [
    'real',
    'what a residual of 1 does to the similarity: the hard bound, or the deviations allowed for if less',
  ],
  similaritySlack: ['real', 'what rounding may add to the similarity of a long code'],
})

/** One search over all slots. */
export const searchStructure = structure('search', {
  terms: ['address', 'the term structures, one after another'],
  termCount: ['integer', 'how many'],
  isLinear: [
    'integer',
    '1: scores are linear, and a scene that lacks a term has none; 0: clipped, and a missing term counts 0',
  ],
  mask: ['address', 'by slot: a byte, 255 where the scene takes part, else 0'],
  scores: ['address', 'by slot: estimated score (f32), -infinity where the slot takes no part'],
  bests: ['address', 'by block of 64 slots: the best of these scores (f32)'],
})

/** A scene that may belong to the best: bounds of the part of its score that long codes have been read for. */
export const recordStructure = structure(
  'record',
  { slot: ['integer', 'the slot'], low: ['real', 'at least'], high: ['real', 'at most'] },
  4,
)

/** First and second moments of the vectors of a space. Panels are strips of 8 dimensions. */
export const momentsStructure = structure('moments', {
  dimension: ['integer', 'dimensions of a vector'],
  panelCount: ['integer', 'panels'],
  centre: ['address', 'vector (f32) that is subtracted from all others, near their mean'],
  matrix: ['address', 'sums of products (f64), panelCount * 8 squared, tiles on and right of the diagonal'],
  sums: ['address', 'sums (f64), panelCount * 8'],
})

/** All structures, in the order in which the kernel's constants are written. */
export const structures: readonly StructureLayout[] = [
  spaceStructure,
  queryStructure,
  termStructure,
  searchStructure,
  recordStructure,
  momentsStructure,
]

/** Rows of a chunk: codes are allocated by the chunk. */
export const chunkRows = 4096
/** Bits of a short and of a long code for each dimension. */
export const codeBits = { short: 2, long: 6 } as const
/** Columns of a chunk, 4 bytes a row each, behind its short codes. */
export const columns = {
  along: ['real', 'part of the vector along the axis'],
  factor: ['real', 'what the dot product of query and short code is multiplied by'],
  error: ['real', 'standard deviation of the error of that estimate, for a query of length 1'],
  scale: ['real', 'step of the long code'],
  residual: ['real', 'length of what the long code misses of the vector'],
  hash: ['integer', 'hash of the vector, to recognise that it is written again unchanged'],
  slot: ['integer', 'slot of the scene, or -1 where the row is empty'],
} as const satisfies Readonly<Record<string, readonly [FieldKind, string]>>
/** A column of a chunk. */
export type ColumnName = keyof typeof columns
/** The columns in the order in which they lie. */
export const columnNames = Object.keys(columns) as readonly ColumnName[]

/**
 * Levels of the codes, in standard deviations of the coordinates of a rotated vector. Both quantisers have the least mean squared error
 * for normally distributed numbers: four levels of any spacing (J. Max, Quantizing for minimum distortion, 1960), and the step of 64
 * levels that are evenly spaced. Generated into the kernel as f32.
 */
export const quantiser = {
  outerLevel: [1.51, 'level of the short code for coordinates beyond the border'],
  innerLevel: [0.4528, 'level of the short code for coordinates within the border'],
  levelBorder: [0.9816, 'the border between the two'],
  fineStep: [0.1041, 'step of the long code'],
  tableNoise: [
    0.05,
    'what rounding the look-up tables of a query is allowed to add to an estimate, as a standard deviation relative to its length',
  ],
} as const satisfies Readonly<Record<string, readonly [value: number, about: string]>>

/** Slots of a block: the unit that a search keeps or leaves out as a whole. */
export const blockSlots = 64
/** Blocks that a thread fuses in one go. */
export const pieceBlocks = 256
/** Slots of such a piece: it never yields more records. */
export const pieceSlots = blockSlots * pieceBlocks

/** The next multiple of 64: dimensions of codes, and bytes of everything that is checked or aligned in runs of 64. */
export const roundUpTo64 = (count: number): number => Math.ceil(count / 64) * 64

/** Bytes of a row's short code; `padded` are the dimensions of a code. */
export const shortCodeBytes = (padded: number): number => (padded * codeBits.short) / 8

/** Bytes of a row's long code. */
export const longCodeBytes = (padded: number): number => (padded * codeBits.long) / 8

/** Where a column begins in a chunk, in bytes. */
export const columnOffset = (padded: number, name: ColumnName): number =>
  chunkRows * (shortCodeBytes(padded) + fieldBytes * columnNames.indexOf(name))

/** Bytes of a chunk's short codes and columns. */
export const chunkBytes = (padded: number): number =>
  chunkRows * (shortCodeBytes(padded) + fieldBytes * columnNames.length)

/** Bytes of a chunk's long codes. */
export const chunkCodeBytes = (padded: number): number => chunkRows * longCodeBytes(padded)

/**
 * Parts of a prepared query, in bytes: for every two dimensions a table of 16 look-ups (u8), for every dimension the query in 16 bits
 * (i16).
 */
export const queryParts = (padded: number) => {
  const tables = { offset: queryStructure.bytes, bytes: padded * 8 }
  const values = { offset: tables.offset + tables.bytes, bytes: padded * 2 }
  return { tables, values, bytes: values.offset + values.bytes }
}
