import type { ErrorCode, Failure } from '../contract/index.ts'
import type { ApiFailure } from '../domain/failure.ts'
import { err } from '../domain/result.ts'

/** A refusal of the core with what the person can do. */
export const refuse = (
  code: ErrorCode,
  message: string,
  remedy?: string,
  details?: unknown,
): { readonly ok: false; readonly error: ApiFailure } =>
  err({ code, message, ...(remedy === undefined ? {} : { remedy }), ...(details === undefined ? {} : { details }) })

/** What does not exist, or does not any more. */
export const notFound = (what: string): { readonly ok: false; readonly error: ApiFailure } =>
  refuse('not_found', `There is no such ${what}.`, 'It may have been removed; reload the list.')

/** A failure of media or file work as an answer of the API; its own code goes into the details. */
export const fromFailure = (failure: Failure, code: ErrorCode): { readonly ok: false; readonly error: ApiFailure } =>
  err({
    code,
    message: failure.message,
    remedy: failure.remedy,
    details: { code: failure.code },
    cause: failure.cause ?? failure,
  })
