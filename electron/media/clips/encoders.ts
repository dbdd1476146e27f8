import type { ClipPreset } from '../../contract/index.ts'
import type { ProbeResult } from '../../domain/ports/index.ts'

/** How pictures of a kind are encoded. */
export interface PictureEncoder {
  readonly encoder: string
  readonly options: readonly string[]
  /** Pixel formats that it takes, the one that is used for others last for 8 bits and before that for 10. */
  readonly formats: readonly string[]
  readonly eightBit: string
  /** Null where it holds no more than 8 bits. */
  readonly tenBit: string | null
  readonly audio: 'aac' | 'pcm' | 'opus' | 'keep'
}

const planar = ['yuv420p', 'yuvj420p', 'yuv422p', 'yuvj422p', 'yuv444p', 'yuvj444p']
const planarTen = ['yuv420p10le', 'yuv422p10le', 'yuv444p10le']

const nearlyLosslessH264: PictureEncoder = {
  encoder: 'libx264',
  options: ['-preset', 'fast', '-crf', '10'],
  formats: [...planar, ...planarTen, 'gray'],
  eightBit: 'yuv420p',
  tenBit: 'yuv420p10le',
  audio: 'keep',
}

/** For films that are cut to the frame and whose codec cannot be written. */
export const otherCodecEncoder: PictureEncoder = { ...nearlyLosslessH264, audio: 'aac' }

/** Encoders for films that are cut to the frame and stay in their codec: as good as cannot be told from the film. */
export const sameCodecEncoders: Readonly<Record<string, PictureEncoder>> = {
  h264: nearlyLosslessH264,
  hevc: {
    encoder: 'libx265',
    options: ['-preset', 'fast', '-crf', '10', '-tag:v', 'hvc1'],
    formats: [...planar, ...planarTen, 'yuv420p12le', 'yuv422p12le', 'yuv444p12le', 'gray'],
    eightBit: 'yuv420p',
    tenBit: 'yuv420p10le',
    audio: 'keep',
  },
  mpeg2video: {
    encoder: 'mpeg2video',
    options: ['-qscale:v', '1', '-qmin', '1', '-g', '12', '-bf', '2'],
    formats: ['yuv420p', 'yuv422p'],
    eightBit: 'yuv420p',
    tenBit: null,
    audio: 'keep',
  },
  mpeg4: {
    encoder: 'mpeg4',
    options: ['-qscale:v', '1', '-qmin', '1'],
    formats: ['yuv420p'],
    eightBit: 'yuv420p',
    tenBit: null,
    audio: 'keep',
  },
  vp9: {
    encoder: 'libvpx-vp9',
    options: ['-crf', '8', '-b:v', '0', '-deadline', 'good', '-cpu-used', '5', '-row-mt', '1'],
    formats: ['yuv420p', 'yuv422p', 'yuv444p', 'yuv420p10le'],
    eightBit: 'yuv420p',
    tenBit: 'yuv420p10le',
    audio: 'keep',
  },
  av1: {
    encoder: 'libsvtav1',
    options: ['-preset', '8', '-crf', '8'],
    formats: ['yuv420p', 'yuv420p10le'],
    eightBit: 'yuv420p',
    tenBit: 'yuv420p10le',
    audio: 'keep',
  },
}

const delivery = (encoder: string, options: readonly string[], tenBit: string | null): PictureEncoder => ({
  encoder,
  options,
  formats: ['yuv420p', 'yuv420p10le'].slice(0, tenBit === null ? 1 : 2),
  eightBit: 'yuv420p',
  tenBit,
  audio: 'aac',
})
const mezzanine = (encoder: string, profile: string, format: string): PictureEncoder => ({
  encoder,
  options: ['-profile:v', profile],
  formats: [format],
  eightBit: format,
  tenBit: format,
  audio: 'pcm',
})

/** Encoders of the presets. A preset without one does not compile. */
export const presetEncoders: Readonly<Record<ClipPreset, PictureEncoder>> = {
  h264: delivery('libx264', ['-preset', 'medium', '-crf', '18'], 'yuv420p10le'),
  hevc: delivery('libx265', ['-preset', 'medium', '-crf', '20', '-tag:v', 'hvc1'], 'yuv420p10le'),
  av1: delivery('libsvtav1', ['-preset', '7', '-crf', '26'], 'yuv420p10le'),
  'prores-422': mezzanine('prores_ks', '2', 'yuv422p10le'),
  'prores-lt': mezzanine('prores_ks', '1', 'yuv422p10le'),
  'prores-proxy': mezzanine('prores_ks', '0', 'yuv422p10le'),
  'dnxhr-hq': mezzanine('dnxhd', 'dnxhr_hq', 'yuv422p'),
  'dnxhr-sq': mezzanine('dnxhd', 'dnxhr_sq', 'yuv422p'),
  'dnxhr-lb': mezzanine('dnxhd', 'dnxhr_lb', 'yuv422p'),
}

/** Codecs in which every picture stands for itself: their packets can be cut anywhere. */
export const intraCodecs: ReadonlySet<string> = new Set([
  'prores',
  'dnxhd',
  'mjpeg',
  'dvvideo',
  'rawvideo',
  'v210',
  'v308',
  'v408',
  'v410',
  'ffvhuff',
  'huffyuv',
  'utvideo',
  'cfhd',
  'jpeg2000',
  'png',
  'r210',
  'r10k',
])

/** Pixel format in which a film is encoded: its own where the encoder takes it, else one of as many bits. */
export const encodedFormat = (encoder: PictureEncoder, { pixelFormat }: Pick<ProbeResult, 'pixelFormat'>): string => {
  if (encoder.formats.includes(pixelFormat)) return pixelFormat
  const isDeep = /(?:p|gray|rgb|bgr)(?:9|1[0-6])|48|64|p01[0-6]/.test(pixelFormat)
  return isDeep && encoder.tenBit !== null ? encoder.tenBit : encoder.eightBit
}
