import { basename } from 'node:path'
import type Database from 'better-sqlite3'
import { applyToRow } from '../jobs/apply-event.ts'
import { readJobs } from '../jobs/job-rows.ts'
import { refreshNotes } from '../marks/notes-track.ts'
import type { Sql } from '../sqlite/sql.ts'
import { refreshVideo } from '../videos/refresh-video.ts'
import { incompleteVideos } from './stage-of-rows.ts'

/** Films that are gone from a database, as far as other rows and the library's folder still tell of them. */
export interface LostVideos {
  readonly count: number
  /** Where their files lay, with what can be put back when they are imported again. */
  readonly files: readonly { readonly path: string; readonly tags: readonly string[] }[]
}

interface Violation {
  readonly table: string
  readonly rowid: number | null
  readonly parent: string
  readonly fkid: number
}

/** What is left of videos whose own row is gone. */
export const findLostVideos = (sql: Sql, mediaContents: readonly string[]): LostVideos => {
  const lost = sql
    .all<{ video_pk: number; path: string | null }>(
      `SELECT gone.video_pk, l.path FROM (
         SELECT video_pk FROM locations UNION SELECT video_pk FROM jobs UNION SELECT video_pk FROM probes
         UNION SELECT video_pk FROM scenes UNION SELECT video_pk FROM caption_tracks) gone
       LEFT JOIN locations l ON l.video_pk = gone.video_pk
       WHERE gone.video_pk NOT IN (SELECT pk FROM videos) ORDER BY gone.video_pk, l.pk`,
    )
    .map(({ video_pk, path }) => ({
      videoPk: video_pk,
      path,
      tags: sql
        .all<{ tag: string }>('SELECT tag FROM video_tags WHERE video_pk = @video_pk ORDER BY tag_key', { video_pk })
        .map(({ tag }) => tag),
    }))
  const known = new Set(sql.all<{ content_id: string }>('SELECT content_id FROM videos').map((row) => row.content_id))
  const unknownContents = mediaContents.filter((contentId) => !known.has(contentId)).length
  return {
    count: Math.max(new Set(lost.map(({ videoPk }) => videoPk)).size, unknownContents),
    files: lost.flatMap(({ path, tags }) => (path === null ? [] : [{ path, tags }])),
  }
}

/** Deletes rows whose parent is gone, until there are none. */
export const dropOrphans = (sql: Sql): number => {
  let dropped = 0
  for (;;) {
    const violations = sql.all<Violation>('SELECT "table", rowid, parent, fkid FROM pragma_foreign_key_check')
    if (violations.length === 0) return dropped
    const before = dropped
    const done = new Set<string>()
    for (const { table, parent, fkid } of violations) {
      const key = `${table} ${fkid}`
      if (done.has(key)) continue
      done.add(key)
      const columns = sql.all<{ from: string; to: string }>(
        `SELECT "from", "to" FROM pragma_foreign_key_list('${table}') WHERE id = ${fkid} ORDER BY seq`,
      )
      const here = columns.map(({ from }) => `"${from}"`).join(', ')
      const there = columns.map(({ to }) => `"${to}"`).join(', ')
      dropped += sql.run(`DELETE FROM "${table}" WHERE (${here}) NOT IN (SELECT ${there} FROM "${parent}")`)
    }
    if (dropped === before) return dropped
  }
}

/** Writes the words of all marks anew: those that were read may be of other marks than the marks. Orphans are dropped behind it. */
export const refreshAllNotes = (sql: Sql): void => {
  for (const { pk } of sql.all<{ pk: number }>('SELECT pk FROM videos')) refreshNotes(sql, pk)
}

/** Where lines of pictures may be gone that were read, nothing tells of which: all are forgotten, and read again when text is. */
export const forgetReadPictures = (sql: Sql, incomplete: ReadonlySet<string>): void => {
  if (!incomplete.has('read_lines')) return
  sql.run('DELETE FROM read_lines')
  sql.run('DELETE FROM read_pictures')
}

/** Queues every stage whose rows are not complete, and what was running; answers how many videos that concerns. */
export const queueIncomplete = (sql: Sql, now: string): number => {
  const queued = new Set<number>()
  for (const row of readJobs(sql, "j.state = 'running'", {})) {
    applyToRow(sql, row, { kind: 'interrupted', at: now, verdict: { kind: 'again' } })
  }
  for (const [stage, incomplete] of Object.entries(incompleteVideos)) {
    const rows = readJobs(sql, `j.stage = '${stage}' AND j.state = 'done' AND j.video_pk IN (${incomplete})`, {})
    for (const row of rows) {
      applyToRow(sql, row, { kind: 'requeued' })
      queued.add(row.video_pk)
    }
  }
  // A video without a job for a stage gets one when the library's jobs are recovered.
  for (const { pk } of sql.all<{ pk: number }>('SELECT pk FROM videos')) refreshVideo(sql, pk)
  return queued.size
}

/** Sees to it that no row number is used twice, where the counters are behind the rows or gone. Answers what was raised. */
export const raiseSequences = (sql: Sql, numbered: readonly string[]): readonly string[] =>
  numbered.filter((table) => {
    const key =
      sql.get<{ name: string }>(`SELECT name FROM pragma_table_info('${table}') WHERE pk = 1`)?.name ?? 'rowid'
    const highest = sql.get<{ highest: number | null }>(`SELECT MAX("${key}") AS highest FROM "${table}"`)?.highest ?? 0
    const counter = sql.get<{ seq: number }>('SELECT seq FROM sqlite_sequence WHERE name = @table', { table })?.seq
    if (highest === 0 || (counter !== undefined && counter >= highest)) return false
    sql.run('DELETE FROM sqlite_sequence WHERE name = @table', { table })
    sql.run('INSERT INTO sqlite_sequence (name, seq) VALUES (@table, CAST(@highest AS INTEGER))', { table, highest })
    return true
  })

/** What copies of the vectors remember of their changes may be another history than this one: they begin anew. */
export const restartChanges = (database: Database.Database): void => {
  // Further than any feed has come: nothing writes a vector a millisecond for years.
  const sequence = Date.now()
  database
    .transaction(() => {
      database.exec('DELETE FROM vector_changes')
      database.prepare('INSERT OR IGNORE INTO vector_changes_forgotten VALUES (1, 0)').run()
      database.prepare('UPDATE vector_changes_forgotten SET sequence = @sequence').run({ sequence })
      database.exec("DELETE FROM sqlite_sequence WHERE name = 'vector_changes'")
      database
        .prepare("INSERT INTO sqlite_sequence (name, seq) VALUES ('vector_changes', CAST(@sequence AS INTEGER))")
        .run({ sequence })
    })
    .immediate()
}

/** Names for people: the files of lost films. */
export const namesOf = (lost: LostVideos): readonly string[] => [
  ...new Set(lost.files.map(({ path }) => basename(path))),
]
