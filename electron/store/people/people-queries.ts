import { dirname } from 'node:path'
import type { PatchPeople } from '../../contract/index.ts'
import type { FaceModel, PeopleStore, PersonRecord } from '../../domain/ports/index.ts'
import { videosOfStage } from '../jobs/stage-videos.ts'
import { libraryLayout } from '../library-folder/library-layout.ts'
import { decodeCursor, encodeCursor, toPage } from '../sqlite/cursor.ts'
import type { Sql, Synchronous } from '../sqlite/sql.ts'
import type { PeopleTable } from '../sqlite/tables.ts'
import { titleSortKey } from '../videos/title-key.ts'
import { type FaceRow, lookedFrames, selectFaces, toFace, writeFaces } from './face-rows.ts'
import { forgetAllFaces } from './forget-faces.ts'
import { addPerson, dropEmptyPeople } from './group-video.ts'
import { readPeopleState, writePeopleState } from './people-state.ts'

interface PersonRow extends Pick<PeopleTable, 'pk' | 'id' | 'name' | 'name_sort' | 'hidden'> {
  readonly faces: number
  readonly scenes: number
  readonly videos: number
  readonly cover: number | null
}

/** People with at least one face in a video that is there; the cover is the largest of the sure faces. */
const selectPeople = `SELECT p.pk, p.id, p.name, p.name_sort, p.hidden, c.faces, c.scenes, c.videos, c.cover
  FROM people p JOIN (
    SELECT f.person_pk, COUNT(*) AS faces, COUNT(DISTINCT s.pk) AS scenes, COUNT(DISTINCT f.video_pk) AS videos,
      -- SQLite answers the other columns of the row with the greatest value.
      f.pk AS cover, MAX(f.width * f.height * (0.5 + MIN(MAX(f.score, 0), 2)))
    FROM faces f JOIN videos v ON v.pk = f.video_pk AND v.removed_at IS NULL
    LEFT JOIN scenes s ON s.video_pk = f.video_pk AND s.start_frame <= f.frame_number AND s.end_frame > f.frame_number
    WHERE f.person_pk IS NOT NULL GROUP BY f.person_pk) c ON c.person_pk = p.pk`

const toPerson = (sql: Sql, row: PersonRow): PersonRecord => {
  const cover = sql.get<FaceRow>(`${selectFaces} WHERE f.pk = @pk`, { pk: row.cover })
  return {
    id: row.id,
    name: row.name,
    hidden: row.hidden === 1,
    faceCount: row.faces,
    sceneCount: row.scenes,
    videoCount: row.videos,
    cover: cover === undefined ? null : toFace(cover),
  }
}

const list: (sql: Sql, query: Parameters<PeopleStore['list']>[0]) => ReturnType<Synchronous<PeopleStore>['list']> = (
  sql,
  query,
) => {
  const after =
    query.cursor === undefined ? null : decodeCursor(query.cursor, 'people', ['number', 'string', 'number', 'number'])
  const [unnamed, sort, faces, pk] = after ?? [null, null, null, null]
  const rows = sql.all<PersonRow & { readonly unnamed: number }>(
    `SELECT *, name IS NULL AS unnamed FROM (${selectPeople})
     WHERE hidden <= @hidden AND (name IS NOT NULL OR faces >= @minFaces)
       AND (@pk IS NULL OR (name IS NULL, name_sort, -faces, pk) > (@unnamed, @sort, @faces, @pk))
     ORDER BY name IS NULL, name_sort, -faces, pk LIMIT @rows`,
    {
      hidden: query.hidden === 'true' ? 1 : 0,
      minFaces: query.minFaces,
      unnamed: unnamed ?? null,
      sort: sort ?? null,
      faces: faces ?? null,
      pk: pk ?? null,
      rows: query.limit + 1,
    },
  )
  return toPage(
    rows,
    query.limit,
    (row) => toPerson(sql, row),
    (row) => encodeCursor('people', [row.unnamed, row.name_sort, -row.faces, row.pk]),
  )
}

const pkOf = (sql: Sql, id: string): number | undefined =>
  sql.get<{ pk: number }>('SELECT pk FROM people WHERE id = @id', { id })?.pk

/** The id of a face that is not of the person, or null. */
const strangerAmong = (sql: Sql, person: number, ids: readonly string[]): string | null =>
  sql.get<{ id: string }>(
    `SELECT w.value AS id FROM json_each(@ids) w
     WHERE NOT EXISTS (SELECT 1 FROM faces f WHERE f.id = w.value AND f.person_pk = @person) LIMIT 1`,
    { ids: JSON.stringify(ids), person },
  )?.id ?? null

const merge = (sql: Sql, from: number, into: number): void => {
  sql.run('UPDATE faces SET person_pk = @into, decided = 1 WHERE person_pk = @from', { from, into })
  // “Not this person” holds for whom the two are now.
  sql.run('UPDATE OR IGNORE not_faces SET person_pk = @into WHERE person_pk = @from', { from, into })
  sql.run(
    `DELETE FROM not_faces WHERE person_pk = @into
     AND face_pk IN (SELECT pk FROM faces WHERE person_pk = @into)`,
    { into },
  )
  sql.run(
    `UPDATE people SET (name, name_sort) = (SELECT name, name_sort FROM people WHERE pk = @from)
     WHERE pk = @into AND name IS NULL AND (SELECT name FROM people WHERE pk = @from) IS NOT NULL`,
    { from, into },
  )
  sql.run('DELETE FROM people WHERE pk = @from', { from })
}

