import type { CaptionTrack, Problem } from '../../contract/index.ts'
import type { CaptionSyntax, ParsedCaptions } from '../../domain/captions/index.ts'

/** What is known of a track before its cues are placed in the film. */
export type SourceTrack = Pick<
  CaptionTrack,
  'source' | 'codec' | 'language' | 'title' | 'file' | 'encoding' | 'encodingSure' | 'encodingChosen' | 'note'
>

/** A track before it is numbered and cleaned. `content` is null for what is found but not read. */
export interface CaptionSource {
  readonly track: SourceTrack
  /** Names the stream or file within its film. */
  readonly key: string
  /** Its name in warnings. */
  readonly name: string
  readonly content: { readonly syntax: CaptionSyntax; readonly parsed: ParsedCaptions } | null
}

/** A track of the film's own file: its text is UTF-8. */
export const streamTrack = (
  codec: string,
  names: { readonly language: string | null; readonly title: string | null },
  note: string | null,
): SourceTrack => ({
  source: 'stream',
  codec,
  ...names,
  file: null,
  encoding: null,
  encodingSure: true,
  encodingChosen: false,
  note,
})

/** The captions of a stream or file could not be read, or only in part. */
export const damagedCaptions = (what: string): Problem => ({
  code: 'captions_damaged',
  message: `Captions could not be read completely: ${what}.`,
})

/** Why tracks of these codecs are not read. */
export const unreadNote = (codec: string): string => {
  if (/^(dvd|hdmv_pgs|dvb|xsub)/.test(codec)) return 'Pictures of text, which cannot be read as text yet.'
  if (codec === 'eia_608') return 'Broadcast captions inside of the picture, which cannot be read yet.'
  if (codec === 'dvb_teletext') return 'Teletext, which cannot be read yet.'
  return 'A kind of captions that cannot be read yet.'
}
