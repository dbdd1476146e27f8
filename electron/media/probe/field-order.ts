import type { ProbeResult } from '../../domain/ports/index.ts'
import type { ProbedStream } from './ffprobe-output.ts'

/** Decoders that say of each picture whether it consists of two fields; the header then need not be believed. */
const flaggingCodecs: ReadonlySet<string> = new Set([
  'h264',
  'mpeg2video',
  'mpeg4',
  'vc1',
  'wmv3',
  'dvvideo',
  'prores',
  'dnxhd',
])

/** Whether a stream can hold pictures that its decoder, not its header, tells to be interlaced. */
export const flagsFields = (stream: ProbedStream): boolean => flaggingCodecs.has(stream.codec_name)

const isSilentOn = (order: string | undefined): boolean => order === undefined || order === 'unknown'

/** Whether it takes decoded pictures to tell: the header says nothing and the codec can do both. */
export const needsDecodedFields = (stream: ProbedStream): boolean =>
  flagsFields(stream) && isSilentOn(stream.field_order)

/** Which field comes first, by the header's order of display; `flagged` where each picture says so itself. */
export const fieldOrderOf = (stream: ProbedStream): ProbeResult['fieldOrder'] => {
  const byHeader = ((): 'progressive' | 'top' | 'bottom' | null => {
    switch (stream.field_order) {
      case 'tt':
      case 'bt':
        return 'top'
      case 'bb':
      case 'tb':
        return 'bottom'
      case 'progressive':
        return 'progressive'
      default:
        return null
    }
  })()
  if (!flagsFields(stream)) return byHeader ?? 'progressive'
  return byHeader === 'progressive' ? 'progressive' : 'flagged'
}

/** Whether a stream shows combs where nobody deinterlaces it, by its header, else by its first decoded pictures. */
export const isInterlaced = (stream: ProbedStream, decoded: 'progressive' | 'interlaced' | null): boolean =>
  isSilentOn(stream.field_order) ? decoded === 'interlaced' : stream.field_order !== 'progressive'
