import type { AnalyseCall, AnalysisResult, MediaProgress } from '../../domain/ports/index.ts'
import type { Result } from '../../domain/result.ts'
import type { FfmpegAbilities } from './decode-arguments.ts'

/** What the thread is started with: a call without what cannot be sent. */
export interface AnalyseOrder {
  readonly call: Omit<AnalyseCall, 'signal' | 'onProgress'>
  readonly ffmpegPath: string
  readonly abilities: FfmpegAbilities
}

/** What the thread tells; `result` is its last word. */
export type AnalyseReport =
  | { readonly kind: 'progress'; readonly progress: MediaProgress }
  | { readonly kind: 'result'; readonly result: Result<AnalysisResult> }

/** What the thread may be told. */
export type AnalyseCommand = { readonly kind: 'abort' }
