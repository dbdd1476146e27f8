import type { ErrorCode, Failure } from '../contract/index.ts'
import { err } from '../domain/result.ts'
import type { CoreError } from './core-error.ts'

/** A refusal of the core with what the person can do. */
export const refuse = (
  code: ErrorCode,
  message: string,
  remedy?: string,
  details?: unknown,
): { readonly ok: false; readonly error: CoreError } =>
  err({ code, message, ...(remedy === undefined ? {} : { remedy }), ...(details === undefined ? {} : { details }) })

/** What does not exist, or does not any more. */
export const notFound = (what: string): { readonly ok: false; readonly error: CoreError } =>
  refuse('not_found', `There is no such ${what}.`, 'It may have been removed; reload the list.')

/** A failure of media or file work as an answer of the API; its own code goes into the details. */
export const fromFailure = (failure: Failure, code: ErrorCode): { readonly ok: false; readonly error: CoreError } =>
  refuse(code, failure.message, failure.remedy, { code: failure.code })

/** The `code` of a Node system error, or an empty string. */
export const systemCode = (thrown: unknown): string =>
  thrown instanceof Error && 'code' in thrown ? String(thrown.code) : ''