/** Takes faces away from a person, each person of their own or all one together. */
const takeAway = (sql: Sql, person: number, ids: readonly string[], now: string, decided: boolean): number => {
  const other = addPerson(sql, now)
  const faces = { ids: JSON.stringify(ids) }
  sql.run(
    `INSERT OR IGNORE INTO not_faces (face_pk, person_pk)
     SELECT f.pk, @person FROM faces f WHERE f.id IN (SELECT value FROM json_each(@ids))`,
    { ...faces, person },
  )
  sql.run(`UPDATE faces SET person_pk = @other, decided = @decided WHERE id IN (SELECT value FROM json_each(@ids))`, {
    ...faces,
    other,
    decided: decided ? 1 : 0,
  })
  return other
}

const patch = (sql: Sql, change: PatchPeople, now: string): ReturnType<Synchronous<PeopleStore>['patch']> => {
  const person = pkOf(sql, change.id)
  if (person === undefined) return { unknown: change.id }
  const other = change.mergeInto === undefined ? undefined : pkOf(sql, change.mergeInto)
  const touched = new Set(other === undefined ? [person] : [person, other])
  const before = readPeopleState(sql, touched)
  if (change.name !== undefined) {
    const name = change.name
    sql.run('UPDATE people SET name = @name, name_sort = @sort WHERE pk = @person', {
      person,
      name,
      sort: name === null ? '' : titleSortKey(name),
    })
    // Who has a name is known by all faces that they have now.
    if (name !== null) sql.run('UPDATE faces SET decided = 1 WHERE person_pk = @person', { person })
  }
  if (change.hidden !== undefined) {
    sql.run('UPDATE people SET hidden = @hidden WHERE pk = @person', { person, hidden: change.hidden ? 1 : 0 })
  }
  if (change.mergeInto !== undefined) {
    if (other === undefined) return { unknown: change.mergeInto }
    if (other !== person) merge(sql, person, other)
  }
  const leaving = change.notFaces ?? change.splitFaces
  if (leaving !== undefined) {
    const stranger = strangerAmong(sql, person, leaving)
    if (stranger !== null) return { unknown: stranger }
    touched.add(takeAway(sql, person, leaving, now, change.splitFaces !== undefined))
  }
  dropEmptyPeople(sql)
  const rows = sql.all<PersonRow>(`${selectPeople} WHERE p.pk IN (SELECT value FROM json_each(@pks)) ORDER BY p.pk`, {
    pks: JSON.stringify([...touched]),
  })
  return { changed: rows.map((row) => toPerson(sql, row)), before, after: readPeopleState(sql, touched) }
}

/** A refusal in a transaction that has already written undoes what it wrote. */
class Refused extends Error {
  readonly unknown: string
  constructor(unknown: string) {
    super(`there is no ${unknown}`)
    this.unknown = unknown
  }
}

const allOrNothing = (sql: Sql, change: PatchPeople, now: string): ReturnType<typeof patch> => {
  try {
    return sql.atomically(() => {
      const result = patch(sql, change, now)
      if ('unknown' in result) throw new Refused(result.unknown)
      return result
    })
  } catch (error) {
    if (error instanceof Refused) return { unknown: error.unknown }
    throw error
  }
}

const videosFor = (sql: Sql, { model, revision }: FaceModel): readonly string[] =>
  videosOfStage(
    sql,
    'find-faces',
    `j.state = 'skipped' AND json_extract(j.reason, '$.code') = 'no_model'
     OR j.state = 'done' AND NOT EXISTS (SELECT 1 FROM face_frames l
       WHERE l.video_pk = v.pk AND l.model = @model AND l.revision = @revision)`,
    { model, revision },
  )

/** Faces and people over one connection; runs on the store's thread. */
export const createPeopleQueries = (sql: Sql): Synchronous<PeopleStore> => ({
  lookedFrames: (key) => lookedFrames(sql, key),
  writeFaces: (key, frames) => sql.atomically(() => writeFaces(sql, key, frames)),
  videosFor: (model) => videosFor(sql, model),
  skippedVideos: (reasons) =>
    videosOfStage(
      sql,
      'find-faces',
      `j.state = 'skipped' AND json_extract(j.reason, '$.code') IN (SELECT value FROM json_each(@reasons))`,
      { reasons: JSON.stringify(reasons) },
    ),
  list: (query) => list(sql, query),
  faces: (personId, page) => {
    const person = pkOf(sql, personId)
    if (person === undefined) return null
    const [video, frame, pk] =
      page.cursor === undefined ? [-1, -1, -1] : decodeCursor(page.cursor, 'faces', ['number', 'number', 'number'])
    const rows = sql.all<FaceRow>(
      `${selectFaces} WHERE f.person_pk = @person AND (f.video_pk, f.frame_number, f.pk) > (@video, @frame, @pk)
       ORDER BY f.video_pk, f.frame_number, f.pk LIMIT @rows`,
      { person, video: video ?? -1, frame: frame ?? -1, pk: pk ?? -1, rows: page.limit + 1 },
    )
    return toPage(rows, page.limit, toFace, (row) => encodeCursor('faces', [row.video_pk, row.frame_number, row.pk]))
  },
  patch: (change, now) => allOrNothing(sql, change, now),
  restore: (state) => sql.atomically(() => writePeopleState(sql, state)),
  forgetAll: () => {
    const { database } = sql
    return forgetAllFaces(database, libraryLayout(dirname(database.name)).backups)
  },
})
