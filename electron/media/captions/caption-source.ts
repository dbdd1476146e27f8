import type { CaptionTrack, Problem } from '../../contract/index.ts'
import type { CaptionSyntax, ParsedCaptions } from '../../domain/captions/index.ts'

/** A track before it is numbered and cleaned. `content` is null for what is found but not read. */
export interface CaptionSource {
  readonly track: Omit<CaptionTrack, 'track' | 'cueCount' | 'readable'>
  readonly content: { readonly syntax: CaptionSyntax; readonly parsed: ParsedCaptions } | null
}

/** Tracks of one origin, in their order, with what went wrong on the way. */
export interface CaptionSources {
  readonly sources: readonly CaptionSource[]
  readonly warnings: readonly Problem[]
}

/** The captions of a stream or file could not be read, or only in part. */
export const damagedCaptions = (what: string): Problem => ({
  code: 'captions_damaged',
  message: `Captions could not be read completely: ${what}.`,
})
