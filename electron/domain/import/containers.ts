/** A format of files with moving pictures or sound: how it is recognised, and whether it is read. */
export interface Container {
  /** One of the names of ffmpeg's demuxer. */
  readonly demuxer: string
  /** What a person calls it. */
  readonly name: string
  readonly holds: 'video' | 'sound'
  /** Whether such files are imported; the others are reported by name as left out. */
  readonly readable: boolean
  /** Extensions of videos in this format, in lower case. */
  readonly extensions: readonly string[]
  /** Extensions that other kinds of files use too (TypeScript, data, music): only the content decides. */
  readonly sharedExtensions?: readonly string[]
  /** Whether a file begins like this; `head` holds its first bytes (at most `headBytes`). */
  readonly matches: (head: Uint8Array) => boolean
}

/** Bytes from the beginning of a file that are enough to recognise every format. */
export const headBytes = 8192

/** Whether bytes of the text stand at an offset. Each character is one byte. */
export const hasText = (head: Uint8Array, offset: number, text: string): boolean =>
  head.length >= offset + text.length &&
  Array.from(text).every((character, index) => head[offset + index] === character.charCodeAt(0))

const hasBytes = (head: Uint8Array, offset: number, ...bytes: readonly number[]): boolean =>
  head.length >= offset + bytes.length && bytes.every((byte, index) => head[offset + index] === byte)

const includesText = (head: Uint8Array, text: string): boolean => {
  for (let at = head.indexOf(text.charCodeAt(0)); at >= 0; at = head.indexOf(text.charCodeAt(0), at + 1)) {
    if (hasText(head, at, text)) return true
  }
  return false
}

/** Sizes of the packets of transport streams: plain, with a time stamp in front (AVCHD), with error correction. */
const packetSizes = [188, 192, 204, 208]
const packetsNeeded = 5

/** Whether packets begin with the sync byte at a steady distance, wherever the first one begins. */
const isTransportStream = (head: Uint8Array): boolean =>
  packetSizes.some((size) => {
    const needed = Math.min(packetsNeeded, Math.floor(head.length / size))
    if (needed < 3) return false
    for (let offset = 0; offset < size && offset + (needed - 1) * size < head.length; offset += 1) {
      let packet = 0
      while (packet < needed && head[offset + packet * size] === 0x47) packet += 1
      if (packet === needed) return true
    }
    return false
  })

const boxes = ['ftyp', 'moov', 'free', 'skip', 'wide', 'pnot', 'styp', 'moof', 'uuid', 'sidx']
/** A box's size comes first: text that happens to go on like its name would be a size beyond all boxes but the data's. */
const isQuickTime = (head: Uint8Array): boolean =>
  ((head[0] ?? 0xff) < 9 && boxes.some((box) => hasText(head, 4, box))) ||
  (hasText(head, 4, 'mdat') && head.includes(0))
const brand = (head: Uint8Array, ...names: readonly string[]): boolean =>
  hasText(head, 4, 'ftyp') && names.some((name) => hasText(head, 8, name))

/** The main brand of an MP4 file that is a picture. */
export const isPictureBrand = (head: Uint8Array): boolean =>
  brand(head, 'heic', 'heix', 'heim', 'heis', 'mif1', 'msf1', 'avif', 'avis', 'hevc', 'hevx', 'jxl ')
/** The main brand of an MP4 file that holds only sound. */
export const isSoundBrand = (head: Uint8Array): boolean => brand(head, 'M4A ', 'M4B ', 'F4A ', 'F4B ')
/** The main brand of an MP4 file that a shop has locked. */
export const isProtectedBrand = (head: Uint8Array): boolean => brand(head, 'M4P ', 'M4VP')
/** The main brand of Canon's raw files. */
export const isRawBrand = (head: Uint8Array): boolean => brand(head, 'crx ')

const isRiff = (head: Uint8Array, form: string): boolean => hasText(head, 0, 'RIFF') && hasText(head, 8, form)

const isProgramStream = (head: Uint8Array): boolean => {
  if (hasBytes(head, 0, 0, 0, 1, 0xba)) return true
  // Video CDs wrap the stream into sectors.
  if (!isRiff(head, 'CDXA')) return false
  for (let at = 44; at + 4 <= head.length; at += 1) if (hasBytes(head, at, 0, 0, 1, 0xba)) return true
  return false
}

const isOgg = (head: Uint8Array): boolean => hasText(head, 0, 'OggS')
const isOggVideo = (head: Uint8Array): boolean =>
  isOgg(head) && ['theora', 'BBCD', 'OVP80', 'video'].some((codec) => includesText(head, codec))

const isMxf = (head: Uint8Array): boolean => {
  // Up to 64 KB may come before the first key; files that do so are too rare to read more for.
  for (let at = head.indexOf(0x06); at >= 0; at = head.indexOf(0x06, at + 1)) {
    if (hasBytes(head, at, 0x06, 0x0e, 0x2b, 0x34, 0x02, 0x05, 0x01, 0x01, 0x0d, 0x01, 0x02)) return true
  }
  return false
}

const startsCode = (head: Uint8Array): number | null => {
  if (hasBytes(head, 0, 0, 0, 1)) return 3
  return hasBytes(head, 0, 0, 0, 0, 1) ? 4 : null
}

/** Raw H.264: a start code and then a delimiter, parameters or other information. */
const isRawH264 = (head: Uint8Array): boolean => {
  const at = startsCode(head)
  const unit = at === null ? undefined : head[at]
  return unit !== undefined && (unit === 0x09 || unit === 0x67 || unit === 0x27 || unit === 0x47 || unit === 0x06)
}
const isRawHevc = (head: Uint8Array): boolean => {
  const at = startsCode(head)
  return at !== null && head[at + 1] === 1 && [0x40, 0x42, 0x44, 0x46].includes(head[at] ?? 0)
}

