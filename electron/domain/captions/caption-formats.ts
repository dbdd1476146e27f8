import type { CaptionFormatRow, CaptionStreamCodec, StreamReading } from './caption-format-row.ts'

const stream = (codec: string, reading: StreamReading, ...decoders: readonly string[]): CaptionStreamCodec => ({
  codec,
  decoders,
  reading,
})

const pictureNote = 'Pictures of text. They become words once a model that reads text is chosen on the Models page.'
const xsubNote = 'Pictures of text, which cannot be read as text yet.'
const convertNote = (name: string): string => `${name}, which cannot be read yet; convert it to SRT.`

/**
 * Every kind of captions that is known, in the order in which signs are looked for. Endings, codecs that ffmpeg may open, what is read and
 * why the rest is not derive from it; `media/captions/caption-parsers.ts` has the parsers, which the compiler asks for.
 */
export const captionFormats = [
  {
    id: 'ebu_stl',
    title: 'EBU STL',
    endings: ['stl'],
    // The disk format code behind the three bytes of the code page.
    binarySign: /^.{3}STL\d\d\.\d\d/s,
    file: 'bytes',
    streams: [],
  },
  {
    id: 'hdmv_pgs_subtitle',
    title: 'PGS (Blu-ray)',
    endings: ['sup'],
    binarySign: /^PG/,
    file: 'unread',
    streams: [stream('hdmv_pgs_subtitle', null, 'pgssub')],
    pictures: true,
    unread: pictureNote,
  },
  {
    id: 'dvd_subtitle',
    title: 'VobSub (DVD)',
    // The pictures lie in a `.sub` beside the `.idx`.
    endings: ['idx'],
    // biome-ignore lint/suspicious/noControlCharactersInRegex: the start code of an MPEG programme stream
    binarySign: /^\x00\x00\x01\xba/,
    sign: /^# VobSub index file/,
    file: 'unread',
    streams: [stream('dvd_subtitle', null, 'dvdsub')],
    pictures: true,
    unread: pictureNote,
  },
  {
    id: 'webvtt',
    title: 'WebVTT',
    endings: ['vtt', 'webvtt'],
    sign: /^\s*WEBVTT/,
    file: 'text',
    streams: [stream('webvtt', 'webvtt')],
  },
  {
    id: 'scc',
    title: 'Scenarist SCC',
    endings: ['scc'],
    sign: /^\s*Scenarist_SCC/i,
    file: 'text',
    streams: [],
  },
  {
    id: 'ttml',
    title: 'TTML (DFXP, EBU-TT, IMSC, iTT, SMPTE-TT)',
    endings: ['ttml', 'dfxp', 'itt', 'imsc'],
    sharedEndings: ['xml'],
    sign: /<(?:[\w-]{1,20}:)?tt[\s>]/,
    file: 'text',
    streams: [stream('ttml', 'packets')],
  },
  {
    id: 'sami',
    title: 'SAMI',
    endings: ['smi', 'sami'],
    sign: /<sami[\s>]/i,
    file: 'text',
    streams: [],
  },
  {
    id: 'ssa',
    title: 'SubStation Alpha',
    endings: ['ssa'],
    sign: /^[ \t]{0,9}\[V4 Styles\]/im,
    file: 'text',
    streams: [stream('ssa', 'ass')],
  },
  {
    id: 'ass',
    title: 'Advanced SubStation Alpha',
    endings: ['ass'],
    sign: /^[ \t]{0,9}\[(?:Script Info|V4\+ Styles|Events)\]/im,
    file: 'text',
    streams: [stream('ass', 'ass', 'ssa')],
  },
  {
    id: 'microdvd',
    title: 'MicroDVD',
    endings: ['sub'],
    sign: /^[ \t]{0,9}\{-?\d{1,9}\}\{-?\d{0,9}\}/m,
    file: 'text',
    streams: [],
  },
  {
    id: 'mpl2',
    title: 'MPL2',
    endings: ['mpl'],
    sign: /^[ \t]{0,9}\[-?\d{1,9}\]\[-?\d{0,9}\]/m,
    file: 'text',
    streams: [],
  },
  {
    id: 'stl',
    title: 'Spruce STL',
    endings: ['stl'],
    sign: /^[ \t]{0,9}(?:\$\w{1,30}\s*=|\d\d:\d\d:\d\d:\d\d\s*,\s*\d\d:\d\d:\d\d:\d\d\s*,)/m,
    file: 'text',
    streams: [],
  },
  {
    id: 'realtext',
    title: 'RealText',
    endings: ['rt'],
    sign: /<window[\s>]/i,
    file: 'ffmpeg',
    ffmpeg: { demuxer: 'realtext', decoder: 'realtext' },
    streams: [],
  },
  {
    id: 'jacosub',
    title: 'JACOsub',
    endings: ['jss'],
    sign: /^#T(?:IMERES)?\s?\d|^(?:\d+:\d\d:\d\d\.\d\d\s+\d+:\d\d:\d\d\.\d\d|@\d+\s+@\d+)\s+\S/im,
    file: 'ffmpeg',
    ffmpeg: { demuxer: 'jacosub', decoder: 'jacosub' },
    streams: [],
  },
  {
    id: 'pjs',
    title: 'Phoenix Japanimation Society',
    endings: ['pjs'],
    sign: /^\s*\d{1,9}\s*,\s*\d{1,9}\s*,\s*"/,
    file: 'ffmpeg',
    ffmpeg: { demuxer: 'pjs', decoder: 'pjs' },
    streams: [],
  },
  {
    id: 'aqtitle',
    title: 'AQTitle',
    endings: ['aqt'],
    sign: /^-->> \d{1,9}\s*$/m,
    file: 'ffmpeg',
    ffmpeg: { demuxer: 'aqtitle', decoder: 'text', takesRate: true },
    streams: [],
  },
  {
    id: 'mpsub',
    title: 'MPlayer MPSub',
    endings: [],
    sign: /^FORMAT=(?:TIME|\d)/m,
    file: 'ffmpeg',
    ffmpeg: { demuxer: 'mpsub', decoder: 'text' },
    streams: [],
  },
  {
    id: 'lrc',
    title: 'LRC lyrics',
    endings: ['lrc'],
    sign: /^[ \t]{0,9}\[(?:ar|ti|al|au|by|re|ve|length|offset):/im,
    file: 'text',
    streams: [],
  },
  {
    id: 'sbv',
    title: 'YouTube SBV',
    endings: ['sbv'],
    sign: /^[ \t]{0,9}\d{1,3}:\d\d:\d\d\.\d{3},\d{1,3}:\d\d:\d\d\.\d{3}\s*$/m,
    file: 'text',
    streams: [],
  },
  {
    id: 'usf',
    title: 'Universal Subtitle Format',
    endings: ['usf'],
    sign: /<USFSubtitles[\s>]/,
    file: 'unread',
    streams: [],
    unread: convertNote('Universal Subtitle Format'),
  },
  {
    id: 'mcc',
    title: 'MacCaption',
    endings: ['mcc'],
    sign: /^\s*File Format=MacCaption/,
    file: 'unread',
    streams: [],
    unread: 'MacCaption, which cannot be read yet; convert it to SCC or SRT.',
  },
  {
    id: 'pac',
    title: 'Screen Electronics PAC',
    endings: ['pac'],
    file: 'unread',
    streams: [],
    unread: convertNote('Screen Electronics PAC'),
  },
  {
    id: 'subrip',
    title: 'SubRip (SRT)',
    endings: ['srt'],
    tried: true,
    file: 'text',
    streams: [stream('subrip', 'srt', 'srt'), stream('text', 'srt-decoded')],
  },
  {
    id: 'subviewer',
    title: 'SubViewer 2',
    endings: [],
    tried: true,
    file: 'text',
    streams: [],
  },
  {
    id: 'subviewer1',
    title: 'SubViewer 1',
    endings: [],
    tried: true,
    file: 'text',
    streams: [],
  },
  {
    id: 'text',
    title: 'Transcripts with times (also TMPlayer, VPlayer)',
    endings: [],
    sharedEndings: ['txt'],
    tried: true,
    file: 'text',
    streams: [],
  },
  {
    id: 'mov_text',
    title: 'MPEG-4 Timed Text',
    endings: [],
    file: 'film',
    streams: [stream('mov_text', 'srt-decoded')],
  },
  {
    id: 'eia_608',
    title: 'CEA-608 (line 21)',
    endings: [],
    file: 'film',
    streams: [stream('eia_608', 'packets', 'cc_dec')],
  },
  {
    id: 'cea_708',
    title: 'CEA-708',
    endings: [],
    file: 'film',
    streams: [],
  },
  {
    id: 'dvb_teletext',
    title: 'Teletext',
    endings: [],
    file: 'film',
    streams: [stream('dvb_teletext', 'teletext', 'libzvbi_teletextdec')],
  },
  {
    id: 'dvb_subtitle',
    title: 'DVB',
    endings: [],
    file: 'film',
    streams: [stream('dvb_subtitle', null, 'dvbsub')],
    pictures: true,
    unread: pictureNote,
  },
  {
    id: 'xsub',
    title: 'DivX XSUB',
    endings: [],
    file: 'film',
    streams: [stream('xsub', null)],
    pictures: true,
    unread: xsubNote,
  },
] as const satisfies readonly CaptionFormatRow[]

type Row = (typeof captionFormats)[number]

/** Id of a kind of captions. */
export type CaptionFormatId = Row['id']
/** Kinds whose files are read by a parser of their text. */
export type TextFormatId = Extract<Row, { readonly file: 'text' }>['id']
/** Kinds whose files are read by a parser of their bytes. */
export type BinaryFormatId = Extract<Row, { readonly file: 'bytes' }>['id']

/** Kinds that have files which are read. */
export type ReadFormatId = Extract<Row, { readonly file: 'text' | 'bytes' | 'ffmpeg' }>['id']

/** The rows, with the fields that not every one has. */
export const captionFormatRows: readonly (CaptionFormatRow & { readonly id: CaptionFormatId })[] = captionFormats

/** The row of a track's codec or of a stream's; null for codecs that are not known. */
export const captionFormatOf = (codec: string): (CaptionFormatRow & { readonly id: CaptionFormatId }) | null =>
  captionFormatRows.find(({ id, streams }) => id === codec || streams.some((known) => known.codec === codec)) ?? null

/** How a codec of streams is read; null when it is not read, or not known. */
export const streamReadingOf = (codec: string): StreamReading =>
  captionFormatRows.flatMap(({ streams }) => streams).find((known) => known.codec === codec)?.reading ?? null

/** Why captions of a codec are not read. */
export const unreadNote = (codec: string): string =>
  captionFormatOf(codec)?.unread ?? 'A kind of captions that cannot be read yet.'
