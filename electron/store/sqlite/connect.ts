import Database from 'better-sqlite3'
import { getLoadablePath } from 'sqlite-vec'

const loadVectors = (database: Database.Database): void => {
  try {
    // Inside an Electron archive native files lie beside it.
    database.loadExtension(getLoadablePath().replace(/app\.asar(?=[\\/])/, 'app.asar.unpacked'))
  } catch {
    // No table needs the extension yet, and it is not built for every platform: the library opens without it.
  }
}

/** Opens the file with the settings that every connection of the library has. */
export const connect = (path: string, options: Database.Options = {}): Database.Database => {
  const database = new Database(path, { timeout: 5000, ...options })
  try {
    // Only an empty file takes it: seven vectors of 512 floats a page, where of SQLite's own size each fills half of one.
    database.pragma('page_size = 16384')
    if (options.readonly !== true) database.pragma('journal_mode = WAL')
    database.pragma('synchronous = FULL')
    database.pragma('foreign_keys = ON')
    database.pragma('cache_size = -32768')
    database.pragma('temp_store = MEMORY')
    loadVectors(database)
    return database
  } catch (error) {
    database.close()
    throw error
  }
}

/** What a library remembers about its own file in the table `meta`. */
export type MetaKey = 'stopped_cleanly' | 'backed_up_as'

/** A value of the table `meta`; empty when there is none. */
export const readMeta = (database: Database.Database, key: MetaKey): string =>
  database.prepare<[string], { value: string }>('SELECT value FROM meta WHERE key = ?').get(key)?.value ?? ''

/** Writes a value of the table `meta`. */
export const writeMeta = (database: Database.Database, key: MetaKey, value: string): void => {
  database
    .prepare(
      'INSERT INTO meta (key, value) VALUES (@key, @value) ON CONFLICT (key) DO UPDATE SET value = excluded.value',
    )
    .run({ key, value })
}
