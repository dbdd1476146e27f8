import type { ErrorCode, Failure } from '../contract/index.ts'
import { StoreError } from './store-error.ts'

/**
 * An expected failure: what happened, and what the person can do about it. `cause` is the error behind it; it is
 * logged, and never stored or sent to clients.
 */
export interface FailureOf<Code extends string> {
  /** Stable snake_case; programs may rely on it. */
  readonly code: Code
  readonly message: string
  readonly remedy?: string
  readonly details?: unknown
  readonly cause?: unknown
}

/** A failure that the API answers: its code is one of the contract's. */
export type ApiFailure = FailureOf<ErrorCode>

/** The disk or quota that the library lies on has no room left. */
export const diskFull = {
  code: 'disk_full',
  message: 'The disk of the library is full.',
  remedy: 'Free some space on it, then retry. Nothing that was saved before is lost.',
} as const satisfies Failure

/** The caller cancelled the operation. */
export const cancelled = {
  code: 'cancelled',
  message: 'Cancelled.',
  remedy: 'Retry whenever you like.',
} as const satisfies Failure

const fileBusy: Failure = {
  code: 'disk_busy',
  message: 'A file was busy.',
  remedy: 'Close other programs that use it and retry.',
}
const notPermitted: Failure = {
  code: 'permission_denied',
  message: 'The file may not be read.',
  remedy: 'Change its permissions so that you can read it, then retry.',
}
const notThere: Failure = {
  code: 'file_not_found',
  message: 'There is no such file or folder.',
  remedy: 'Check the path; if it lies on a drive, connect it.',
}
const tooManyFiles: Failure = { code: 'too_many_open_files', message: 'Too many files were open.', remedy: 'Retry.' }
const diskFault: Failure = {
  code: 'io_error',
  message: 'The disk reported a read or write error.',
  remedy: 'Check the disk and retry.',
}

/** What the errors of the operating system mean, by their code (errno.h). */
const systemFailures: Readonly<Record<string, Failure>> = {
  ENOSPC: diskFull,
  EDQUOT: diskFull,
  EACCES: notPermitted,
  EPERM: notPermitted,
  EROFS: {
    code: 'permission_denied',
    message: 'The disk may only be read.',
    remedy: 'Make it writable, or use another one, then retry.',
  },
  ENOENT: notThere,
  ENOTDIR: notThere,
  ENAMETOOLONG: {
    code: 'unsupported_name',
    message: 'The path is longer than the system allows.',
    remedy: 'Give the file a shorter name and retry.',
  },
  ELOOP: {
    code: 'link_loop',
    message: 'The link leads back to itself.',
    remedy: 'Use the file itself instead of the link.',
  },
  EMFILE: tooManyFiles,
  ENFILE: tooManyFiles,
  EBUSY: fileBusy,
  ETXTBSY: fileBusy,
  EAGAIN: { code: 'disk_busy', message: 'The system was busy.', remedy: 'Retry.' },
  ENOMEM: { code: 'out_of_memory', message: 'Memory ran out.', remedy: 'Close other programs and retry.' },
  EIO: diskFault,
  ENODEV: { ...diskFault, message: 'The disk is not there any more.', remedy: 'Connect it again and retry.' },
  ENXIO: { ...diskFault, message: 'The disk is not there any more.', remedy: 'Connect it again and retry.' },
  ESTALE: { ...diskFault, message: 'The network disk is not there any more.', remedy: 'Connect it again and retry.' },
}

/** The code of an error of the operating system (`ENOENT`), of Node or of SQLite; empty when it has none. */
export const systemCode = (thrown: unknown): string =>
  thrown instanceof Error && 'code' in thrown && typeof thrown.code === 'string' ? thrown.code : ''

/** What an error of the operating system means for the person, with the error as its cause; null for any other error. */
export const failureOfSystemError = (thrown: unknown): (Failure & { readonly cause: unknown }) | null => {
  const known = systemFailures[systemCode(thrown)]
  return known === undefined ? null : { ...known, cause: thrown }
}

/** Whether an error, or what it was caused by, says that a disk or a quota has no room left. */
export const isDiskFull = (thrown: unknown): boolean => {
  if (!(thrown instanceof Error)) return false
  const code = systemCode(thrown)
  return systemFailures[code] === diskFull || code.startsWith('SQLITE_FULL') || isDiskFull(thrown.cause)
}

/** A failure as it is stored and shown: without its cause. */
export const withoutCause = ({ code, message, remedy }: Failure): Failure => ({ code, message, remedy })

/** What a rejected call means when the store refused it (an invalid cursor, a full disk); null for a bug. */
export const failureOfStoreError = (thrown: unknown): (ApiFailure & { readonly remedy: string }) | null =>
  thrown instanceof StoreError
    ? { code: thrown.code, message: thrown.message, remedy: thrown.remedy, cause: thrown }
    : null