const video = (
  demuxer: string,
  name: string,
  extensions: string,
  matches: Container['matches'],
  sharedExtensions = '',
): Container => ({
  demuxer,
  name,
  holds: 'video',
  readable: true,
  extensions: extensions === '' ? [] : extensions.split(' '),
  ...(sharedExtensions === '' ? {} : { sharedExtensions: sharedExtensions.split(' ') }),
  matches,
})
const unread = (demuxer: string, name: string, extensions: string, matches: Container['matches']): Container => ({
  ...video(demuxer, name, extensions, matches),
  readable: false,
})
const sound = (demuxer: string, name: string, extensions: string, matches: Container['matches']): Container => ({
  ...video(demuxer, name, extensions, matches),
  holds: 'sound',
})

/**
 * Every format that is known, in the order in which they are tried. The readable ones are the demuxers that `media/` lets
 * ffmpeg open, films and sounds: a demuxer may be used only when it opens the one file that it is given and nothing else.
 */
export const containers: readonly Container[] = [
  video(
    'mov',
    'MP4 / QuickTime',
    '3g2 3gp 360 f4v insv ismv lrf lrv m4v mj2 mov mp4 mpv mqv qt',
    (head) =>
      isQuickTime(head) && !isPictureBrand(head) && !isSoundBrand(head) && !isProtectedBrand(head) && !isRawBrand(head),
  ),
  video('matroska', 'Matroska / WebM', 'mk3d mkv webm', (head) => hasBytes(head, 0, 0x1a, 0x45, 0xdf, 0xa3)),
  video('avi', 'AVI', 'avi divx', (head) => isRiff(head, 'AVI ') || isRiff(head, 'AVIX')),
  video('asf', 'Windows Media', 'asf wmv', (head) => hasBytes(head, 0, 0x30, 0x26, 0xb2, 0x75, 0x8e, 0x66, 0xcf, 0x11)),
  video('flv', 'Flash Video', 'flv', (head) => hasText(head, 0, 'FLV\u0001')),
  video('mpegts', 'MPEG transport stream', 'm2t m2ts mts tp trp', isTransportStream, 'ts'),
  video('mpeg', 'MPEG program stream', 'm2p mpe mpeg mpg vob vro', isProgramStream, 'mod tod dat'),
  video('ogg', 'Ogg', 'ogm ogv', isOggVideo),
  video('mxf', 'MXF', 'mxf', isMxf),
  video('dv', 'DV', 'dv', (head) => hasBytes(head, 0, 0x1f, 0x07, 0x00) && ((head[3] ?? 0) & 0x7f) === 0x3f, 'dif'),
  // Animated pictures only; still ones of these formats are pictures.
  video('gif', 'animated GIF', '', (head) => hasText(head, 0, 'GIF8') && includesText(head, 'NETSCAPE2.0')),
  video('apng', 'animated PNG', '', (head) => hasText(head, 1, 'PNG\r\n') && includesText(head, 'acTL')),
  sound(
    'mp3',
    'MP3',
    '',
    (head) =>
      (hasText(head, 0, 'ID3') && (head[3] ?? 9) < 9) ||
      (head[0] === 0xff && [0xfb, 0xf3, 0xf2, 0xfa].includes(head[1] ?? 0)),
  ),
  sound('flac', 'FLAC', '', (head) => hasText(head, 0, 'fLaC')),
  sound('wav', 'WAV', '', (head) => isRiff(head, 'WAVE')),
  sound('aac', 'AAC', '', (head) => head[0] === 0xff && [0xf0, 0xf1, 0xf8, 0xf9].includes(head[1] ?? 0)),
  unread('rm', 'RealMedia', 'rm rmvb', (head) => hasText(head, 0, '.RMF')),
  unread('nut', 'NUT', 'nut', (head) => hasText(head, 0, 'nut/multimedia container')),
  unread('wtv', 'Windows recorded TV', 'wtv', (head) =>
    hasBytes(head, 0, 0xb7, 0xd8, 0x00, 0x20, 0x37, 0x49, 0xda, 0x11),
  ),
  unread('yuv4mpegpipe', 'YUV4MPEG', 'y4m', (head) => hasText(head, 0, 'YUV4MPEG2')),
  unread('ivf', 'IVF', 'ivf', (head) => hasText(head, 0, 'DKIF')),
  unread('dhav', 'Dahua recording', 'dav', (head) => hasText(head, 0, 'DHAV') || hasText(head, 0, 'DAHUA')),
  unread(
    'swf',
    'Flash animation',
    'swf',
    (head) => (head[3] ?? 99) < 0x30 && ['FWS', 'CWS', 'ZWS'].some((text) => hasText(head, 0, text)),
  ),
  unread('bink', 'Bink', 'bik bk2', (head) => hasText(head, 0, 'BIK') || hasText(head, 0, 'KB2')),
  unread('smacker', 'Smacker', 'smk', (head) => hasText(head, 0, 'SMK2') || hasText(head, 0, 'SMK4')),
  unread('mpegvideo', 'raw MPEG video', 'm1v m2v mpv2', (head) => hasBytes(head, 0, 0, 0, 1, 0xb3)),
  unread('hevc', 'raw H.265', 'h265 265 hevc', isRawHevc),
  unread('h264', 'raw H.264', 'h264 264 avc', isRawH264),
]

/** The format that a file's beginning shows; null when it is none of these. */
export const containerOf = (head: Uint8Array): Container | null =>
  containers.find((container) => container.matches(head)) ?? null
