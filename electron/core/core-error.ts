import type { ErrorCode } from '../contract/index.ts'

/** An expected failure of the core, ready to be answered by the API. */
export interface CoreError {
  readonly code: ErrorCode
  readonly message: string
  readonly remedy?: string
  readonly details?: unknown
}
