import type { ApiFailure } from '../domain/failure.ts'

/** What a person is shown when a host cannot start, and how its process ends. */
export interface StartFailure {
  readonly title: string
  readonly content: string
  readonly exitCode: number
  /** For the log only; null where the cause says no more than the person is told. */
  readonly details: string | null
}

/** Exit code of a host whose library could not be opened for a reason that the person can act on. */
const refusedCode = 3
const bugCode = 1

const isCoreError = (cause: unknown): cause is ApiFailure =>
  typeof cause === 'object' && cause !== null && !(cause instanceof Error) && 'code' in cause && 'message' in cause

/** What to show when the library could not be opened (`cause` is the core's refusal) or the start failed in another way. */
export const describeStartFailure = (cause: unknown): StartFailure => {
  if (isCoreError(cause)) {
    return { title: cause.message, content: cause.remedy ?? '', exitCode: refusedCode, details: null }
  }
  const message = cause instanceof Error ? cause.message : String(cause)
  return {
    title: 'GoodCLIPS could not start.',
    content: `${message}\n\nStart it again. If this happens again, please report it with this text.`,
    exitCode: bugCode,
    details: cause instanceof Error ? (cause.stack ?? message) : message,
  }
}
