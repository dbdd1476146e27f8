import type { AnalyseCall } from '../../domain/ports/index.ts'
import type { FfmpegAbilities } from './decode-arguments.ts'

/** What the thread is started with: a call without what cannot be sent. */
export interface AnalyseOrder {
  readonly call: Omit<AnalyseCall, 'signal' | 'onProgress'>
  readonly ffmpegPath: string
  readonly abilities: FfmpegAbilities
}
