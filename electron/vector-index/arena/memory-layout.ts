/** Rows of a chunk, as in kernel/assembly/layout.ts (like everything here). */
export const chunkRows = 4096
/** Slots of a block of scores. */
export const blockSlots = 64
/** Blocks that a thread fuses in one go. */
export const pieceBlocks = 256
/** Slots of such a piece: there are never more records. */
export const pieceSlots = blockSlots * pieceBlocks

/** Columns of a chunk, 4 bytes a row each, behind its short codes. */
export const column = { along: 0, factor: 1, error: 2, scale: 3, residual: 4, hash: 5, slot: 6 } as const
const columnCount = 7

/** Dimensions as the codes hold them: a multiple of 64. */
export const paddedDimension = (dimension: number): number => Math.ceil(dimension / 64) * 64

/** Address of a column of a chunk. */
export const columnAt = (chunkAt: number, padded: number, index: number): number =>
  chunkAt + chunkRows * (padded / 4) + index * chunkRows * 4

/** Bytes of a chunk's short codes and columns. */
export const chunkBytes = (padded: number): number => chunkRows * (padded / 4 + columnCount * 4)

/** Bytes of a row's long code. */
export const codeBytes = (padded: number): number => (padded / 4) * 3

/** Bytes of a prepared query, and where its parts lie. */
export const queryLayout = (padded: number) => ({
  tables: 64,
  values: 64 + padded * 8,
  bytes: 64 + padded * 10,
})

/** Bytes of a term of a fused query. */
export const termBytes = 64
/** Offsets in a term. */
export const termOffset = {
  estimates: 0,
  errors: 4,
  weight: 8,
  mean: 12,
  inverse: 16,
  errorScale: 20,
  slack: 24,
  rows: 28,
  chunks: 32,
  codes: 36,
  query: 40,
  padded: 44,
  residualScale: 48,
  similaritySlack: 52,
  blockErrors: 56,
} as const

/** Scores are linear. */
export const flagLinear = 1
/** A scene that lacks a term has no score. */
export const flagAll = 2

/** Bytes of a candidate: its slot (i32) and the lowest and highest score that it may have (f32). */
export const recordBytes = 12
