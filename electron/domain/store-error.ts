import type { ErrorCode } from '../contract/index.ts'

/**
 * What a store's method rejects with when it cannot do what was asked for a reason the person or the caller can act
 * on: `bad_request` (a cursor that is none), `not_found`, `conflict`, `disk_full`, `store_busy` (another program's
 * lock on the database), `library_corrupt`, `unavailable`.
 * Anything else that a store throws is a bug.
 */
export class StoreError extends Error {
  override readonly name = 'StoreError'
  readonly code: ErrorCode
  readonly remedy: string

  constructor(code: ErrorCode, message: string, remedy: string, options?: { readonly cause?: unknown }) {
    super(message, options)
    this.code = code
    this.remedy = remedy
  }
}
