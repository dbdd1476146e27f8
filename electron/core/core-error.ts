import type { ErrorCode } from '../contract/index.ts'
import { StoreError } from '../domain/store-error.ts'

/** An expected failure of the core, ready to be answered by the API. */
export interface CoreError {
  readonly code: ErrorCode
  readonly message: string
  readonly remedy?: string
  readonly details?: unknown
  /** What it came from: for the log, never answered. */
  readonly cause?: unknown
}

/** What a rejected call of the core means when the store refused it (a cursor that is none, a full disk); null for a bug. */
export const coreErrorOf = (thrown: unknown): CoreError | null =>
  thrown instanceof StoreError ? { code: thrown.code, message: thrown.message, remedy: thrown.remedy } : null
