import { comparedFaces, groupFaces, type KnownPerson } from '../../domain/people/group-faces.ts'
import type { FaceModel } from '../../domain/ports/index.ts'
import { newId } from '../sqlite/rows.ts'
import type { Sql } from '../sqlite/sql.ts'

/** Two boxes that share more than this part of both are the same face, found by two models. */
const sameBox = 0.5

interface VectorRow {
  readonly person: number
  readonly vector: Uint8Array
}

const numbersOf = (bytes: Uint8Array): Float32Array => {
  const copy = new Uint8Array(bytes)
  return new Float32Array(copy.buffer, 0, copy.byteLength / Float32Array.BYTES_PER_ELEMENT)
}

/** What is known of every person: the faces that somebody decided first, then the surest. */
const knownPeople = (sql: Sql, { model, revision }: FaceModel): readonly KnownPerson[] => {
  const rows = sql.all<VectorRow>(
    `SELECT person, vector FROM (
       SELECT person_pk AS person, vector,
         ROW_NUMBER() OVER (PARTITION BY person_pk ORDER BY decided DESC, score DESC, pk) AS place
       FROM faces WHERE person_pk IS NOT NULL AND model = @model AND revision = @revision)
     WHERE place <= @most ORDER BY person, place`,
    { model, revision, most: comparedFaces },
  )
  return Array.from(
    Map.groupBy(rows, ({ person }) => person),
    ([key, found]) => ({ key, vectors: found.map(({ vector }) => numbersOf(vector)) }),
  )
}

/** A column of the face of another model that stands in the same place of the same frame and has a person. */
const ofOldFace = (column: 'person_pk' | 'decided'): string => `(
  SELECT old.${column} FROM faces old
  WHERE old.video_pk = faces.video_pk AND old.frame_number = faces.frame_number AND old.person_pk IS NOT NULL
    AND NOT (old.model = @model AND old.revision = @revision)
    AND MAX(0, MIN(old.x + old.width, faces.x + faces.width) - MAX(old.x, faces.x))
      * MAX(0, MIN(old.y + old.height, faces.y + faces.height) - MAX(old.y, faces.y))
      > @sameBox * MAX(old.width * old.height, faces.width * faces.height)
  ORDER BY old.pk LIMIT 1)`

/** Gives new faces the people that faces of another model had in the same place of the same frame. */
const takeOver = (sql: Sql, videoPk: number, { model, revision }: FaceModel): void => {
  sql.run(
    `UPDATE faces SET person_pk = ${ofOldFace('person_pk')}, decided = COALESCE(${ofOldFace('decided')}, 0)
     WHERE video_pk = @videoPk AND model = @model AND revision = @revision AND person_pk IS NULL`,
    { videoPk, model, revision, sameBox },
  )
}

/** Deletes people without a name who have no face any more. */
export const dropEmptyPeople = (sql: Sql): void => {
  sql.run('DELETE FROM people WHERE name IS NULL AND NOT EXISTS (SELECT 1 FROM faces f WHERE f.person_pk = people.pk)')
}

/**
 * Groups the faces of a video that have no person yet, once all its frames were looked at by a model; what other models found goes.
 * Call inside a transaction.
 */
export const groupVideo = (sql: Sql, videoPk: number, model: FaceModel, now: string): void => {
  const { revision } = model
  const of = { videoPk, model: model.model, revision }
  takeOver(sql, videoPk, model)
  sql.run('DELETE FROM faces WHERE video_pk = @videoPk AND NOT (model = @model AND revision = @revision)', of)
  sql.run('DELETE FROM face_frames WHERE video_pk = @videoPk AND NOT (model = @model AND revision = @revision)', of)
  const faces = sql.all<{ pk: number; frame: number; vector: Uint8Array }>(
    `SELECT pk, frame_number AS frame, vector FROM faces WHERE video_pk = @videoPk AND person_pk IS NULL
     ORDER BY frame_number, score DESC, pk`,
    { videoPk },
  )
  const refused = Map.groupBy(
    sql.all<{ face: number; person: number }>(
      `SELECT n.face_pk AS face, n.person_pk AS person FROM not_faces n JOIN faces f ON f.pk = n.face_pk
       WHERE f.video_pk = @videoPk`,
      { videoPk },
    ),
    ({ face }) => face,
  )
  const grouped = groupFaces(
    faces.map(({ pk, frame, vector }) => ({
      key: pk,
      frameNumber: frame,
      vector: numbersOf(vector),
      notOf: new Set((refused.get(pk) ?? []).map(({ person }) => person)),
    })),
    faces.length === 0 ? [] : knownPeople(sql, model),
  )
  const newcomers = new Map<number, number>()
  for (const { key, person } of grouped) {
    let pk = person
    if (person < 0) {
      pk = newcomers.get(person) ?? addPerson(sql, now)
      newcomers.set(person, pk)
    }
    sql.run('UPDATE faces SET person_pk = @pk WHERE pk = @key', { pk, key })
  }
  dropEmptyPeople(sql)
}

/** Adds a person without a name; answers the row's number. */
export const addPerson = (sql: Sql, now: string): number => {
  const row = sql.get<{ pk: number }>('INSERT INTO people (id, created_at) VALUES (@id, @now) RETURNING pk', {
    id: newId('p'),
    now,
  })
  if (row === undefined) throw new Error('a row that was inserted is answered')
  return row.pk
}
