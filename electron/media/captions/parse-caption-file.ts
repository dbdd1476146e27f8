import {
  type CaptionFormatId,
  type CaptionFormatRow,
  captionFormatRows,
  type ParseOptions,
} from '../../domain/captions/index.ts'
import { binaryParsers, type CaptionParser, type FileTrack, textParsers } from './caption-parsers.ts'
import { type FfmpegReading, readByFfmpeg } from './read-by-ffmpeg.ts'

type Row = CaptionFormatRow & { readonly id: CaptionFormatId }

/** What a caption file is: tracks of one kind, a kind that is not read, or no captions at all. */
export type CaptionFileContent =
  | { readonly kind: 'tracks'; readonly format: CaptionFormatId; readonly tracks: readonly FileTrack[] }
  | { readonly kind: 'unread'; readonly format: CaptionFormatId }
  | { readonly kind: 'no-captions' }

const headLength = 8192
const binaryHead = 64

const parserOf = <Content>(
  parsers: Readonly<Record<string, CaptionParser<Content>>>,
  id: string,
): CaptionParser<Content> | undefined => (Object.hasOwn(parsers, id) ? parsers[id] : undefined)

const hasCues = (tracks: readonly FileTrack[]): boolean =>
  tracks.some(({ parsed, note }) => parsed.cues.length > 0 || parsed.skipped > 0 || note !== undefined)

/** A file whose first bytes show a kind that is not text; null when they show none. */
export const parseBinaryCaptions = (bytes: Uint8Array, options: ParseOptions): CaptionFileContent | null => {
  const head = Buffer.from(bytes.subarray(0, binaryHead)).toString('latin1')
  const row = captionFormatRows.find(({ binarySign }) => binarySign?.test(head) === true)
  if (row === undefined) return null
  const parse = parserOf(binaryParsers, row.id)
  return parse === undefined
    ? { kind: 'unread', format: row.id }
    : { kind: 'tracks', format: row.id, tracks: parse(bytes, options) }
}

/** Kinds that a text may be of, likely ones first: by its sign and ending, its sign, its ending, then whatever times it has. */
const candidatesOf = (text: string, ending: string): readonly Row[] => {
  const head = text.slice(0, headLength).replace(/^\ufeff+/, '')
  const signed = captionFormatRows.filter(({ sign }) => sign?.test(head) === true)
  const isNamed = ({ endings }: Row): boolean => endings.includes(ending)
  return [
    ...new Set([
      ...signed.filter(isNamed),
      ...signed,
      ...captionFormatRows.filter((row) => isNamed(row) && (row.file === 'text' || row.sign === undefined)),
      ...captionFormatRows.filter(({ tried }) => tried === true),
    ]),
  ]
}

/** Whether files of this ending may be anything but captions. */
const isSharedEnding = (ending: string): boolean =>
  captionFormatRows.some(({ sharedEndings }) => sharedEndings?.includes(ending) === true)

/**
 * Parses the text of a caption file. What it holds counts more than its ending: SRT named `.vtt`, and any of three kinds
 * named `.sub`, are common.
 */
export const parseCaptionText = async (
  text: string,
  ending: string,
  options: ParseOptions,
  reading: FfmpegReading,
): Promise<CaptionFileContent> => {
  const candidates = candidatesOf(text, ending)
  let empty: CaptionFileContent | null = null
  for (const row of candidates) {
    if (row.file === 'unread') return { kind: 'unread', format: row.id }
    const parse = parserOf(textParsers, row.id)
    const tracks =
      row.ffmpeg !== undefined
        ? [await readByFfmpeg(text, row.ffmpeg, reading)]
        : parse === undefined
          ? []
          : parse(text, options)
    if (hasCues(tracks)) return { kind: 'tracks', format: row.id, tracks }
    if (tracks.length > 0) empty ??= { kind: 'tracks', format: row.id, tracks }
  }
  return isSharedEnding(ending) || empty === null ? { kind: 'no-captions' } : empty
}
