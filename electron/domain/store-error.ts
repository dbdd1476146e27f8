import type { ErrorCode } from '../contract/index.ts'

/**
 * Thrown by a store's method when it cannot do what was asked, for a reason that the person or the caller can act on:
 * `bad_request` (an invalid cursor), `not_found`, `conflict`, `disk_full`, `store_busy` (another program has locked the
 * database), `library_corrupt`, `unavailable`. Anything else that a store throws is a bug.
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
