import type { ErrorCode } from '../contract/index.ts'
import type { ApiFailure } from '../domain/failure.ts'
import { err } from '../domain/result.ts'

/** Why a search was refused, ready to be answered by the API. */
export type SearchProblem = ApiFailure & { readonly remedy: string }

/** A refusal with what the person can do. */
export const refuseSearch = (
  code: ErrorCode,
  message: string,
  remedy: string,
): { readonly ok: false; readonly error: SearchProblem } => err({ code, message, remedy })
