import {
  type CaptionFormat,
  type CaptionSyntax,
  type ParsedCaptions,
  type ParseOptions,
  parseAss,
  parseBracketTimed,
  parseCommaTimed,
  parseFrameCues,
  parseLrc,
  parseScc,
  parseSrt,
  parseTranscript,
  parseVtt,
  streamLanguage,
} from '../../domain/captions/index.ts'
import { parseSami } from './markup/parse-sami.ts'
import { parseTtml } from './markup/parse-ttml.ts'

/** One track of a caption file. */
export interface FileTrack {
  readonly codec: string
  readonly syntax: CaptionSyntax
  readonly parsed: ParsedCaptions
  /** What the file itself says. */
  readonly language: string | null
  readonly title: string | null
}

/** What a caption file holds: tracks (more than one in SAMI), or no captions at all. */
export type CaptionFileContent =
  | { readonly kind: 'tracks'; readonly tracks: readonly FileTrack[] }
  | { readonly kind: 'no-captions' }

const headLength = 8192

const single = (codec: string, syntax: CaptionSyntax, parsed: ParsedCaptions): CaptionFileContent => ({
  kind: 'tracks',
  tracks: [{ codec, syntax, parsed, language: null, title: null }],
})

const hasCues = ({ cues, skipped }: ParsedCaptions): boolean => cues.length > 0 || skipped > 0

/**
 * Parses a caption file. What it holds counts more than its ending: SRT named `.vtt`, and any of three formats named
 * `.sub`, are common.
 */
export const parseCaptionFile = (
  text: string,
  format: CaptionFormat,
  options: ParseOptions = {},
): CaptionFileContent => {
  const head = text.slice(0, headLength).replace(/^\ufeff+/, '')
  if (/^\s*WEBVTT/.test(head)) return single('webvtt', 'vtt', parseVtt(text, options))
  if (/^\s*Scenarist_SCC/i.test(head)) return single('scc', 'plain', parseScc(text))
  if (/<(?:[\w-]{1,20}:)?tt[\s>]/.test(head)) {
    const { language, ...parsed } = parseTtml(text, options)
    const track = {
      codec: 'ttml',
      syntax: 'plain',
      parsed,
      language: streamLanguage(language ?? undefined),
      title: null,
    } as const
    return { kind: 'tracks', tracks: [track] }
  }
  if (/<sami[\s>]/i.test(head)) {
    const tracks = parseSami(text).map(({ language, title, parsed }): FileTrack => {
      return { codec: 'sami', syntax: 'plain', parsed, language: streamLanguage(language ?? undefined), title }
    })
    return { kind: 'tracks', tracks }
  }
  if (/^[ \t]{0,9}\[(Script Info|V4\+? Styles|Events)\]/im.test(head) || format === 'ass' || format === 'ssa') {
    const parsed = parseAss(text)
    if (hasCues(parsed)) return single(format === 'ssa' ? 'ssa' : 'ass', 'ass', parsed)
  }
  if (/^\s*(?:\{-?\d{1,9}\}\{-?\d{0,9}\}|\[-?\d{1,9}\]\[-?\d{0,9}\])/m.test(head)) {
    return single(/^\s*\{/m.test(head) ? 'microdvd' : 'mpl2', 'srt', parseFrameCues(text, options))
  }
  const srt = parseSrt(text, options)
  if (hasCues(srt)) return single(format === 'vtt' ? 'webvtt' : 'subrip', 'srt', srt)
  const commas = parseCommaTimed(text, options)
  if (hasCues(commas)) return single(format === 'sbv' ? 'sbv' : 'subviewer', 'srt', commas)
  if (format === 'lrc') return single('lrc', 'plain', parseLrc(text))
  const brackets = parseBracketTimed(text, options)
  if (brackets.cues.length > 0) return single('subviewer1', 'srt', brackets)
  const transcript = parseTranscript(text)
  if (transcript.cues.length > 0) return single('text', 'plain', transcript)
  return format === 'txt' || format === 'xml' ? { kind: 'no-captions' } : single('subrip', 'srt', srt)
}
