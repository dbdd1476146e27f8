const version = 'c1'
const edgeBytes = 64 * 1024
const sampleBytes = 16 * 1024
const sampleCount = 14
/** Up to this size every byte counts. */
const wholeBytes = 1024 * 1024

/** A byte range of a file. */
export interface ByteRange {
  readonly offset: number
  readonly length: number
}

/**
 * The bytes that make up a file's identity. Up to 1 MiB: all of them. Beyond: the first and the last 64 KiB (headers
 * and indexes, where camera files differ), and between them 14 samples of 16 KiB; sample k of 1…14 starts at
 * 64 KiB + ⌊k × (size − 2 × 64 KiB − 16 KiB) ⁄ 15⌋.
 */
export const sampledRanges = (sizeBytes: number): readonly ByteRange[] => {
  if (sizeBytes <= wholeBytes) return [{ offset: 0, length: sizeBytes }]
  const room = sizeBytes - 2 * edgeBytes - sampleBytes
  const samples = Array.from({ length: sampleCount }, (_, index) => ({
    offset: edgeBytes + Math.floor(((index + 1) * room) / (sampleCount + 1)),
    length: sampleBytes,
  }))
  return [{ offset: 0, length: edgeBytes }, ...samples, { offset: sizeBytes - edgeBytes, length: edgeBytes }]
}

/** What is hashed before the sampled ranges, as ASCII. */
export const contentIdPrefix = (sizeBytes: number): string => `${version}:${sizeBytes}:`

/** The content id of a digest: SHA-256 over the prefix and the sampled ranges in order of offset, in hexadecimal. */
export const contentIdOf = (digest: string): string => `${digest.slice(0, 40)}-${version}`
