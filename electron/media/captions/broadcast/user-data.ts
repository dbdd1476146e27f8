import { type CaptionPair, pairsOfTriplets } from './caption-pair.ts'
import { line21FrameMs } from './decode-line21.ts'

/** How captions ride in the pictures of a codec, and which of its units ffmpeg's `filter_units` shall keep. */
interface Carriage {
  readonly unitType: number
  /** Units are escaped: no three bytes in them look like a start code. */
  readonly isEscaped: boolean
}

/** Codecs (as ffprobe names them) whose pictures may carry captions: SEI messages, user data, metadata units. */
const carriages: Readonly<Record<string, Carriage>> = {
  h264: { unitType: 6, isEscaped: true },
  hevc: { unitType: 39, isEscaped: true },
  mpeg2video: { unitType: 0xb2, isEscaped: false },
  av1: { unitType: 5, isEscaped: false },
}

/** The bitstream filter that leaves only what may hold captions of a stream of this codec; null when nothing of it may. */
export const captionUnitFilter = (codec: string): string | null => {
  const carriage = Object.hasOwn(carriages, codec) ? carriages[codec] : undefined
  return carriage === undefined ? null : `filter_units=pass_types=${carriage.unitType}`
}

/** `user_data_registered_itu_t_t35` of the United States and the ATSC, identifier GA94, type `cc_data` (A/53 part 4). */
const registered = Buffer.from([0xb5, 0x00, 0x31, 0x47, 0x41, 0x39, 0x34, 0x03])
/** The same in MPEG-2, behind the start code of user data. */
const userData = Buffer.from([0x00, 0x00, 0x01, 0xb2, 0x47, 0x41, 0x39, 0x34, 0x03])
/** Captions of DVDs: those of all frames of a group of pictures stand at its beginning. */
const discData = Buffer.from([0x00, 0x00, 0x01, 0xb2, 0x43, 0x43, 0x01, 0xf8])

const unescaped = (unit: Buffer): Buffer => {
  if (unit.indexOf(Buffer.from([0, 0, 3])) < 0) return unit
  const plain = Buffer.alloc(unit.length)
  let length = 0
  let zeros = 0
  for (const byte of unit) {
    if (zeros >= 2 && byte === 3) {
      zeros = 0
      continue
    }
    zeros = byte === 0 ? zeros + 1 : 0
    plain[length] = byte
    length += 1
  }
  return plain.subarray(0, length)
}

function* behind(bytes: Buffer, mark: Buffer): Generator<Buffer> {
  for (let at = bytes.indexOf(mark); at >= 0; at = bytes.indexOf(mark, at + mark.length)) {
    yield bytes.subarray(at + mark.length)
  }
}

/** Reads `cc_data`: flags with a count, a byte without meaning, and as many triplets. */
const broadcastPairs = (data: Buffer, atMs: number): readonly CaptionPair[] => {
  const [flags = 0] = data
  return (flags & 0x40) === 0 ? [] : pairsOfTriplets(data.subarray(2, 2 + (flags & 0x1f) * 3), atMs)
}

/** Reads the blocks of a DVD: two fields a frame, the odd one first if the flag says so. The count in the file is often wrong. */
const discPairs = (data: Buffer, atMs: number): readonly CaptionPair[] => {
  const oddFirst = ((data[0] ?? 0) & 0x80) !== 0
  const pairs: CaptionPair[] = []
  for (let at = 1, frame = 0; at + 5 < data.length && ((data[at] ?? 0) & 0xfe) === 0xfe; at += 6, frame += 1) {
    for (const [half, isOddPlace] of [
      [0, oddFirst],
      [3, !oddFirst],
    ] as const) {
      const [marker = 0, first = 0, second = 0] = data.subarray(at + half, at + half + 3)
      if (((first | second) & 0x7f) === 0) continue
      const type = marker === 0xff && isOddPlace ? 0 : 1
      pairs.push({ atMs: atMs + frame * line21FrameMs, type, first, second })
    }
  }
  return pairs
}

/** Whether units of a picture have room for captions, filled or not. */
export const holdsCaptionData = (codec: string, units: Buffer): boolean =>
  carriages[codec]?.isEscaped === true
    ? unescaped(units).includes(registered)
    : [registered, userData, discData].some((mark) => units.includes(mark))

/** Caption pairs in the units that `captionUnitFilter` left of one picture. */
export const pairsOfPicture = (codec: string, units: Buffer, atMs: number): readonly CaptionPair[] => {
  const bytes = carriages[codec]?.isEscaped === true ? unescaped(units) : units
  const pairs: CaptionPair[] = []
  const marks = codec === 'mpeg2video' ? [userData] : [registered]
  for (const mark of marks) for (const data of behind(bytes, mark)) pairs.push(...broadcastPairs(data, atMs))
  if (codec === 'mpeg2video') for (const data of behind(bytes, discData)) pairs.push(...discPairs(data, atMs))
  return pairs
}
