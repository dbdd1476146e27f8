import { captionFormatRows } from '../domain/captions/index.ts'
import { containers } from '../domain/import/containers.ts'

/**
 * What a codec is for. `listed` ones are opened by ffprobe only: it opens a decoder for every stream and gives up on
 * the whole file when one is not allowed, so cover art and captions that nobody reads have to be among them.
 */
export type CodecKind = 'video' | 'audio' | 'text-subtitle' | 'listed'

/** A codec that may be decoded: its name in ffprobe's output, and the decoders that ffmpeg may open for it. */
export interface AllowedCodec {
  readonly codec: string
  readonly kind: CodecKind
  /** Decoder names where they differ from the codec's: `-codec_whitelist` compares decoder names. */
  readonly decoders: readonly string[]
}

/** A container that may be opened: one of the names of ffmpeg's demuxer, and what a person calls it. */
export interface AllowedContainer {
  readonly demuxer: string
  readonly name: string
}

/**
 * Demuxers that open the one file they are given and nothing else: the readable ones of `domain/import/containers.ts`.
 * Playlists (HLS, DASH, ffconcat, SDP, IMF) and picture files are not among them. ffmpeg compares any of a demuxer's
 * names: `mov` stands for `mov,mp4,m4a,3gp,3g2,mj2`. The audio ones are here so that a song is told apart from a broken file.
 */
export const allowedContainers: readonly AllowedContainer[] = containers
  .filter(({ readable }) => readable)
  .map(({ demuxer, name }) => ({ demuxer, name }))

/** Demuxers that read the one picture they are given; `mov` is for AVIF. `image2`, which fills in patterns of names, is none of them. */
export const pictureContainers: readonly string[] = [
  'jpeg_pipe',
  'png_pipe',
  'webp_pipe',
  'bmp_pipe',
  'tiff_pipe',
  'gif',
  'mov',
]

/** Decoders of pictures. */
export const pictureDecoders: readonly string[] = [
  'mjpeg',
  'png',
  'webp',
  'bmp',
  'tiff',
  'gif',
  'libdav1d',
  'libaom-av1',
  'av1',
  'hevc',
]

const video = (codec: string, ...decoders: readonly string[]): AllowedCodec => ({ codec, kind: 'video', decoders })
const audio = (codec: string, ...decoders: readonly string[]): AllowedCodec => ({ codec, kind: 'audio', decoders })
const text = (codec: string, ...decoders: readonly string[]): AllowedCodec => ({
  codec,
  kind: 'text-subtitle',
  decoders,
})
const listed = (codec: string, ...decoders: readonly string[]): AllowedCodec => ({ codec, kind: 'listed', decoders })

/**
 * Codecs that cameras, phones, screen recorders, editors, archives and broadcasters write. Everything else stays shut.
 * One that is added here has to pass `npm run bench -- codecs` first: a thousand damaged films without a crash, a hang
 * or a greedy allocation. `codecsKeptOut` names the known ones that are missing.
 */
export const allowedCodecs: readonly AllowedCodec[] = [
  video('h264'),
  video('hevc'),
  video('av1', 'libdav1d', 'libaom-av1'),
  video('vp8', 'libvpx'),
  video('vp9', 'libvpx-vp9'),
  video('vp6'),
  video('vp6f'),
  video('mpeg4'),
  video('mpeg1video'),
  video('mpeg2video'),
  video('msmpeg4v1'),
  video('msmpeg4v2'),
  video('msmpeg4v3', 'msmpeg4'),
  video('h263'),
  video('flv1', 'flv'),
  video('vc1'),
  video('wmv1'),
  video('wmv2'),
  video('wmv3'),
  video('theora'),
  video('mjpeg'),
  video('prores'),
  video('dnxhd'),
  video('dvvideo'),
  video('cfhd'),
  video('ffv1'),
  video('rawvideo'),
  // Capture masters and archives.
  video('v210'),
  video('v308'),
  video('v408'),
  video('v410'),
  video('ayuv'),
  video('y41p'),
  video('yuv4'),
  video('r210'),
  video('r10k'),
  video('avrp'),
  video('avui'),
  video('jpeg2000', 'libopenjpeg'),
  video('jpegls'),
  video('huffyuv'),
  video('ffvhuff'),
  video('utvideo'),
  video('speedhq'),
  video('dirac'),
  video('snow'),
  // Graphics, often with alpha.
  video('qtrle'),
  video('png'),
  video('apng'),
  video('gif'),
  video('hap'),
  video('dpx'),
  video('tiff'),
  video('targa'),
  // Multimedia of the 1990s, screen recordings and calls.
  video('h261'),
  video('svq1'),
  video('cinepak'),
  video('msvideo1'),
  video('smc'),
  video('cljr'),
  video('asv1'),
  video('asv2'),
  video('amv'),
  video('zmbv'),
  video('zlib'),
  audio('aac', 'aac_latm'),
  audio('mp3', 'mp3float'),
  audio('mp2', 'mp2float'),
  audio('ac3'),
  audio('eac3'),
  audio('dts', 'dca'),
  audio('truehd'),
  audio('mlp'),
  audio('opus', 'libopus'),
  audio('vorbis', 'libvorbis'),
  audio('flac'),
  audio('alac'),
  audio('wmav1'),
  audio('wmav2'),
  audio('wmapro'),
  audio('wmalossless'),
  audio('wmavoice'),
  audio('amr_nb', 'amrnb'),
  audio('amr_wb', 'amrwb'),
  audio('speex', 'libspeex'),
  audio('nellymoser'),
  audio('adpcm_ima_qt'),
  audio('adpcm_ima_wav'),
  audio('adpcm_ms'),
  audio('adpcm_swf'),
  audio('adpcm_yamaha'),
  audio('adpcm_g722', 'g722'),
  audio('adpcm_g726', 'g726'),
  audio('g723_1'),
  audio('gsm', 'libgsm'),
  audio('gsm_ms', 'libgsm_ms'),
  audio('wavpack'),
  audio('tta'),
  audio('pcm_alaw'),
  audio('pcm_mulaw'),
  audio('pcm_bluray'),
  audio('pcm_dvd'),
  audio('pcm_u8'),
  audio('pcm_s8'),
  audio('pcm_s16le'),
  audio('pcm_s16be'),
  audio('pcm_s24le'),
  audio('pcm_s24be'),
  audio('pcm_s32le'),
  audio('pcm_s32be'),
  audio('pcm_f32le'),
  audio('pcm_f32be'),
  audio('pcm_f64le'),
  audio('pcm_f64be'),
  audio('s302m'),
  // Captions as text; pictures of text and what is read by other means only have to be described.
  ...captionFormatRows.flatMap(({ streams }) =>
    streams.map(({ codec, decoders, reading }) =>
      reading === null || reading === 'packets' || reading === 'teletext'
        ? listed(codec, ...decoders)
        : text(codec, ...decoders),
    ),
  ),
  listed('bmp'),
]

