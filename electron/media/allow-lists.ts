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
 * Demuxers that open the one file they are given and nothing else. Playlists (HLS, DASH, ffconcat, SDP, IMF) and
 * picture files are not among them. ffmpeg compares any of a demuxer's names: `mov` stands for
 * `mov,mp4,m4a,3gp,3g2,mj2`. The audio ones are here so that a song is told apart from a broken file.
 */
export const allowedContainers: readonly AllowedContainer[] = [
  { demuxer: 'mov', name: 'MP4 / QuickTime' },
  { demuxer: 'matroska', name: 'Matroska / WebM' },
  { demuxer: 'avi', name: 'AVI' },
  { demuxer: 'asf', name: 'Windows Media' },
  { demuxer: 'flv', name: 'Flash Video' },
  { demuxer: 'mpegts', name: 'MPEG transport stream' },
  { demuxer: 'mpeg', name: 'MPEG program stream' },
  { demuxer: 'ogg', name: 'Ogg' },
  { demuxer: 'mxf', name: 'MXF' },
  { demuxer: 'dv', name: 'DV' },
  { demuxer: 'mp3', name: 'MP3' },
  { demuxer: 'flac', name: 'FLAC' },
  { demuxer: 'wav', name: 'WAV' },
  { demuxer: 'aac', name: 'AAC' },
]

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
 * Codecs that cameras, phones, screen recorders, editors and broadcasters write. Everything else stays shut:
 * the holes of recent years were in codecs that nobody films with (MagicYUV, Flash Screen Video, CDXL).
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
  text('subrip', 'srt'),
  text('ass', 'ssa'),
  text('ssa'),
  text('webvtt'),
  text('mov_text'),
  text('text'),
  listed('hdmv_pgs_subtitle', 'pgssub'),
  listed('dvd_subtitle', 'dvdsub'),
  listed('dvb_subtitle', 'dvbsub'),
  listed('dvb_teletext', 'libzvbi_teletextdec'),
  listed('eia_608', 'cc_dec'),
  listed('xsub'),
  listed('png'),
  listed('bmp'),
  listed('gif'),
]
