import type { SearchFilter } from '../../contract/index.ts'
import type { SceneColumns } from '../scenes/scene-columns.ts'
import type { Sql } from '../sqlite/sql.ts'
import { titleSortKey } from '../videos/title-key.ts'

/** The scenes in which a person is seen, by their numbers; `who` is an id or a name, in any case of letters. */
const scenesWith = (sql: Sql, who: string): ReadonlySet<number> =>
  new Set(
    sql
      .all<{ pk: number }>(
        `SELECT DISTINCT s.pk FROM people p JOIN faces f ON f.person_pk = p.pk
         JOIN scenes s ON s.video_pk = f.video_pk AND s.start_frame <= f.frame_number AND s.end_frame > f.frame_number
         WHERE p.id = @who OR p.name_sort = @sort AND p.name IS NOT NULL`,
        { who, sort: titleSortKey(who) },
      )
      .map(({ pk }) => pk),
  )

/** Which rows of the columns a filter leaves as far as it speaks of people; null: all. Everyone named must be seen. */
export const peopleFilter = (
  sql: Sql,
  { people = [] }: SearchFilter,
  columns: SceneColumns,
): ((row: number) => boolean) | null => {
  if (people.length === 0) return null
  const sets = [...new Set(people)].map((who) => scenesWith(sql, who))
  return (row) => sets.every((scenes) => scenes.has(columns.scenes[row] ?? 0))
}
