import type { Page } from '../../contract/index.ts'
import type { JobRecord, JobStore } from '../../domain/ports/index.ts'
import { decodeCursor, encodeCursor } from '../sqlite/cursor.ts'
import type { Sql } from '../sqlite/sql.ts'
import { type JobQueryRow, jobColumns, toJob } from './job-rows.ts'

// The list is four runs one after the other, each read through an index of its own.
const runs = [
  { states: ['running'], order: 'oldest', of: 'all' },
  { states: ['waiting'], order: 'oldest', of: 'first' },
  { states: ['waiting'], order: 'oldest', of: 'others' },
  { states: ['done', 'skipped', 'failed', 'cancelled'], order: 'newest', of: 'all' },
] as const

type JobsQuery = Parameters<JobStore['list']>[0]

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

/** Waiting jobs of the videos that go first, in their order, behind the job that the last page ended with. */
const readFirst = (sql: Sql, query: JobsQuery, after: Position | null, limit: number): JobQueryRow[] =>
  sql.all<JobQueryRow>(
    `SELECT ${jobColumns} FROM json_each(@first) wanted CROSS JOIN videos v ON v.id = wanted.value
       CROSS JOIN jobs j ON j.video_pk = v.pk
     WHERE v.removed_at IS NULL AND j.state = 'waiting' AND (@videoId IS NULL OR v.id = @videoId)
       AND (@pk IS NULL OR (wanted.key, j.pk) > (
         SELECT COALESCE(MIN(w.key), -1), @pk FROM json_each(@first) w JOIN videos lv ON lv.id = w.value
           JOIN jobs l ON l.video_pk = lv.pk AND l.pk = @pk))
     ORDER BY wanted.key, j.pk LIMIT @limit`,
    { first: JSON.stringify(query.first ?? []), videoId: query.videoId ?? null, pk: after?.pk ?? null, limit },
  )

const readRun = (sql: Sql, run: number, query: JobsQuery, after: Position | null, limit: number): JobQueryRow[] => {
  const { states, order, of } = runs[run] ?? runs[0]
  if (of === 'first') return (query.first ?? []).length === 0 ? [] : readFirst(sql, query, after, limit)
  const newest = order === 'newest'
  const inRun = states.map((state) => `'${state}'`).join(', ')
  const conditions = [`j.state IN (${inRun})`]
  if (query.state !== undefined) conditions.push('j.state = @state')
  if (query.videoId !== undefined) conditions.push('v.id = @videoId')
  if (of === 'others') conditions.push('v.id NOT IN (SELECT value FROM json_each(@first))')
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
      first: JSON.stringify(query.first ?? []),
      finishedAt: after?.finishedAt ?? null,
      pk: after?.pk ?? null,
      limit,
    },
  )
}

/** Jobs: running first, then waiting in the order they will run, then finished, newest first. */
export const listJobs = (sql: Sql, query: JobsQuery): Page<JobRecord> => {
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
