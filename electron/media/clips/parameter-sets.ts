import { open } from 'node:fs/promises'

/** What H.264 says once for many pictures, as MP4 keeps it (`avcC`). */
export interface ParameterSets {
  readonly profile: number
  readonly level: number
  readonly sequence: readonly Buffer[]
  readonly picture: readonly Buffer[]
}

const boxHeader = 8
/** Boxes on the way to the description of a picture's track, with the bytes before their children. */
const path = new Map([
  ['moov', 8],
  ['trak', 8],
  ['mdia', 8],
  ['minf', 8],
  ['stbl', 8],
  ['stsd', 16],
  ['avc1', 86],
])
const mostMoovBytes = 2 ** 28

interface Box {
  readonly type: string
  readonly at: number
  readonly size: number
}

const boxesIn = (bytes: Buffer, from: number, to: number): readonly Box[] => {
  const boxes: Box[] = []
  for (let at = from; at + boxHeader <= to; ) {
    const size = bytes.readUInt32BE(at)
    if (size < boxHeader || at + size > to) break
    boxes.push({ type: bytes.toString('latin1', at + 4, at + 8), at, size })
    at += size
  }
  return boxes
}

/** The boxes from `moov` down to the `avcC` of the first picture; empty where there is none. */
const wayToSets = (moov: Buffer, from = 0, to = moov.length): readonly Box[] => {
  for (const box of boxesIn(moov, from, to)) {
    if (box.type === 'avcC') return [box]
    const inner = path.get(box.type)
    if (inner === undefined) continue
    const below = wayToSets(moov, box.at + inner, box.at + box.size)
    if (below.length > 0) return [box, ...below]
  }
  return []
}

const parse = (
  record: Buffer,
): { readonly sets: ParameterSets; readonly lengthSize: number; readonly rest: Buffer } => {
  let at = 5
  const take = (mask: number): readonly Buffer[] => {
    const count = record.readUInt8(at) & mask
    at += 1
    return Array.from({ length: count }, () => {
      const length = record.readUInt16BE(at)
      const unit = record.subarray(at + 2, at + 2 + length)
      at += 2 + length
      return unit
    })
  }
  const sequence = take(0x1f)
  const picture = take(0xff)
  const sets = { profile: record.readUInt8(1), level: record.readUInt8(3), sequence, picture }
  return { sets, lengthSize: record.readUInt8(4), rest: record.subarray(at) }
}

const sized = (units: readonly Buffer[]): readonly Buffer[] =>
  units.flatMap((unit) => {
    const length = Buffer.alloc(2)
    length.writeUInt16BE(unit.length)
    return [length, unit]
  })

/** Parameter sets of the first picture that a `moov` box describes; null where it is not H.264. Throws on a broken box. */
export const parameterSetsOf = (moov: Buffer): ParameterSets | null => {
  const box = wayToSets(moov).at(-1)
  return box === undefined ? null : parse(moov.subarray(box.at + boxHeader, box.at + box.size)).sets
}

/** A `moov` box with further parameter sets in its first picture's description. Throws where it has none. */
export const withParameterSets = (moov: Buffer, more: readonly ParameterSets[]): Buffer => {
  const way = wayToSets(moov)
  const box = way.at(-1)
  if (box === undefined) throw new Error('no H.264 picture is described')
  const { sets, lengthSize, rest } = parse(moov.subarray(box.at + boxHeader, box.at + box.size))
  const sequence = [sets, ...more].flatMap((each) => each.sequence)
  const picture = [sets, ...more].flatMap((each) => each.picture)
  const record = Buffer.concat([
    ...[moov.subarray(box.at + boxHeader, box.at + boxHeader + 4), Buffer.from([lengthSize])],
    ...[Buffer.from([0xe0 | sequence.length]), ...sized(sequence)],
    ...[Buffer.from([picture.length]), ...sized(picture), rest],
  ])
  const grown = record.length + boxHeader - box.size
  const out = Buffer.concat([...[moov.subarray(0, box.at + boxHeader), record, moov.subarray(box.at + box.size)]])
  for (const { at, size } of way) out.writeUInt32BE(size + grown, at)
  return out
}

/** Reads an unsigned Exp-Golomb number of a unit, from a byte on. */
const expGolombAt = (unit: Buffer, byte: number): number => {
  let bits = ''
  for (const value of unit.subarray(byte, byte + 8)) bits += value.toString(2).padStart(8, '0')
  const zeros = bits.indexOf('1')
  return zeros < 0 ? 0 : Number.parseInt(bits.slice(zeros, zeros * 2 + 1), 2) - 1
}

/** Numbers that sets have; a further set takes another. */
export const usedNumbers = ({ sequence, picture }: ParameterSets): ReadonlySet<number> =>
  // The number of a sequence's set lies behind profile, constraints and level; that of a picture's behind the header.
  new Set([...sequence.map((unit) => expGolombAt(unit, 4)), ...picture.map((unit) => expGolombAt(unit, 1))])

/** Reads the last `moov` of a file that was just written, and where it lies. */
const readMoov = async (file: string): Promise<{ readonly at: number; readonly moov: Buffer }> => {
  const handle = await open(file, 'r')
  try {
    const { size } = await handle.stat()
    const header = Buffer.alloc(16)
    for (let at = 0; at + boxHeader <= size; ) {
      await handle.read(header, 0, 16, at)
      const short = header.readUInt32BE(0)
      const length = short === 1 ? Number(header.readBigUInt64BE(8)) : short === 0 ? size - at : short
      if (header.toString('latin1', 4, 8) === 'moov' && length <= mostMoovBytes) {
        const moov = Buffer.alloc(length)
        await handle.read(moov, 0, length, at)
        return { at, moov }
      }
      if (length < boxHeader) break
      at += length
    }
    throw new Error('the file has no index')
  } finally {
    await handle.close()
  }
}

/** Parameter sets of an MP4 file; null where its picture is not H.264. Rejects as `fs` does. */
export const readParameterSets = async (file: string): Promise<ParameterSets | null> =>
  parameterSetsOf((await readMoov(file)).moov)

/** Adds parameter sets to an MP4 file whose `moov` is its last box. Rejects as `fs` does. */
export const addParameterSets = async (file: string, more: readonly ParameterSets[]): Promise<void> => {
  const { at, moov } = await readMoov(file)
  const handle = await open(file, 'r+')
  try {
    const { size } = await handle.stat()
    if (at + moov.length !== size) throw new Error('something lies behind the index')
    const grown = withParameterSets(moov, more)
    await handle.write(grown, 0, grown.length, at)
  } finally {
    await handle.close()
  }
}
