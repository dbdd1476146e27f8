import {
  type BinaryFormatId,
  type CaptionSyntax,
  type ParsedCaptions,
  type ParseOptions,
  parseAss,
  parseBracketTimed,
  parseCommaTimed,
  parseFrameCues,
  parseLrc,
  parseSpruceStl,
  parseSrt,
  parseTranscript,
  parseVtt,
  streamLanguage,
  type TextFormatId,
  unreadNote,
} from '../../domain/captions/index.ts'
import { parseScc } from './broadcast/parse-scc.ts'
import { parseEbuStl } from './ebu-stl/parse-ebu-stl.ts'
import { parseSami } from './markup/parse-sami.ts'
import { parseTtml } from './markup/parse-ttml.ts'

/** One track of a caption file. */
export interface FileTrack {
  readonly syntax: CaptionSyntax
  readonly parsed: ParsedCaptions
  /** What the file itself says. */
  readonly language: string | null
  readonly title: string | null
  /** Why it is not read. */
  readonly note?: string
}

/**
 * A parser of one kind of caption files: the port behind which each kind is read. It answers a track for each language or channel,
 * never throws for what a file holds, and takes time in proportion to its length.
 */
export type CaptionParser<Content> = (content: Content, options: ParseOptions) => readonly FileTrack[]

const single =
  (syntax: CaptionSyntax, parse: (text: string, options: ParseOptions) => ParsedCaptions): CaptionParser<string> =>
  (text, options) => [{ syntax, parsed: parse(text, options), language: null, title: null }]

const ttml: CaptionParser<string> = (text, options) => {
  const { languages, pictures } = parseTtml(text, options)
  const tracks = languages.map(({ language, parsed }): FileTrack => {
    return { syntax: 'plain', parsed, language: streamLanguage(language ?? undefined), title: null }
  })
  if (tracks.length > 0) return tracks
  const nothing = { syntax: 'plain', parsed: { cues: [], skipped: 0 }, language: null, title: null } as const
  return [pictures > 0 ? { ...nothing, note: unreadNote('dvd_subtitle') } : nothing]
}

const sami: CaptionParser<string> = (text) =>
  parseSami(text).map(({ language, title, parsed }) => {
    return { syntax: 'plain', parsed, language: streamLanguage(language ?? undefined), title }
  })

const scc: CaptionParser<string> = (text, options) =>
  parseScc(text, options).map(({ channel, parsed }) => {
    return { syntax: 'plain', parsed, language: null, title: channel === 'CC1' ? null : channel }
  })

/** Who reads the text of each kind of caption files that is text. */
export const textParsers: Readonly<Record<TextFormatId, CaptionParser<string>>> = {
  subrip: single('srt', parseSrt),
  webvtt: single('vtt', parseVtt),
  ass: single('ass', (text) => parseAss(text)),
  ssa: single('ass', (text) => parseAss(text)),
  scc,
  ttml,
  sami,
  microdvd: single('srt', parseFrameCues),
  mpl2: single('srt', parseFrameCues),
  stl: single('plain', parseSpruceStl),
  lrc: single('plain', (text) => parseLrc(text)),
  sbv: single('srt', parseCommaTimed),
  subviewer: single('srt', parseCommaTimed),
  subviewer1: single('srt', parseBracketTimed),
  text: single('plain', (text) => parseTranscript(text)),
}

/** Who reads the bytes of each kind that is not text. */
export const binaryParsers: Readonly<Record<BinaryFormatId, CaptionParser<Uint8Array>>> = {
  ebu_stl: (bytes, options) => {
    const { parsed, language } = parseEbuStl(bytes, options)
    return [{ syntax: 'plain', parsed, language, title: null }]
  },
}
