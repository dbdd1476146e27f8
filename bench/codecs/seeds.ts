/** How a small film in one codec is made: the codec's name in ffprobe's output, the container, and the encoder's options. */
export interface Seed {
  readonly codec: string
  readonly kind: 'video' | 'audio' | 'subtitle'
  readonly extension: string
  /** A real film whose captions it takes, for those that ffmpeg cannot make. */
  readonly film?: string
  readonly options: readonly string[]
}

const picture = (codec: string, extension: string, ...variants: readonly string[]): readonly Seed[] =>
  variants.map((options) => ({ codec, kind: 'video', extension, options: options.split(' ') }))

const sound = (codec: string, extension: string, ...variants: readonly string[]): readonly Seed[] =>
  variants.map((options) => ({ codec, kind: 'audio', extension, options: options.split(' ') }))

/** Captions that are pictures, as real films have them. */
const captions = (codec: string, film: string): Seed => ({
  codec,
  kind: 'subtitle',
  extension: 'mkv',
  film,
  options: ['-map', '0:s:0', '-c', 'copy'],
})

const inFormats = (encoder: string, ...formats: readonly string[]): readonly string[] =>
  formats.map((format) => `-c:v ${encoder} -pix_fmt ${format}`)

/** Small films of every codec that ffmpeg can encode, in the pixel formats and variants whose decoding differs. */
export const seeds: readonly Seed[] = [
  captions('pgssub', 'subs/sample_with_pgs_subtitles.mkv'),
  captions('dvdsub', 'subs/sample_with_vobsub.mkv'),
  captions('dvbsub', 'subs/se_dvbsub_only.ts'),
  ...picture('h264', 'mp4', '-c:v libx264', '-c:v libx264 -flags +ildct+ilme -pix_fmt yuv422p10le'),
  ...picture('hevc', 'mp4', '-c:v libx265 -x265-params log-level=none'),
  ...picture('vp8', 'mkv', '-c:v libvpx'),
  ...picture('vp9', 'mkv', '-c:v libvpx-vp9'),
  ...picture('mpeg4', 'avi', '-c:v mpeg4', '-c:v mpeg4 -flags +qpel+ilme+ildct'),
  ...picture('mpeg1video', 'mpg', '-c:v mpeg1video'),
  ...picture('mpeg2video', 'ts', '-c:v mpeg2video', '-c:v mpeg2video -pix_fmt yuv422p -flags +ildct+ilme'),
  ...picture('msmpeg4v2', 'avi', '-c:v msmpeg4v2'),
  ...picture('msmpeg4v3', 'avi', '-c:v msmpeg4'),
  ...picture('h263', 'avi', '-s 128x96 -c:v h263'),
  ...picture('flv1', 'flv', '-c:v flv'),
  ...picture('wmv1', 'avi', '-c:v wmv1'),
  ...picture('wmv2', 'avi', '-c:v wmv2'),
  ...picture('theora', 'mkv', '-c:v libtheora'),
  ...picture('mjpeg', 'mov', '-c:v mjpeg', '-c:v ljpeg -pix_fmt yuvj422p'),
  ...picture('prores', 'mov', '-c:v prores', '-c:v prores_ks -profile:v 4444 -pix_fmt yuva444p10le'),
  ...picture('dnxhd', 'mov', '-s 256x128 -c:v dnxhd -profile:v dnxhr_hq -pix_fmt yuv422p'),
  ...picture('dvvideo', 'avi', '-s 720x576 -c:v dvvideo -pix_fmt yuv420p'),
  ...picture('cfhd', 'mov', '-c:v cfhd'),
  ...picture('ffv1', 'mkv', '-c:v ffv1', '-c:v ffv1 -level 3 -coder 1 -pix_fmt yuv422p10le'),
  ...picture('v210', 'mov', '-c:v v210'),
  ...picture('v308', 'mov', '-c:v v308'),
  ...picture('v408', 'mov', '-c:v v408'),
  ...picture('v410', 'mov', '-c:v v410'),
  ...picture('ayuv', 'avi', '-c:v ayuv'),
  ...picture('y41p', 'avi', '-c:v y41p'),
  ...picture('yuv4', 'mov', '-c:v yuv4'),
  ...picture('r210', 'mov', '-c:v r210'),
  ...picture('r10k', 'mov', '-c:v r10k'),
  ...picture('avrp', 'mov', '-c:v avrp'),
  ...picture('avui', 'mov', '-s 720x576 -c:v avui', '-s 720x486 -c:v avui'),
  ...picture('jpeg2000', 'mov', ...inFormats('jpeg2000', 'yuv420p', 'rgb24', 'gray16le', 'rgba64le')),
  ...picture('jpeg2000', 'mxf', ...inFormats('libopenjpeg', 'yuv422p10le')),
  ...picture('jpegls', 'avi', ...inFormats('jpegls', 'gray', 'rgb24', 'gray16le')),
  ...picture('huffyuv', 'avi', ...inFormats('huffyuv', 'yuv422p', 'rgb24', 'bgra')),
  ...picture('ffvhuff', 'mkv', ...inFormats('ffvhuff', 'yuv420p', 'yuva444p', 'gbrp10le', 'yuv422p16le')),
  ...picture('utvideo', 'mkv', ...inFormats('utvideo', 'yuv420p', 'yuv422p', 'gbrp', 'gbrap')),
  ...picture('speedhq', 'mov', ...inFormats('speedhq -s 64x64', 'yuv420p', 'yuv422p', 'yuv444p')),
  ...picture('dirac', 'mov', '-c:v vc2', '-c:v vc2 -pix_fmt yuv422p10le'),
  ...picture('snow', 'mov', '-c:v snow', '-c:v snow -pred 1 -pix_fmt yuv444p'),
  ...picture('qtrle', 'mov', ...inFormats('qtrle', 'rgb24', 'argb', 'rgb555be', 'gray')),
  ...picture('png', 'mov', ...inFormats('png', 'rgb24', 'rgba', 'rgba64be', 'gray', 'pal8')),
  ...picture('apng', 'apng', ...inFormats('apng', 'rgb24', 'rgba', 'pal8')),
  ...picture('gif', 'gif', '-c:v gif', '-c:v gif -gifflags -offsetting'),
  ...picture('hap', 'mov', '-c:v hap', '-c:v hap -format hap_alpha', '-c:v hap -format hap_q -chunks 4 -s 64x64'),
  ...picture('dpx', 'mov', ...inFormats('dpx', 'rgb24', 'gbrp10le', 'rgb48be')),
  ...picture('tiff', 'mov', ...inFormats('tiff', 'rgb24', 'yuv420p', 'rgba64le'), '-c:v tiff -compression_algo lzw'),
  ...picture('targa', 'mov', ...inFormats('targa', 'bgr24', 'bgra', 'gray')),
  ...picture('h261', 'avi', '-s 176x144 -c:v h261'),
  ...picture('svq1', 'mov', '-c:v svq1'),
  ...picture('cinepak', 'mov', '-c:v cinepak', '-c:v cinepak -pix_fmt gray'),
  ...picture('msvideo1', 'avi', '-c:v msvideo1'),
  ...picture('smc', 'mov', '-c:v smc'),
  ...picture('cljr', 'avi', '-c:v cljr'),
  ...picture('asv1', 'avi', '-c:v asv1'),
  ...picture('asv2', 'avi', '-c:v asv2'),
  ...picture('amv', 'avi', '-c:v amv'),
  ...picture('zmbv', 'avi', ...inFormats('zmbv', 'bgr0', 'pal8', 'rgb565le')),
  ...picture('zlib', 'avi', '-c:v zlib'),
  ...sound('adpcm_yamaha', 'mkv', '-c:a adpcm_yamaha', '-c:a adpcm_yamaha -ac 1'),
  ...sound('adpcm_g722', 'mkv', '-ar 16000 -ac 1 -c:a g722'),
  ...sound('adpcm_g726', 'mkv', '-ar 8000 -ac 1 -c:a g726', '-ar 8000 -ac 1 -c:a g726 -b:a 16k'),
  ...sound('adpcm_ima_qt', 'mov', '-c:a adpcm_ima_qt'),
  ...sound('adpcm_ima_wav', 'avi', '-c:a adpcm_ima_wav'),
  ...sound('adpcm_ms', 'avi', '-c:a adpcm_ms'),
  ...sound('g723_1', 'mkv', '-ar 8000 -ac 1 -b:a 6300 -c:a g723_1'),
  ...sound('gsm', 'mov', '-ar 8000 -ac 1 -c:a libgsm'),
  ...sound('gsm_ms', 'avi', '-ar 8000 -ac 1 -c:a libgsm_ms'),
  ...sound(
    'wavpack',
    'mkv',
    '-c:a wavpack',
    '-c:a wavpack -sample_fmt fltp -compression_level 3',
    '-c:a wavpack -ac 1',
  ),
  ...sound('tta', 'mkv', '-c:a tta', '-c:a tta -sample_fmt s32', '-c:a tta -ac 1'),
  ...sound('aac', 'mp4', '-c:a aac'),
  ...sound('ac3', 'mkv', '-c:a ac3'),
  ...sound('flac', 'mkv', '-c:a flac'),
  ...sound('alac', 'mov', '-c:a alac'),
  ...sound('vorbis', 'mkv', '-c:a libvorbis'),
  ...sound('opus', 'mkv', '-c:a libopus'),
  ...sound('mp2', 'mkv', '-c:a mp2'),
  ...sound('mp3', 'mkv', '-c:a libmp3lame'),
  ...sound('dts', 'mkv', '-c:a dca'),
  ...sound('wmav2', 'asf', '-c:a wmav2'),
]
