import type { ImportProblem, LeftOut, NeedsYou, Page, PageQuery } from '../../contract/index.ts'
import type { JobRecord } from '../../domain/ports/index.ts'
import { joinedRecordingRemark } from '../../domain/video-state.ts'
import { readJobs, toJob } from '../jobs/job-rows.ts'
import { decodeCursor, encodeCursor } from '../sqlite/cursor.ts'
import { parseFailure, parseProblems } from '../sqlite/rows.ts'
import type { Sql } from '../sqlite/sql.ts'
import type { ImportProblemsTable, LeftOutTable, ReplacedFilesTable, VideosTable } from '../sqlite/tables.ts'
import { problemOfVideo } from '../videos/video-rows.ts'
import { replacedFileId } from '../watch-folders/replaced-files-queries.ts'

/** Codes of warnings that ask nothing of a person: what they cancelled themselves, and mere remarks. */
const asksNothing = ['cancelled', joinedRecordingRemark.code].map((code) => `'${code}'`).join(', ')

/** Videos whose problem nobody has dismissed. */
const openProblem = `v.removed_at IS NULL AND v.state IN ('failed', 'partial')
  AND COALESCE(v.dismissed_problem, '') <> ${problemOfVideo}
  AND (COALESCE(json_extract(v.error, '$.code'), 'cancelled') <> 'cancelled'
    OR EXISTS (SELECT 1 FROM json_each(v.warnings) w WHERE json_extract(w.value, '$.code') NOT IN (${asksNothing})))`

/** Files that are not told of with their video already. */
const ofNoCard = `NOT EXISTS (SELECT 1 FROM locations l JOIN videos v ON v.pk = l.video_pk
  WHERE l.path = p.path AND v.state = 'failed' AND v.removed_at IS NULL)`

type ProblemRow = Pick<VideosTable, 'pk' | 'id' | 'title' | 'error' | 'warnings' | 'scene_count'> & {
  readonly state: 'failed' | 'partial'
  readonly path: string | null
}

const endedBadly = ({ state, reason }: JobRecord): boolean =>
  state === 'failed' || state === 'cancelled' || (state === 'done' && reason !== null)

const toVideoProblem = (sql: Sql, row: ProblemRow): NeedsYou => {
  const error = parseFailure(row.error)
  return {
    kind: 'video',
    id: row.id,
    title: row.title,
    path: row.path ?? '',
    state: row.state,
    problems: [...(error === null ? [] : [error]), ...parseProblems(row.warnings)],
    hasScenes: row.scene_count > 0,
    jobIds: readJobs(sql, 'j.video_pk = @videoPk', { videoPk: row.pk })
      .map(toJob)
      .filter(endedBadly)
      .map(({ id }) => id),
  }
}

/** How rows of the other two lists become items. */
export interface ProblemItems {
  readonly importProblem: (row: ImportProblemsTable) => ImportProblem
  readonly leftOut: (row: LeftOutTable) => LeftOut
}

interface Found {
  readonly pk: number
  readonly item: () => NeedsYou
}

/** How many problems nobody has dismissed. */
export const countProblems = (sql: Sql): number =>
  sql.get<{ count: number }>(
    `SELECT (SELECT COUNT(*) FROM videos v WHERE ${openProblem}) + (SELECT COUNT(*) FROM import_problems p WHERE ${ofNoCard})
       + (SELECT COUNT(*) FROM left_out) + (SELECT COUNT(*) FROM replaced_files WHERE dismissed = 0) AS count`,
  )?.count ?? 0

/** One page of them: replaced films, videos, files, folders, each newest first. */
export const listProblems = (sql: Sql, query: PageQuery, toItem: ProblemItems): Page<NeedsYou> => {
  const [fromList = 0, fromPk = null] =
    query.cursor === undefined ? [] : decodeCursor(query.cursor, 'n', ['number', 'number']).map(Number)
  const lists: readonly ((before: number | null, rows: number) => readonly Found[])[] = [
    (before, rows) =>
      sql
        .all<ReplacedFilesTable & { videoId: string; title: string }>(
          `SELECT r.*, v.id AS videoId, v.title FROM replaced_files r JOIN videos v ON v.pk = r.video_pk
           WHERE r.dismissed = 0 AND (@before IS NULL OR r.pk < @before) ORDER BY r.pk DESC LIMIT @rows`,
          { before, rows },
        )
        .map(({ pk, path, at, videoId, title }) => ({
          pk,
          item: () => ({ kind: 'replaced', id: replacedFileId(pk), path, at, videoId, title }),
        })),
    (before, rows) =>
      sql
        .all<ProblemRow>(
          `SELECT v.pk, v.id, v.title, v.state, v.error, v.warnings, v.scene_count,
             COALESCE((SELECT path FROM locations l WHERE l.video_pk = v.pk ORDER BY l.seen_at DESC, l.pk DESC LIMIT 1),
               v.last_path) AS path
           FROM videos v WHERE ${openProblem} AND (@before IS NULL OR v.pk < @before) ORDER BY v.pk DESC LIMIT @rows`,
          { before, rows },
        )
        .map((row) => ({ pk: row.pk, item: () => toVideoProblem(sql, row) })),
    (before, rows) =>
      sql
        .all<ImportProblemsTable>(
          `SELECT p.pk, p.path, p.error, p.at FROM import_problems p
           WHERE ${ofNoCard} AND (@before IS NULL OR p.pk < @before) ORDER BY p.pk DESC LIMIT @rows`,
          { before, rows },
        )
        .map((row) => ({ pk: row.pk, item: () => ({ kind: 'import', ...toItem.importProblem(row) }) })),
    (before, rows) =>
      sql
        .all<LeftOutTable>(
          `SELECT pk, folder, groups, at FROM left_out WHERE @before IS NULL OR pk < @before
           ORDER BY pk DESC LIMIT @rows`,
          { before, rows },
        )
        .map((row) => ({ pk: row.pk, item: () => ({ kind: 'left-out', ...toItem.leftOut(row) }) })),
  ]
  const found: (Found & { readonly list: number })[] = []
  for (const [list, read] of lists.entries()) {
    const missing = query.limit + 1 - found.length
    if (list < fromList || missing === 0) continue
    found.push(...read(list === fromList ? fromPk : null, missing).map((item) => ({ ...item, list })))
  }
  const kept = found.slice(0, query.limit)
  const last = kept.at(-1)
  return {
    items: kept.map(({ item }) => item()),
    nextCursor: found.length > query.limit && last !== undefined ? encodeCursor('n', [last.list, last.pk]) : null,
  }
}

/** Lets the present problem of a video count as seen; false when it has none. */
export const dismissVideoProblem = (sql: Sql, videoId: string): boolean =>
  sql.run(
    `UPDATE videos AS v SET dismissed_problem = ${problemOfVideo}
     WHERE v.id = @videoId AND v.removed_at IS NULL AND v.state IN ('failed', 'partial')`,
    { videoId },
  ) > 0
