import Database from 'better-sqlite3'
import { type ApiFailure, diskFull, failureOfStoreError, isDiskFull, systemCode } from '../../domain/failure.ts'

/** Why a library cannot be opened, ready to be shown to the person. */
export type StoreFailure = ApiFailure & { readonly remedy: string }

/** Whether SQLite found its file damaged, or not a database at all. */
export const isCorruption = (error: unknown): boolean =>
  error instanceof Database.SqliteError && /^SQLITE_(CORRUPT|NOTADB)/.test(error.code)

/**
 * Runs a check of a database and answers what it finds; a check that ends in an error of SQLite's about the content, as
 * "invalid fts5 file format", has found that.
 */
export const problemsOf = (check: () => readonly string[]): readonly string[] => {
  try {
    return check()
  } catch (error) {
    if (error instanceof Database.SqliteError && /^SQLITE_(CORRUPT|NOTADB|ERROR|CONSTRAINT)/.test(error.code)) {
      return [error.message]
    }
    throw error
  }
}

/** What an error means for the person. Anything that is not foreseen is `internal`. */
export const storeFailureOf = (error: unknown): StoreFailure => {
  const known = failureOfStoreError(error)
  if (known !== null) return known
  const code = systemCode(error)
  if (isCorruption(error)) {
    return {
      code: 'library_corrupt',
      message: 'The library database is damaged.',
      remedy: 'Close GoodCLIPS and open it again: it repairs the database when it starts.',
    }
  }
  if (isDiskFull(error)) {
    return { ...diskFull, cause: error }
  }
  if (/^SQLITE_(BUSY|LOCKED)/.test(code)) {
    return {
      code: 'store_busy',
      message: 'Another program holds the library’s database.',
      remedy: 'Wait until it is done, or close it (a database viewer, a backup), then try again.',
    }
  }
  if (/^(SQLITE_(READONLY|CANTOPEN|IOERR|PERM|AUTH))|^E[A-Z]+$/.test(code)) {
    const reason = error instanceof Error ? error.message : code
    return {
      code: 'unavailable',
      message: `The library cannot be read or written: ${reason}.`,
      remedy: 'Check that its folder exists, is writable and that its disk is connected, then retry.',
    }
  }
  return {
    code: 'internal',
    message: error instanceof Error ? error.message : String(error),
    remedy: 'Please report this as a bug.',
  }
}
