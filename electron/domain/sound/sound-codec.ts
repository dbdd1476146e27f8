import { crc32 } from '../checksum.ts'
import { err, ok, type Result } from '../result.ts'
import { blockSamples, type SoundBlocks, soundBandCount, soundSampleRate } from './sound-blocks.ts'

const magic = 0x53434c47
/**
 * Raised whenever the numbers mean something else; version 1 counted from the container's start and ended with the pictures,
 * version 2 did not say which streams were heard.
 */
const version = 3
const headerBytes = 40
const bytesPerBlock = soundBandCount + 2
/** Limit on the number of blocks of 50 ms: 19 days. */
const maxBlocks = 2 ** 25

/** Why `sound.bin` cannot be used; the remedy is always to read the sound again. */
export interface SoundCodecError {
  readonly code: 'sound-corrupt' | 'sound-version' | 'sound-of-others'
  readonly message: string
}

const failure = (code: SoundCodecError['code'], message: string): Result<never, SoundCodecError> =>
  err({ code, message })

const sourceOf = (heard: readonly number[]): number =>
  crc32(Uint8Array.from(heard.flatMap((index) => [index >> 8, index])))

/**
 * `sound.bin`, little-endian: `GLCS`, version, sample rate, samples of a block, bands of a block (each uint32), sample
 * count (float64), block count, CRC-32 of the stream indexes that were heard, CRC-32 of all other bytes (uint32); then the
 * levels of all blocks, then their peaks.
 */
export const encodeSound = (sound: SoundBlocks, heard: readonly number[]): Uint8Array => {
  const bytes = new Uint8Array(headerBytes + sound.blockCount * bytesPerBlock)
  const view = new DataView(bytes.buffer)
  for (const [index, field] of [magic, version, soundSampleRate, blockSamples, soundBandCount].entries()) {
    view.setUint32(index * 4, field, true)
  }
  view.setFloat64(20, sound.sampleCount, true)
  view.setUint32(28, sound.blockCount, true)
  bytes.set(sound.bands, headerBytes)
  bytes.set(
    new Uint8Array(sound.peaks.buffer, sound.peaks.byteOffset, sound.peaks.length),
    headerBytes + sound.bands.length,
  )
  view.setUint32(32, sourceOf(heard), true)
  view.setUint32(36, crc32(bytes.subarray(0, 36), bytes.subarray(headerBytes)), true)
  return bytes
}

/** Reads what `encodeSound` wrote; refuses what was heard of other streams. */
export const decodeSound = (bytes: Uint8Array, heard: readonly number[]): Result<SoundBlocks, SoundCodecError> => {
  if (bytes.length < headerBytes) return failure('sound-corrupt', 'The kept sound ends within its header.')
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const field = (offset: number): number => view.getUint32(offset, true)
  if (field(0) !== magic) return failure('sound-corrupt', 'The kept sound is not in the expected format.')
  if (field(4) !== version) {
    return failure('sound-version', `The kept sound has version ${field(4)}, this program reads ${version}.`)
  }
  const sampleCount = view.getFloat64(20, true)
  const blockCount = field(28)
  const fits =
    field(8) === soundSampleRate &&
    field(12) === blockSamples &&
    field(16) === soundBandCount &&
    blockCount <= maxBlocks &&
    blockCount === Math.ceil(sampleCount / blockSamples) &&
    bytes.length === headerBytes + blockCount * bytesPerBlock
  if (!fits) return failure('sound-corrupt', 'The header of the kept sound does not fit its length.')
  if (crc32(bytes.subarray(0, 36), bytes.subarray(headerBytes)) !== field(36)) {
    return failure('sound-corrupt', 'The checksum of the kept sound does not match.')
  }
  if (field(32) !== sourceOf(heard)) return failure('sound-of-others', 'The kept sound is that of other tracks.')
  const levels = headerBytes + blockCount * soundBandCount
  return ok({
    sampleCount,
    blockCount,
    // Copies: a Buffer's own `slice` would be a view of memory that others write to.
    bands: new Uint8Array(bytes.subarray(headerBytes, levels)),
    peaks: new Int8Array(bytes.subarray(levels)),
  })
}
