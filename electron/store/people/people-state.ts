import type { PeopleState } from '../../domain/ports/index.ts'
import type { Sql } from '../sqlite/sql.ts'
import { titleSortKey } from '../videos/title-key.ts'
import { dropEmptyPeople } from './group-video.ts'

/** What is kept of people, whose faces they have and which they never get; call inside a transaction. */
export const readPeopleState = (sql: Sql, people: ReadonlySet<number>): PeopleState => {
  const pks = { pks: JSON.stringify([...people]) }
  return {
    people: sql
      .all<{ id: string; name: string | null; hidden: number; created_at: string }>(
        'SELECT id, name, hidden, created_at FROM people WHERE pk IN (SELECT value FROM json_each(@pks))',
        pks,
      )
      .map(({ id, name, hidden, created_at }) => ({ id, name, isHidden: hidden === 1, createdAt: created_at })),
    faces: sql
      .all<{ id: string; person: string; decided: number }>(
        `SELECT f.id, p.id AS person, f.decided FROM faces f JOIN people p ON p.pk = f.person_pk
         WHERE p.pk IN (SELECT value FROM json_each(@pks))`,
        pks,
      )
      .map(({ id, person, decided }) => ({ id, person, isDecided: decided === 1 })),
    notFaces: sql.all<{ face: string; person: string }>(
      `SELECT f.id AS face, p.id AS person FROM not_faces n JOIN faces f ON f.pk = n.face_pk JOIN people p ON p.pk = n.person_pk
       WHERE p.pk IN (SELECT value FROM json_each(@pks))`,
      pks,
    ),
  }
}

/**
 * Brings people back to a state that was read before. Faces that are not there any more stay away, and so do people of whom
 * nothing is left; faces that came meanwhile stay with whom they are. Call inside a transaction.
 */
export const writePeopleState = (sql: Sql, { people, faces, notFaces }: PeopleState): void => {
  const given = { faces: JSON.stringify(faces), people: JSON.stringify(people.map(({ id }) => id)) }
  for (const { id, name, isHidden, createdAt } of people)
    sql.run(
      `INSERT INTO people (id, name, name_sort, hidden, created_at)
       SELECT @id, @name, @sort, @hidden, @createdAt
       WHERE EXISTS (SELECT 1 FROM people WHERE id = @id) OR EXISTS (
         SELECT 1 FROM json_each(@faces) w JOIN faces f ON f.id = w.value ->> 'id' WHERE w.value ->> 'person' = @id)
       ON CONFLICT (id) DO UPDATE SET name = excluded.name, name_sort = excluded.name_sort, hidden = excluded.hidden`,
      {
        ...given,
        id,
        name,
        sort: name === null ? '' : titleSortKey(name),
        hidden: isHidden ? 1 : 0,
        createdAt,
      },
    )
  sql.run(
    `UPDATE faces SET person_pk = w.pk, decided = w.decided
     FROM (SELECT value ->> 'id' AS id, value ->> 'isDecided' AS decided, p.pk
           FROM json_each(@faces) JOIN people p ON p.id = value ->> 'person') w
     WHERE faces.id = w.id`,
    given,
  )
  sql.run(
    `DELETE FROM not_faces WHERE person_pk IN (SELECT p.pk FROM people p JOIN json_each(@people) w ON p.id = w.value)
     AND face_pk IN (SELECT f.pk FROM faces f JOIN json_each(@faces) w ON f.id = w.value ->> 'id')`,
    given,
  )
  sql.run(
    `INSERT OR IGNORE INTO not_faces (face_pk, person_pk)
     SELECT f.pk, p.pk FROM json_each(@pairs) w
     JOIN faces f ON f.id = w.value ->> 'face' JOIN people p ON p.id = w.value ->> 'person'`,
    { pairs: JSON.stringify(notFaces) },
  )
  dropEmptyPeople(sql)
}
