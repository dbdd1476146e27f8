import { z } from 'zod'
import { type ExportKind, type ExportState, failureSchema, problemSchema } from '../../contract/index.ts'
import type { ExportRecord, ExportStore } from '../../domain/ports/index.ts'
import { decodeCursor, encodeCursor, toPage } from '../sqlite/cursor.ts'
import { newId } from '../sqlite/rows.ts'
import type { Sql, Synchronous } from '../sqlite/sql.ts'
import type { ExportsTable } from '../sqlite/tables.ts'

interface ExportRow extends Omit<ExportsTable, 'kind' | 'state'> {
  readonly kind: ExportKind
  readonly state: ExportState
}

const filesSchema = z.array(z.object({ path: z.string(), sizeBytes: z.number(), item: z.number().optional() }))

const toExport = (row: ExportRow): ExportRecord => ({
  id: row.id,
  kind: row.kind,
  name: row.name,
  request: JSON.parse(row.request),
  state: row.state,
  progress: row.progress,
  files: filesSchema.parse(JSON.parse(row.files)),
  report: z.array(problemSchema).parse(JSON.parse(row.report)),
  error: row.error === null ? null : failureSchema.parse(JSON.parse(row.error)),
  createdAt: row.created_at,
  finishedAt: row.finished_at,
})

const rowOf = (sql: Sql, id: string): ExportRow | undefined =>
  sql.get<ExportRow>('SELECT * FROM exports WHERE id = @id', { id })

/** Exports over one connection; runs on the store's thread. */
export const createExportQueries = (sql: Sql): Synchronous<ExportStore> => ({
  create: ({ kind, name, request }, now) => {
    const id = newId('x')
    sql.run(
      `INSERT INTO exports (id, kind, name, request, state, created_at)
       VALUES (@id, @kind, @name, @request, 'waiting', @now)`,
      { id, kind, name, request: JSON.stringify(request), now },
    )
    return {
      id,
      kind,
      name,
      request,
      state: 'waiting',
      progress: 0,
      files: [],
      report: [],
      error: null,
      createdAt: now,
      finishedAt: null,
    }
  },
  get: (id) => {
    const row = rowOf(sql, id)
    return row === undefined ? null : toExport(row)
  },
  list: (page) => {
    const before =
      page.cursor === undefined ? Number.MAX_SAFE_INTEGER : (decodeCursor(page.cursor, 'x', ['number'])[0] ?? 0)
    const rows = sql.all<ExportRow>('SELECT * FROM exports WHERE pk < @before ORDER BY pk DESC LIMIT @rows', {
      before,
      rows: page.limit + 1,
    })
    return toPage(rows, page.limit, toExport, (row) => encodeCursor('x', [row.pk]))
  },
  startNext: () =>
    sql.atomically(() => {
      const row = sql.get<{ id: string }>("SELECT id FROM exports WHERE state = 'waiting' ORDER BY pk LIMIT 1")
      if (row === undefined) return null
      sql.run("UPDATE exports SET state = 'running' WHERE id = @id", { id: row.id })
      const started = rowOf(sql, row.id)
      return started === undefined ? null : toExport(started)
    }),
  wrote: (id, files, progress, report) =>
    sql.atomically(() => {
      for (const file of files)
        sql.run("UPDATE exports SET files = json_insert(files, '$[#]', json(@file)) WHERE id = @id", {
          id,
          file: JSON.stringify(file),
        })
      sql.run('UPDATE exports SET progress = @progress, report = COALESCE(@report, report) WHERE id = @id', {
        id,
        progress,
        report: report === undefined ? null : JSON.stringify(report),
      })
    }),
  finish: (id, { state, report, error }, now) => {
    sql.run(
      `UPDATE exports SET state = @state, report = @report, error = @error, finished_at = @now,
         progress = CASE WHEN @state = 'done' THEN 1 ELSE progress END WHERE id = @id`,
      { id, state, report: JSON.stringify(report), error: error === null ? null : JSON.stringify(error), now },
    )
  },
  resume: (id) => {
    sql.run(
      `UPDATE exports SET state = 'waiting', error = NULL, finished_at = NULL
       WHERE id = @id AND state IN ('failed', 'cancelled')`,
      { id },
    )
  },
  recover: () => {
    sql.run("UPDATE exports SET state = 'waiting' WHERE state = 'running'")
    return sql.get<{ count: number }>("SELECT COUNT(*) AS count FROM exports WHERE state = 'waiting'")?.count ?? 0
  },
})
