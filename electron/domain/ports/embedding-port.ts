import type { ModelModality, Problem } from '../../contract/index.ts'
import type { Result } from '../result.ts'
import type { FileSlice } from './file-slice.ts'
import type { SpaceKey } from './vector-port.ts'

/** One thing to embed. `key` comes back with the outcome and is unique in its call. */
export type EmbedItem =
  /** A JPEG or PNG. */
  | { readonly kind: 'image'; readonly key: string; readonly image: FileSlice }
  /** 48 kHz mono signed 16-bit little-endian PCM of any length. */
  | { readonly kind: 'audio'; readonly key: string; readonly pcm: FileSlice }
  /** `query` and `passage` get the model's own prefixes. */
  | { readonly kind: 'text'; readonly key: string; readonly text: string; readonly role: 'query' | 'passage' }
  /** At most eight frames of a scene, in time order. */
  | { readonly kind: 'clip'; readonly key: string; readonly frames: readonly FileSlice[] }

/** Unit vector, or why this item has none. */
export type EmbedOutcome =
  | { readonly key: string; readonly vector: Float32Array }
  | { readonly key: string; readonly error: Problem }

/** A request to a model. Outcomes come in the order of the items. */
export interface EmbedCall {
  readonly modelId: string
  readonly items: readonly EmbedItem[]
  /** A `query` of a person is answered before items of `index`. */
  readonly priority: 'query' | 'index'
  readonly signal: AbortSignal
  /** Called as parts of a large call finish, so that they can be written before the rest is done. */
  readonly onOutcomes?: (outcomes: readonly EmbedOutcome[]) => void
}

/** Models that turn frames, sounds and words into vectors. Implemented by `runners/`. */
export interface EmbeddingPort {
  /**
   * The space that a model fills: loads it when its dimension is not known yet. Fails with a remedy when it is not
   * installed, cannot load or is disabled.
   */
  readonly space: (modelId: string, signal: AbortSignal) => Promise<Result<SpaceKey>>
  /** Fails as a whole only when the model cannot work (disabled, not installed, aborted); one bad item is its own error. */
  readonly embed: (call: EmbedCall) => Promise<Result<readonly EmbedOutcome[]>>
  /** The model that a person chose for a modality in this library, or null. */
  readonly chosen: (modality: ModelModality) => Promise<string | null>
}
