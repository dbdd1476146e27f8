import type { EmbeddingPort, MediaPort, StorePort } from '../domain/ports/index.ts'
import type { Result } from '../domain/result.ts'
import type { StageTask } from './stage.ts'

/** What the built-in stages work with. */
export interface StageParts {
  readonly media: MediaPort
  readonly store: Pick<StorePort, 'scenes' | 'captions' | 'vectors'>
  readonly embedding: EmbeddingPort
  /** A location of the video's file that exists and still has its content. */
  readonly locate: (task: StageTask) => Promise<Result<string>>
  readonly contentFolder: (contentId: string) => string
  /** File that holds the sampled frames of a content; null when it is not there or shorter than this. */
  readonly framePack: (contentId: string, bytes: number) => Promise<string | null>
  /** Vectors were added: spaces that are complete now take over. */
  readonly settleSpaces: () => Promise<void>
}
