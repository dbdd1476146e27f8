import type { CaptionTrack, Problem } from '../../contract/index.ts'
import type { CaptionSyntax, ParsedCaptions } from '../../domain/captions/index.ts'

/** What is known of a track before its cues are placed in the film. */
export type SourceTrack = Pick<
  CaptionTrack,
  | 'source'
  | 'codec'
  | 'language'
  | 'title'
  | 'isForced'
  | 'isHearingImpaired'
  | 'file'
  | 'encoding'
  | 'encodingSure'
  | 'encodingChosen'
  | 'note'
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
  names: {
    readonly language: string | null
    readonly title: string | null
    readonly isForced?: boolean
    readonly isHearingImpaired?: boolean
  },
  note: string | null,
): SourceTrack => ({
  source: 'stream',
  codec,
  isForced: false,
  isHearingImpaired: false,
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
