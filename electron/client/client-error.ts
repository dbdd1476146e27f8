import type { ErrorCode } from '../contract/index.ts'
import { assertNever, type Result } from '../domain/result.ts'

/** What can go wrong between a program (the page, the command line) and the core that it asks over HTTP, as values. */
export type ClientError =
  | {
      readonly kind: 'refused'
      readonly status: number
      readonly code: ErrorCode
      readonly message: string
      readonly remedy?: string
    }
  /** The core did not answer. */
  | { readonly kind: 'offline'; readonly cause: unknown }
  /** The caller gave up; not shown to the person. */
  | { readonly kind: 'aborted' }
  /** The answer does not follow the contract: the two are of different versions. */
  | { readonly kind: 'unexpected-answer'; readonly status: number; readonly cause: unknown }

/** An answer of the core, or why there is none. */
export type ClientResult<Value> = Result<Value, ClientError>

/** The two sentences shown to the person: what happened, and what to do. */
export const describeClientError = (error: ClientError): { readonly message: string; readonly remedy: string } => {
  switch (error.kind) {
    case 'refused':
      return { message: error.message, remedy: error.remedy ?? '' }
    case 'offline':
      return {
        message: 'GoodCLIPS does not answer.',
        remedy: 'It reconnects by itself; if it was closed, start it again.',
      }
    case 'aborted':
      return { message: 'Stopped.', remedy: '' }
    case 'unexpected-answer':
      return {
        message: `The core answered in a way this page does not understand (status ${error.status}).`,
        remedy: 'Reload the page; if it stays, restart GoodCLIPS.',
      }
    default:
      return assertNever(error)
  }
}
