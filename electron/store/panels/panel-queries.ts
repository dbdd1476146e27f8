import type { PanelRecord, PanelStore } from '../../domain/ports/index.ts'
import { newId } from '../sqlite/rows.ts'
import type { Sql, Synchronous } from '../sqlite/sql.ts'
import type { PanelsTable } from '../sqlite/tables.ts'

const toRecord = ({ id, origin, token_hash, created_at }: PanelsTable): PanelRecord => ({
  id,
  origin,
  tokenHash: token_hash,
  createdAt: created_at,
})

/** Panels over one connection; runs on the store's thread. */
export const createPanelQueries = (sql: Sql): Synchronous<PanelStore> => ({
  list: () => sql.all<PanelsTable>('SELECT * FROM panels ORDER BY origin').map(toRecord),
  put: (origin, tokenHash, now) =>
    sql.atomically(() => {
      sql.run('DELETE FROM panels WHERE origin = @origin', { origin })
      const panel: PanelRecord = { id: newId('o'), origin, tokenHash, createdAt: now }
      sql.run('INSERT INTO panels (id, origin, token_hash, created_at) VALUES (@id, @origin, @tokenHash, @createdAt)', {
        ...panel,
      })
      return panel
    }),
  delete: (id) => sql.run('DELETE FROM panels WHERE id = @id', { id }) > 0,
})
