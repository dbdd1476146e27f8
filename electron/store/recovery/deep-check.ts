import type Database from 'better-sqlite3'
import { problemsOf } from '../sqlite/store-failure.ts'

const mostProblems = 20

/** `PRAGMA integrity_check`: trees, rows, indexes and the inside of the full-text index. None when all is sound. */
export const integrityProblems = (database: Database.Database): readonly string[] => {
  const rows = database.pragma(`integrity_check(${mostProblems})`) as { readonly integrity_check: string }[]
  return rows.map((row) => row.integrity_check).filter((line) => line !== 'ok')
}

/** The full-text indexes of a database; each is made of the rows of a table. */
export const fullTextIndexes = (database: Database.Database): readonly string[] =>
  ['captions_fts', 'video_names_fts'].filter(
    (name) => database.prepare('SELECT 1 FROM sqlite_schema WHERE name = @name').get({ name }) !== undefined,
  )

/** Whether the full-text indexes say the same as their rows. Writes nothing, but SQLite wants to be able to. */
export const fullTextProblems = (database: Database.Database): readonly string[] =>
  fullTextIndexes(database).flatMap((name) =>
    problemsOf(() => {
      database.exec(`INSERT INTO ${name} (${name}, rank) VALUES ('integrity-check', 1)`)
      return []
    }).map((problem) => `full-text index: ${problem}`),
  )

/** Whether every video has its row in the index of names, and no other has one. */
export const nameProblems = (database: Database.Database): readonly string[] => {
  if (!fullTextIndexes(database).includes('video_names_fts')) return []
  const differing = Number(
    database
      .prepare(
        `SELECT (SELECT COUNT(*) FROM videos WHERE pk NOT IN (SELECT pk FROM video_names))
           + (SELECT COUNT(*) FROM video_names WHERE pk NOT IN (SELECT pk FROM videos))`,
      )
      .pluck()
      .get(),
  )
  return differing === 0 ? [] : [`index of names: ${differing} videos too few or too many`]
}

/** Everything that SQLite can check about a database. None when all is sound. */
export const deepCheck = (database: Database.Database): readonly string[] => {
  const problems = problemsOf(() => integrityProblems(database))
  return problems.length > 0 ? problems : [...fullTextProblems(database), ...nameProblems(database)]
}
