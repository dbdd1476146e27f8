import type { ApiErrorBody, ErrorCode } from '../contract/index.ts'
import type { ApiFailure } from '../domain/failure.ts'

/** HTTP status of each error code. */
export const statusOf = {
  bad_request: 400,
  unauthorized: 401,
  forbidden: 403,
  not_found: 404,
  method_not_allowed: 405,
  request_timeout: 408,
  conflict: 409,
  payload_too_large: 413,
  unsupported_media: 415,
  range_not_satisfiable: 416,
  library_locked: 423,
  headers_too_large: 431,
  internal: 500,
  library_corrupt: 500,
  unavailable: 503,
  store_busy: 503,
  library_too_new: 503,
  disk_full: 507,
} as const satisfies Record<ErrorCode, number>

/** A JSON answer that no cache keeps. */
export const jsonResponse = (body: unknown, status = 200, headers: Readonly<Record<string, string>> = {}): Response =>
  new Response(JSON.stringify(body), {
    status,
    headers: { 'Content-Type': 'application/json; charset=utf-8', 'Cache-Control': 'no-store', ...headers },
  })

/** The answer for an expected failure: `{error: {code, message, remedy?, details?}}`. */
export const failureResponse = (
  error: ApiFailure,
  options: { readonly status?: number; readonly headers?: Readonly<Record<string, string>> } = {},
): Response => {
  const body: ApiErrorBody = {
    error: {
      code: error.code,
      message: error.message,
      ...(error.remedy === undefined ? {} : { remedy: error.remedy }),
      ...(error.details === undefined ? {} : { details: error.details }),
    },
  }
  return jsonResponse(body, options.status ?? statusOf[error.code], options.headers)
}
