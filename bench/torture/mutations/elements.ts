import type { ByteRange } from '../../codecs/mutate.ts'

/** A box, element, chunk or packet of a file: its head (size and name) and all of it, head included. */
export interface FileElement extends ByteRange {
  readonly headLength: number
}

/** Boxes of MP4 that hold boxes. */
const parents = new Set('moov trak mdia minf stbl edts udta dinf mvex moof traf meta ilst tref'.split(' '))
/** Elements of Matroska that hold elements: segment, info, tracks, track, video, sound, cluster, group, cues, chapters, tags. */
const masters = new Set([
  0x18538067, 0x114d9b74, 0x1549a966, 0x1654ae6b, 0xae, 0xe0, 0xe1, 0x1f43b675, 0xa0, 0x1c53bb6b, 0xbb, 0x1043a770,
  0x1254c367,
])
const mostElements = 4000

const boxesIn = (file: Buffer, from: number, to: number, found: FileElement[]): void => {
  for (let offset = from; offset + 8 <= to && found.length < mostElements; ) {
    const stated = file.readUInt32BE(offset)
    const length = stated === 0 ? to - offset : Math.min(stated, to - offset)
    if (length < 8) return
    found.push({ offset, length, headLength: 8 })
    const name = file.toString('latin1', offset + 4, offset + 8)
    if (parents.has(name)) boxesIn(file, offset + (name === 'meta' ? 12 : 8), offset + length, found)
    offset += length
  }
}

/** A number of Matroska: how many bytes it takes and its value, with or without the marker of its length. */
const ebmlNumber = (file: Buffer, offset: number, keepMarker: boolean): { bytes: number; value: number } | null => {
  const first = file[offset] ?? 0
  const bytes = Math.clz32(first) - 23
  if (first === 0 || offset + bytes > file.length) return null
  let value = keepMarker ? first : first & (0xff >> bytes)
  for (let index = 1; index < bytes; index += 1) value = value * 256 + (file[offset + index] ?? 0)
  return { bytes, value }
}

const ebmlIn = (file: Buffer, from: number, to: number, found: FileElement[]): void => {
  for (let offset = from; offset < to && found.length < mostElements; ) {
    const id = ebmlNumber(file, offset, true)
    const size = id === null ? null : ebmlNumber(file, offset + id.bytes, false)
    if (id === null || size === null) return
    const headLength = id.bytes + size.bytes
    const length = Math.min(headLength + size.value, to - offset)
    found.push({ offset, length, headLength })
    if (masters.has(id.value)) ebmlIn(file, offset + headLength, offset + length, found)
    offset += length
  }
}

const riffIn = (file: Buffer, from: number, to: number, found: FileElement[]): void => {
  for (let offset = from; offset + 8 <= to && found.length < mostElements; ) {
    const stated = file.readUInt32LE(offset + 4)
    const length = Math.min(8 + stated + (stated % 2), to - offset)
    found.push({ offset, length, headLength: 8 })
    const name = file.toString('latin1', offset, offset + 4)
    if (name === 'RIFF' || name === 'LIST') riffIn(file, offset + 12, offset + length, found)
    offset += length
  }
}

/** Packets that begin with a mark: from each mark to the next. */
const packetsAt = (file: Buffer, mark: Buffer, headLength: number): FileElement[] => {
  const found: FileElement[] = []
  for (let offset = file.indexOf(mark); offset >= 0 && found.length < mostElements; ) {
    const next = file.indexOf(mark, offset + mark.length)
    found.push({ offset, length: (next < 0 ? file.length : next) - offset, headLength })
    offset = next
  }
  return found
}

const equalParts = (file: Buffer, length: number): FileElement[] =>
  Array.from({ length: Math.min(mostElements, Math.floor(file.length / length)) }, (_, index) => ({
    offset: index * length,
    length,
    headLength: Math.min(length, 16),
  }))

/** What a film consists of, outer parts before the inner ones; equal parts where its format is not taken apart here. */
export const elementsOf = (file: Buffer): readonly FileElement[] => {
  const found: FileElement[] = []
  const start = file.toString('latin1', 0, 12)
  if (/^.{4}(ftyp|moov|wide|free|mdat)/s.test(start)) boxesIn(file, 0, file.length, found)
  else if (file.readUInt32BE(0) === 0x1a45dfa3) ebmlIn(file, 0, file.length, found)
  else if (start.startsWith('RIFF')) riffIn(file, 0, file.length, found)
  else if (start.startsWith('OggS')) return packetsAt(file, Buffer.from('OggS'), 27)
  else if (file[0] === 0x47 && file[188] === 0x47) return equalParts(file, 188)
  else if (file[4] === 0x47 && file[196] === 0x47) return equalParts(file, 192)
  else if (file.readUInt32BE(0) === 0x1ba) return packetsAt(file, Buffer.from([0, 0, 1]), 6)
  return found.length > 0 ? found : equalParts(file, Math.max(16, Math.floor(file.length / 64)))
}
