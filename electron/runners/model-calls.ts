import type { EmbedCall, EmbedItem, EmbedOutcome } from '../domain/ports/embedding-port.ts'
import type { FileSlice } from '../domain/ports/file-slice.ts'
import type { FoundFace } from '../domain/ports/people-port.ts'
import type { TextLine } from '../domain/ports/screen-text-port.ts'
import type { SpokenPiece, TranscribeCall } from '../domain/ports/speech-port.ts'

/** A sound of which the words are wanted. */
export interface SpeechItem
  extends Pick<TranscribeCall, 'pcm' | 'language' | 'likelyLanguage' | 'hotWords' | 'translation' | 'onHeard'> {
  readonly kind: 'speech'
  readonly key: string
}

/** A picture of which the text is wanted. */
export interface WrittenItem {
  readonly kind: 'written'
  readonly key: string
  readonly image: FileSlice
  /** ISO 15924 code of the script; null: not known. */
  readonly script: string | null
}

/** A picture of which the faces are wanted. */
export interface FacesItem {
  readonly kind: 'faces'
  readonly key: string
  readonly image: FileSlice
}

/** One thing that a model is asked to work on. */
export type ModelItem = EmbedItem | SpeechItem | WrittenItem | FacesItem

/** What became of it. */
export type ModelOutcome =
  | EmbedOutcome
  | { readonly key: string; readonly spoken: SpokenPiece }
  | { readonly key: string; readonly lines: readonly TextLine[] }
  | { readonly key: string; readonly faces: readonly FoundFace[] }

/** A request to a model, whatever it does. */
export interface ModelCall extends Omit<EmbedCall, 'items' | 'onOutcomes'> {
  readonly items: readonly ModelItem[]
  readonly onOutcomes?: (outcomes: readonly ModelOutcome[]) => void
}

/** The outcome as that of an item to embed: words or faces where a vector was asked for are no answer. */
export const asEmbedOutcome = (outcome: ModelOutcome): EmbedOutcome =>
  'spoken' in outcome || 'lines' in outcome || 'faces' in outcome
    ? { key: outcome.key, error: { code: 'no_answer', message: 'The model gave something else than a vector.' } }
    : outcome
