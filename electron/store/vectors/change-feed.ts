import type { ChangeFeed, VectorChanges } from '../../domain/ports/index.ts'
import type { Sql, Synchronous } from '../sqlite/sql.ts'

const lastSequence = (sql: Sql): number =>
  sql.get<{ seq: number }>("SELECT seq FROM sqlite_sequence WHERE name = 'vector_changes'")?.seq ?? 0

const forgottenSequence = (sql: Sql): number =>
  sql.get<{ sequence: number }>('SELECT sequence FROM vector_changes_forgotten')?.sequence ?? 0

interface ChangeRow {
  readonly sequence: number
  readonly id: string | null
  readonly scene: number
}

const changesSince = (sql: Sql, afterSequence: number, limit: number): VectorChanges => {
  const last = lastSequence(sql)
  // Ahead of the feed: it is another library's, or one that was restored.
  if (afterSequence < forgottenSequence(sql) || afterSequence > last) {
    return { sequence: last, truncated: true, scenes: {} }
  }
  const rows = sql.all<ChangeRow>(
    `SELECT part.sequence, e.id, part.key & ((1 << 40) - 1) AS scene
     FROM (SELECT sequence, key FROM vector_changes WHERE sequence > @afterSequence ORDER BY sequence LIMIT @limit) part
     LEFT JOIN embedding_spaces e ON e.pk = part.key >> 40 ORDER BY part.sequence`,
    { afterSequence, limit },
  )
  const scenes = new Map<string, Set<number>>()
  for (const { id, scene } of rows) {
    // A space that is gone has nobody left to ask about it.
    if (id === null) continue
    const own = scenes.get(id) ?? new Set<number>()
    own.add(scene)
    scenes.set(id, own)
  }
  return {
    sequence: rows.length < limit ? last : (rows.at(-1)?.sequence ?? last),
    truncated: false,
    scenes: Object.fromEntries([...scenes].map(([id, own]) => [id, Float64Array.from(own)])),
  }
}

const forgetChanges = (sql: Sql, upToSequence: number): void => {
  const upTo = Math.min(upToSequence, lastSequence(sql))
  sql.run('DELETE FROM vector_changes WHERE sequence <= @upTo', { upTo })
  sql.run('UPDATE vector_changes_forgotten SET sequence = MAX(sequence, @upTo)', { upTo })
}

/** The feed of vector changes, which triggers write. */
export const createChangeFeed = (sql: Sql): Synchronous<ChangeFeed> => ({
  sequence: () => lastSequence(sql),
  since: (sequence, limit) => changesSince(sql, sequence, limit),
  forget: (upToSequence) => sql.atomically(() => forgetChanges(sql, upToSequence)),
})
