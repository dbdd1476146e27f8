import { seededRandom } from '../../electron/domain/seeded-random.ts'

/** A stretch of a file. */
export interface ByteRange {
  readonly offset: number
  readonly length: number
}

/** Numbers 0…2³²−1 from a seed: the same every time. */
export const randomNumbers = (seed: number): (() => number) => {
  const random = seededRandom(seed)
  return () => random() * 2 ** 32
}

/** Sizes and counts at the edges of what fits into fields of a header. */
const edges: readonly number[] = [0, 1, 0x7f, 0x80, 0xff, 0x7fff, 0x8000, 0xffff, 0x7fffffff, 0x80000000, 0xffffffff]
/** Headers lie at the beginning of a packet, and most of what a decoder decides on is in them. */
const headerBytes = 48

/**
 * A copy of a film that is damaged inside these ranges only, so that the container still leads the decoder to all of it:
 * flipped bits, other bytes, edge values, runs of one byte, and bytes of another place; from 1 to 64 places.
 */
export const damaged = (film: Buffer, ranges: readonly ByteRange[], next: () => number): Buffer => {
  const copy = Buffer.from(film)
  const places = 2 ** (next() % 7)
  for (let place = 0; place < places; place++) {
    const range = ranges[next() % ranges.length]
    if (range === undefined || range.length === 0) continue
    const within = next() % 2 === 0 ? Math.min(headerBytes, range.length) : range.length
    const at = range.offset + (next() % within)
    const left = range.offset + range.length - at
    switch (next() % 5) {
      case 0:
        copy[at] = (copy[at] ?? 0) ^ (1 << (next() % 8))
        break
      case 1:
        copy[at] = next() % 256
        break
      case 2: {
        const value = edges[next() % edges.length] ?? 0
        const width = Math.min(left, [1, 2, 4][next() % 3] ?? 1)
        if (next() % 2 === 0) copy.writeUIntBE(value % 256 ** width, at, width)
        else copy.writeUIntLE(value % 256 ** width, at, width)
        break
      }
      case 3:
        copy.fill(next() % 2 === 0 ? 0 : 0xff, at, at + Math.min(left, 1 + (next() % 32)))
        break
      default: {
        const other = ranges[next() % ranges.length]
        if (other === undefined || other.length === 0) break
        const from = other.offset + (next() % other.length)
        const length = Math.min(left, other.offset + other.length - from, 1 + (next() % 64))
        film.copy(copy, at, from, from + length)
      }
    }
  }
  return copy
}
