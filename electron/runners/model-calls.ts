import type { EmbedCall, EmbedItem, EmbedOutcome } from '../domain/ports/embedding-port.ts'
import type { SpokenPiece, TranscribeCall } from '../domain/ports/speech-port.ts'

/** A sound of which the words are wanted. */
export interface SpeechItem extends Pick<TranscribeCall, 'pcm' | 'language' | 'likelyLanguage' | 'onHeard'> {
  readonly kind: 'speech'
  readonly key: string
}

/** One thing that a model is asked to work on. */
export type ModelItem = EmbedItem | SpeechItem

/** What became of it. */
export type ModelOutcome = EmbedOutcome | { readonly key: string; readonly spoken: SpokenPiece }

/** A request to a model, whatever it does. */
export interface ModelCall extends Omit<EmbedCall, 'items' | 'onOutcomes'> {
  readonly items: readonly ModelItem[]
  readonly onOutcomes?: (outcomes: readonly ModelOutcome[]) => void
}

/** The outcome as that of an item to embed: words where a vector was asked for are no answer. */
export const asEmbedOutcome = (outcome: ModelOutcome): EmbedOutcome =>
  'spoken' in outcome
    ? { key: outcome.key, error: { code: 'no_answer', message: 'The model gave words instead of a vector.' } }
    : outcome
