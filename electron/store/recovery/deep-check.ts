import type Database from 'better-sqlite3'
import { problemsOf } from '../sqlite/store-failure.ts'

const mostProblems = 20

/** `PRAGMA integrity_check`: trees, rows, indexes and the inside of the full-text index. None when all is sound. */
export const integrityProblems = (database: Database.Database): readonly string[] => {
  const rows = database.pragma(`integrity_check(${mostProblems})`) as { readonly integrity_check: string }[]
  return rows.map((row) => row.integrity_check).filter((line) => line !== 'ok')
}

/** Whether the full-text index says the same as the captions. Writes nothing, but SQLite wants to be able to. */
export const fullTextProblems = (database: Database.Database): readonly string[] => {
  const exists = database.prepare("SELECT 1 FROM sqlite_schema WHERE name = 'captions_fts'").get() !== undefined
  if (!exists) return []
  return problemsOf(() => {
    database.exec("INSERT INTO captions_fts (captions_fts, rank) VALUES ('integrity-check', 1)")
    return []
  }).map((problem) => `full-text index: ${problem}`)
}

/** Everything that SQLite can check about a database. None when all is sound. */
export const deepCheck = (database: Database.Database): readonly string[] => {
  const problems = problemsOf(() => integrityProblems(database))
  return problems.length > 0 ? problems : fullTextProblems(database)
}
