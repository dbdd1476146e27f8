import { damaged } from '../../codecs/mutate.ts'
import { elementsOf, type FileElement } from './elements.ts'

/** How a file can be damaged. */
export const mutations = [
  'bits',
  'bytes',
  'cut',
  'hole',
  'swapped parts',
  'doubled part',
  'missing part',
  'foreign part',
  'lying head',
] as const
export type Mutation = (typeof mutations)[number]

/** Sizes and counts that are wrong nearly everywhere. */
const lies: readonly number[] = [0, 1, 7, 0x7f, 0xff, 0xffff, 0x7fffffff, 0x80000000, 0xfffffff0, 0xffffffff]

const partOf = (elements: readonly FileElement[], next: () => number): FileElement =>
  elements[next() % elements.length] ?? { offset: 0, length: 0, headLength: 0 }

const bytesOf = (file: Buffer, { offset, length }: FileElement): Buffer => file.subarray(offset, offset + length)

const replaced = (file: Buffer, { offset, length }: FileElement, by: Buffer): Buffer =>
  Buffer.concat([file.subarray(0, offset), by, file.subarray(offset + length)])

const flipped = (file: Buffer, next: () => number): Buffer => {
  const copy = Buffer.from(file)
  // Heads decide most of what is done with a file, so half of the bits are near the beginning.
  const reach = next() % 2 === 0 ? Math.min(4096, file.length) : file.length
  for (let left = 1 + (next() % 64); left > 0; left -= 1) {
    const at = next() % reach
    copy[at] = (copy[at] ?? 0) ^ (1 << (next() % 8))
  }
  return copy
}

const withSwap = (file: Buffer, elements: readonly FileElement[], next: () => number): Buffer => {
  const [one, other] = [partOf(elements, next), partOf(elements, next)].toSorted((a, b) => a.offset - b.offset)
  if (one === undefined || other === undefined || one.offset + one.length > other.offset) return flipped(file, next)
  return replaced(replaced(file, other, bytesOf(file, one)), one, bytesOf(file, other))
}

const withLie = (file: Buffer, elements: readonly FileElement[], next: () => number): Buffer => {
  const copy = Buffer.from(file)
  for (let left = 1 + (next() % 3); left > 0; left -= 1) {
    const { offset, length, headLength } = partOf(elements, next)
    // The size itself, or one of the first fields behind it.
    const span = Math.min(length, next() % 2 === 0 ? headLength : headLength + 32)
    const width = [1, 2, 4][next() % 3] ?? 4
    if (span < width) continue
    const value = (lies[next() % lies.length] ?? 0) % 256 ** width
    const at = offset + (next() % (span - width + 1))
    if (next() % 2 === 0) copy.writeUIntBE(value, at, width)
    else copy.writeUIntLE(value, at, width)
  }
  return copy
}

/** A damaged copy of a film; `other` is one that parts are taken from. `next` gives numbers 0…2³²−1. */
export const mutateFilm = (film: Buffer, other: Buffer, mutation: Mutation, next: () => number): Buffer => {
  const elements = elementsOf(film)
  const part = partOf(elements, next)
  switch (mutation) {
    case 'bits':
      return flipped(film, next)
    case 'bytes':
      return damaged(film, [{ offset: 0, length: film.length }], next)
    case 'cut':
      return film.subarray(0, next() % film.length)
    case 'hole': {
      const at = next() % film.length
      return Buffer.from(film).fill(0, at, Math.min(film.length, at + 1 + (next() % 65_536)))
    }
    case 'swapped parts':
      return withSwap(film, elements, next)
    case 'doubled part':
      return replaced(film, part, Buffer.concat([bytesOf(film, part), bytesOf(film, part)]))
    case 'missing part':
      return replaced(film, part, Buffer.alloc(0))
    case 'foreign part':
      return replaced(
        film,
        { ...part, length: next() % 2 === 0 ? 0 : part.length },
        bytesOf(other, partOf(elementsOf(other), next)),
      )
    case 'lying head':
      return withLie(film, elements, next)
  }
}

const odd = [
  '\0',
  '\r',
  '\u{feff}',
  '-->',
  '{\\an8}',
  '<b><i><c.',
  '&#x110000;',
  '99:99:99,999',
  '-1:-1:-1',
  '{1}{',
  '"',
  '[',
]

/** A damaged copy of a caption file's bytes: what is wrong may be in its text, its lines or its encoding. */
export const mutateCaptions = (bytes: Buffer, other: Buffer, next: () => number): Buffer => {
  const at = next() % bytes.length
  switch (next() % 7) {
    case 0:
      return flipped(bytes, next)
    case 1:
      return bytes.subarray(0, at)
    case 2:
      // Another encoding, and often another format, from here on.
      return Buffer.concat([bytes.subarray(0, at), other.subarray(next() % other.length)])
    case 3: {
      const lines = bytes.toString('latin1').split('\n')
      const from = next() % lines.length
      const [line = ''] = lines.splice(from, 1)
      lines.splice(next() % (lines.length + 1), 0, ...Array.from({ length: next() % 4 }, () => line))
      return Buffer.from(lines.join('\n'), 'latin1')
    }
    case 4:
      return Buffer.concat([bytes.subarray(0, at), Buffer.from(odd[next() % odd.length] ?? ''), bytes.subarray(at)])
    case 5:
      return Buffer.from(
        bytes.toString('latin1').replaceAll(/\d/g, (digit) => (next() % 8 === 0 ? String(next() % 10) : digit)),
        'latin1',
      )
    default:
      return damaged(bytes, [{ offset: 0, length: bytes.length }], next)
  }
}
