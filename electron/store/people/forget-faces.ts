import Database from 'better-sqlite3'
import { listBackups } from '../sqlite/backups.ts'

/** All that faces leave, those that point at others first. */
const tables = ['not_faces', 'face_frames', 'faces', 'people'] as const

/** Empties the tables and writes the file anew: a deleted row would stay readable in its page. */
const forgetIn = (database: Database.Database): void => {
  database.transaction(() => {
    for (const table of tables) database.exec(`DELETE FROM ${table}`)
  })()
  database.exec('VACUUM')
  database.pragma('wal_checkpoint(TRUNCATE)')
}

const hasFaces = (database: Database.Database): boolean =>
  database.prepare("SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = 'faces'").get() !== undefined

/**
 * Deletes all faces and people from a library and from its backups, so that nothing of them is left in these files.
 *
 * @param database the open library; no transaction may be under way
 * @param backups folder of its backups
 * @returns how many there were in the library
 */
export const forgetAllFaces = (
  database: Database.Database,
  backups: string,
): { readonly people: number; readonly faces: number } => {
  const count = (table: string): number => Number(database.prepare(`SELECT COUNT(*) FROM ${table}`).pluck().get())
  const counts = { people: count('people'), faces: count('faces') }
  forgetIn(database)
  for (const { path } of listBackups(backups)) {
    const copy = new Database(path, { fileMustExist: true })
    try {
      // The copy of a database with a write-ahead log would get one of its own.
      copy.pragma('journal_mode = MEMORY')
      if (hasFaces(copy)) forgetIn(copy)
    } finally {
      copy.close()
    }
  }
  return counts
}
