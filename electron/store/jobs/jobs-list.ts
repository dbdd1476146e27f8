import type { ListJobsQuery, Page } from '../../contract/index.ts'
import type { JobRecord } from '../../domain/ports/index.ts'
import { decodeCursor, encodeCursor } from '../sqlite/cursor.ts'
import type { Sql } from '../sqlite/sql.ts'
import { type JobQueryRow, jobColumns, toJob } from './job-rows.ts'

// The list is three runs one after the other, each read through an index of its own.
const runs = [
  { states: ['running'], order: 'oldest' },
  { states: ['waiting'], order: 'oldest' },
  { states: ['done', 'skipped', 'failed', 'cancelled'], order: 'newest' },
] as const

interface Position {
  readonly run: number
  readonly finishedAt: string
  readonly pk: number
}

const cursorOf = (run: number, row: JobQueryRow): string => encodeCursor('j', [run, row.finished_at ?? '', row.pk])

const positionOf = (cursor: string | undefined): Position | null => {
  if (cursor === undefined) return null
  const [run, finishedAt, pk] = decodeCursor(cursor, 'j', ['number', 'string', 'number'])
  return { run: Number(run), finishedAt: String(finishedAt), pk: Number(pk) }
}

const readRun = (sql: Sql, run: number, query: ListJobsQuery, after: Position | null, limit: number): JobQueryRow[] => {
  const { states, order } = runs[run] ?? runs[0]
  const newest = order === 'newest'
  const inRun = states.map((state) => `'${state}'`).join(', ')
  const conditions = [`j.state IN (${inRun})`]
  if (query.state !== undefined) conditions.push('j.state = @state')
  if (query.videoId !== undefined) conditions.push('v.id = @videoId')
  if (after !== null) {
    conditions.push(newest ? '(j.finished_at, j.pk) < (@finishedAt, @pk)' : 'j.pk > @pk')
  }
  // Left alone, the planner would look up the state and sort.
  const index = newest && query.videoId === undefined ? 'INDEXED BY jobs_finished' : ''
  return sql.all<JobQueryRow>(
    `SELECT ${jobColumns} FROM jobs j ${index} JOIN videos v ON v.pk = j.video_pk AND v.removed_at IS NULL
     WHERE ${conditions.join(' AND ')} ORDER BY ${newest ? 'j.finished_at DESC, j.pk DESC' : 'j.pk'} LIMIT @limit`,
    {
      state: query.state ?? null,
      videoId: query.videoId ?? null,
      finishedAt: after?.finishedAt ?? null,
      pk: after?.pk ?? null,
      limit,
    },
  )
}

/** Jobs: running first, then waiting in the order they will run, then finished, newest first. */
export const listJobs = (sql: Sql, query: ListJobsQuery): Page<JobRecord> => {
  const after = positionOf(query.cursor)
  const found: { readonly run: number; readonly row: JobQueryRow }[] = []
  for (const run of runs.keys()) {
    if (after !== null && run < after.run) continue
    if (query.state !== undefined && !runs[run]?.states.some((state) => state === query.state)) continue
    const missing = query.limit + 1 - found.length
    if (missing === 0) break
    const rows = readRun(sql, run, query, after?.run === run ? after : null, missing)
    found.push(...rows.map((row) => ({ run, row })))
  }
  const kept = found.slice(0, query.limit)
  const last = kept.at(-1)
  return {
    items: kept.map(({ row }) => toJob(row)),
    nextCursor: found.length > query.limit && last !== undefined ? cursorOf(last.run, last.row) : null,
  }
}
