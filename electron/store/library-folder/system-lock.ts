import Database from 'better-sqlite3'

/** A lock of the operating system on a file, which ends with its process in whatever way that ends. */
export interface SystemLock {
  readonly release: () => void
}

/**
 * Locks a file through SQLite, whose locks are the system's own on Linux, macOS and Windows: they hold between
 * containers that share a folder, they keep out a second opener in this process, and no killed process leaves one
 * behind. The file stays empty. `held`: someone else has it; `unsupported`: the file system has no such locks.
 */
export const takeSystemLock = (path: string): SystemLock | 'held' | 'unsupported' => {
  let database: Database.Database | null = null
  try {
    database = new Database(path, { timeout: 0 })
    // Nothing is ever written, so no journal appears beside it.
    database.pragma('journal_mode = MEMORY')
    database.exec('BEGIN EXCLUSIVE')
    const held = database
    return { release: () => held.close() }
  } catch (error) {
    database?.close()
    if (!(error instanceof Database.SqliteError)) throw error
    return /^SQLITE_(BUSY|LOCKED)/.test(error.code) ? 'held' : 'unsupported'
  }
}
