import Database from 'better-sqlite3'
import { getLoadablePath } from 'sqlite-vec'
import type { Failure } from '../../contract/index.ts'
import { addNameFunctions } from './name-functions.ts'

// Inside an Electron archive native files lie beside it.
const vectorExtensionPath = (): string => getLoadablePath().replace(/app\.asar(?=[\\/])/, 'app.asar.unpacked')

/** Whether SQLite can compare vectors on this connection. */
export const hasVectorFunctions = (database: Database.Database): boolean =>
  database.prepare("SELECT 1 FROM pragma_function_list WHERE name = 'vec_distance_cosine'").get() !== undefined

/**
 * Loads sqlite-vec, unless it is loaded already; why it cannot be, or null. It is not built for every platform, and no
 * table needs it: where it is missing, vectors are compared in JavaScript.
 */
export const loadVectorExtension = (
  database: Database.Database,
  pathOf: () => string = vectorExtensionPath,
): Failure | null => {
  if (hasVectorFunctions(database)) return null
  try {
    database.loadExtension(pathOf())
    return null
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error)
    return {
      code: 'vector_extension_missing',
      message: `SQLite's vector extension could not be loaded, so searching a small library is slower: ${why}`,
      remedy: `Install GoodCLIPS again. If that does not help, sqlite-vec is not made for this system (${process.platform}, ${process.arch}); everything else works without it.`,
    }
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
    loadVectorExtension(database)
    addNameFunctions(database)
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
