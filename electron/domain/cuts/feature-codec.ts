import { crc32 } from '../checksum.ts'
import { err, ok, type Result } from '../result.ts'
import { detectorColumnCount, type FrameFeatures, lumaSteps } from './features.ts'

/** Why `features.bin` cannot be used; the remedy is always to analyse the film again. */
export interface FeatureCodecError {
  readonly code: 'features-truncated' | 'features-corrupt' | 'features-version'
  readonly message: string
}

const magic = 0x46434c47
/** Raised whenever the kernel or the layout changes what the numbers mean. Version 1 had times in ms. */
const version = 2
const timeUnits: ReadonlyMap<number, number> = new Map([
  [1, 1],
  [2, 1000],
])
const headerBytes = 28
const fixedBytes = 3 * 3 + 3 * 2 + detectorColumnCount
/** A varint of a second difference below 2^54 has at most so many bytes. */
const varintBytes = 8
const maxFrames = 2 ** 26

/** CRC-32 of the header's other fields and of what follows it. */
const checksum = (bytes: Uint8Array): number => crc32(bytes.subarray(0, headerBytes - 4), bytes.subarray(headerBytes))

/** Writes second differences (0 for a steady rate) as zigzag varints; returns the offset behind. */
const writeTimes = (bytes: Uint8Array, from: number, times: ArrayLike<number>, count: number, unit: number): number => {
  let at = from
  let previous = 0
  let step = 0
  for (let index = 0; index < count; index++) {
    const time = Math.round((times[index] ?? 0) * unit)
    const change = time - previous - step
    step = time - previous
    previous = time
    let rest = change < 0 ? -change * 2 - 1 : change * 2
    while (rest >= 128) {
      bytes[at++] = (rest % 128) + 128
      rest = Math.floor(rest / 128)
    }
    bytes[at++] = rest
  }
  return at
}

/** Reads what `writeTimes` wrote; null when the bytes end early or make no safe integers. */
const readTimes = (
  bytes: Uint8Array,
  from: number,
  count: number,
): { readonly times: Float64Array; readonly end: number } | null => {
  const times = new Float64Array(count)
  let at = from
  let previous = 0
  let step = 0
  for (let index = 0; index < count; index++) {
    let rest = 0
    let scale = 1
    for (;;) {
      const byte = bytes[at++]
      if (byte === undefined || at - from > count * varintBytes) return null
      rest += (byte & 127) * scale
      if (byte < 128) break
      scale *= 128
    }
    step += rest % 2 === 1 ? -(rest + 1) / 2 : rest / 2
    previous += step
    if (!Number.isSafeInteger(previous)) return null
    times[index] = previous
  }
  return { times, end: at }
}

/**
 * Features as the bytes of `features.bin` (about 48 a frame). Little endian: header of seven u32 (magic, version, frame count,
 * width, height, compared pixels, CRC-32 of all the rest), the times in µs and the timestamps as varints of second differences,
 * then column by column: hue, saturation, value sums (24 bits), luma mean, deviation, sharpness (16 bits), coded measures (8 bits).
 * Timestamps must be whole numbers; times are rounded to microseconds.
 */
export const encodeFeatures = (features: FrameFeatures): Uint8Array => {
  const { frameCount } = features
  const bytes = new Uint8Array(headerBytes + frameCount * (fixedBytes + 2 * varintBytes))
  const view = new DataView(bytes.buffer)
  let at = writeTimes(bytes, headerBytes, features.timesMs, frameCount, 1000)
  at = writeTimes(bytes, at, features.pts, frameCount, 1)
  for (const column of [features.hueDelta, features.saturationDelta, features.valueDelta]) {
    for (let frame = 0; frame < frameCount; frame++, at += 3) {
      const sum = column[frame] ?? 0
      view.setUint16(at, sum & 0xffff, true)
      view.setUint8(at + 2, sum >>> 16)
    }
  }
  for (const [column, step] of [
    [features.lumaMean, lumaSteps.mean],
    [features.lumaDeviation, lumaSteps.deviation],
    [features.sharpness, lumaSteps.sharpness],
  ] as const) {
    for (let frame = 0; frame < frameCount; frame++, at += 2) {
      view.setUint16(at, Math.min(65_535, Math.round((column[frame] ?? 0) / step)), true)
    }
  }
  const coded = frameCount * detectorColumnCount
  for (let index = 0; index < coded; index++) bytes[at++] = features.detectorColumns[index] ?? 0
  const { width, height, comparedPixels } = features
  const header = [magic, version, frameCount, width, height, comparedPixels]
  header.forEach((value, index) => {
    view.setUint32(index * 4, value, true)
  })
  view.setUint32(headerBytes - 4, checksum(bytes.subarray(0, at)), true)
  return bytes.slice(0, at)
}

const failure = (code: FeatureCodecError['code'], message: string): Result<never, FeatureCodecError> =>
  err({ code, message })

/** Reads `features.bin`; never throws on damaged input. */
export const decodeFeatures = (bytes: Uint8Array): Result<FrameFeatures, FeatureCodecError> => {
  if (bytes.length < headerBytes) return failure('features-truncated', 'The kept measures end within their header.')
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const field = (index: number): number => view.getUint32(index * 4, true)
  if (field(0) !== magic) return failure('features-corrupt', 'The kept measures are not in the expected format.')
  const timeUnit = timeUnits.get(field(1))
  if (timeUnit === undefined) {
    return failure('features-version', `The kept measures have version ${field(1)}, this program reads ${version}.`)
  }
  const frameCount = field(2)
  const comparedPixels = field(5)
  if (frameCount > maxFrames || (frameCount > 0 && comparedPixels === 0)) {
    return failure('features-corrupt', 'The header of the kept measures makes no sense.')
  }
  if (bytes.length < headerBytes + frameCount * (fixedBytes + 2)) {
    return failure('features-truncated', `The kept measures end before their ${frameCount} frames.`)
  }
  if (checksum(bytes) !== field(6)) {
    return failure('features-corrupt', 'The checksum of the kept measures does not match.')
  }
  const timesMs = readTimes(bytes, headerBytes, frameCount)
  const pts = timesMs === null ? null : readTimes(bytes, timesMs.end, frameCount)
  if (timesMs === null || pts === null || pts.end + frameCount * fixedBytes !== bytes.length) {
    return failure('features-corrupt', 'The columns of the kept measures do not fit their length.')
  }
  let at = pts.end
  const sums = (): Uint32Array =>
    Uint32Array.from({ length: frameCount }, () => {
      const value = view.getUint16(at, true) + (view.getUint8(at + 2) << 16)
      at += 3
      return value
    })
  const steps = (step: number): Float32Array =>
    Float32Array.from({ length: frameCount }, () => {
      const value = view.getUint16(at, true) * step
      at += 2
      return value
    })
  const hueDelta = sums()
  const saturationDelta = sums()
  const valueDelta = sums()
  const lumaMean = steps(lumaSteps.mean)
  const lumaDeviation = steps(lumaSteps.deviation)
  const sharpness = steps(lumaSteps.sharpness)
  return ok({
    frameCount,
    width: field(3),
    height: field(4),
    comparedPixels,
    timesMs: timesMs.times.map((time) => time / timeUnit),
    pts: pts.times,
    hueDelta,
    saturationDelta,
    valueDelta,
    lumaMean,
    lumaDeviation,
    sharpness,
    detectorColumns: bytes.slice(at),
  })
}