/** A known codec that is not decoded, what people call it, and why. */
export interface KeptOutCodec {
  readonly codec: string
  readonly name: string
  readonly why: string
}

const hole = 'its decoder has had security holes of late'
const untried = 'no film in it can be made to try its decoder with'

const keptOut = (codec: string, name: string, why: string): KeptOutCodec => ({ codec, name, why })

/**
 * Known codecs of people's videos that are not decoded on purpose. Codecs in neither list are not decoded because
 * nobody needed them yet.
 */
export const codecsKeptOut: readonly KeptOutCodec[] = [
  keptOut('flashsv', 'Flash Screen Video', hole),
  keptOut('flashsv2', 'Flash Screen Video 2', hole),
  keptOut('cdxl', 'Commodore CDXL', hole),
  keptOut('magicyuv', 'MagicYUV', 'its decoder has a hole (CVE-2026-8461) in every ffmpeg before 8.1.2'),
  keptOut('rpza', 'Apple Video', untried),
  keptOut('svq3', 'Sorenson Video 3', untried),
  keptOut('indeo2', 'Indeo 2', untried),
  keptOut('indeo3', 'Indeo 3', untried),
  keptOut('indeo4', 'Indeo 4', untried),
  keptOut('indeo5', 'Indeo 5', untried),
  keptOut('tscc', 'TechSmith Screen Capture', untried),
  keptOut('tscc2', 'TechSmith Screen Capture 2', untried),
  keptOut('cllc', 'Canopus Lossless', untried),
  keptOut('hq_hqa', 'Canopus HQ', untried),
  keptOut('hqx', 'Canopus HQX', untried),
  keptOut('lagarith', 'Lagarith', untried),
  keptOut('fraps', 'Fraps', untried),
  keptOut('sheervideo', 'SheerVideo', untried),
  keptOut('pixlet', 'Apple Pixlet', untried),
  keptOut('aic', 'Apple Intermediate Codec', untried),
  keptOut('dxv', 'Resolume DXV', untried),
  keptOut('notchlc', 'NotchLC', untried),
  keptOut('msrle', 'Microsoft RLE', untried),
  keptOut('8bps', 'QuickTime 8BPS', untried),
  keptOut('mjpegb', 'Motion JPEG B', untried),
  keptOut('cavs', 'AVS video', untried),
  keptOut('rv40', 'RealVideo 4', untried),
  keptOut('webp', 'WebP', 'ffmpeg 5 and 6 read the first picture only'),
  keptOut('qdm2', 'QDesign Music 2', untried),
  keptOut('qdmc', 'QDesign Music', untried),
  keptOut('mace3', 'MACE 3:1', untried),
  keptOut('mace6', 'MACE 6:1', untried),
  keptOut('qcelp', 'QCELP', untried),
  keptOut('evrc', 'EVRC', untried),
  keptOut('ilbc', 'iLBC', untried),
  keptOut('atrac3', 'ATRAC3', untried),
  keptOut('cook', 'RealAudio Cook', untried),
  keptOut('ape', "Monkey's Audio", untried),
  keptOut('dolby_e', 'Dolby E', untried),
]

/** What people call a codec, and why it stays out where that is known: for messages. */
export const codecTitle = (codec: string): string => {
  const known = codecsKeptOut.find((candidate) => candidate.codec === codec)
  return known === undefined ? codec : `${known.name}: ${known.why}`
}
