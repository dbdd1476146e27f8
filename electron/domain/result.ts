import type { Failure } from '../contract/index.ts'

/** Outcome of an operation that is expected to fail sometimes; exceptions are bugs. */
export type Result<Value, Error = Failure> =
  | { readonly ok: true; readonly value: Value }
  | { readonly ok: false; readonly error: Error }

/** Wraps a success. */
export const ok = <Value>(value: Value): { readonly ok: true; readonly value: Value } => ({ ok: true, value })
/** Wraps an expected failure. */
export const err = <Error>(error: Error): { readonly ok: false; readonly error: Error } => ({ ok: false, error })

/** Fails to compile when a union gains a member that a switch forgot. */
export const assertNever = (value: never): never => {
  throw new Error(`unexpected value: ${JSON.stringify(value)}`)
}
