import { type Modality, modalitySchema, type Space } from '../../contract/index.ts'
import { isComplete, refusedVectors } from '../../domain/embedding/refused-vectors.ts'
import type { SpaceKey, VectorStore } from '../../domain/ports/index.ts'
import { StoreError } from '../../domain/store-error.ts'
import type { Sql, Synchronous } from '../sqlite/sql.ts'
import type { EmbeddingSpacesTable } from '../sqlite/tables.ts'

/** A space as its table has it. */
export interface SpaceRow extends Omit<EmbeddingSpacesTable, 'modality'> {
  readonly modality: Modality
}

interface CountRow {
  readonly space_pk: number
  readonly skipped: string
  readonly scenes: number
}

/** The space with an id; throws `not_found`. */
export const spaceById = (sql: Sql, id: string): SpaceRow => {
  const row = sql.get<SpaceRow>('SELECT * FROM embedding_spaces WHERE id = @id', { id })
  if (row === undefined) {
    throw new StoreError('not_found', 'There is no such embedding space.', 'List the spaces to see which there are.')
  }
  return row
}

const sceneCount = (sql: Sql): number =>
  sql.get<{ scenes: number }>('SELECT COALESCE(SUM(scene_count), 0) AS scenes FROM videos WHERE removed_at IS NULL')
    ?.scenes ?? 0

/** Of one space, or of all (`spacePk` null): how many scenes of videos that are not removed have what. */
const countRows = (sql: Sql, spacePk: number | null): readonly CountRow[] =>
  sql.all<CountRow>(
    `SELECT c.space_pk, c.skipped, SUM(c.scenes) AS scenes FROM scene_vector_counts c
     JOIN videos v ON v.pk = c.video_pk AND v.removed_at IS NULL
     WHERE ${spacePk === null ? 'TRUE' : 'c.space_pk = @spacePk'} GROUP BY c.space_pk, c.skipped
     ORDER BY c.space_pk, c.skipped`,
    { spacePk },
  )

const toSpace = (row: SpaceRow, counts: readonly CountRow[], scenes: number): Space => {
  const own = counts.filter((count) => count.space_pk === row.pk)
  const counted = own.reduce((sum, count) => sum + count.scenes, 0)
  const filled = {
    present: own.find((count) => count.skipped === '')?.scenes ?? 0,
    missing: Math.max(0, scenes - counted),
    skipped: own.flatMap(({ skipped, scenes: count }) => (skipped === '' ? [] : [{ reason: skipped, count }])),
  }
  const problem = refusedVectors(filled)
  return {
    id: row.id,
    modality: row.modality,
    model: row.model,
    revision: row.revision,
    dimension: row.dimension,
    preprocessingVersion: row.preprocessing_version,
    active: row.active === 1,
    building: row.building === 1,
    ...filled,
    ...(problem === null ? {} : { problem }),
  }
}

const present = (sql: Sql, row: SpaceRow): Space => toSpace(row, countRows(sql, row.pk), sceneCount(sql))

const words = (text: string): string => text.replaceAll(/[^A-Za-z0-9_]+/g, '-').replaceAll(/^-+|-+$/g, '')

/** A name that tells what the space is, for example `visual-clip-vit-base-patch32-3d74acf9-p2`. */
const newSpaceId = (sql: Sql, key: SpaceKey): string => {
  const modality = key.modality.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)
  const model = words(key.model).slice(0, 80)
  const name = model === modality ? model : `${modality}-${model}`
  const id = [name, words(key.revision).slice(0, 8), `p${key.preprocessingVersion}`]
    .filter((part) => part !== '')
    .join('-')
  for (let number = 1; ; number += 1) {
    const candidate = number === 1 ? id : `${id}-${number}`
    const taken = sql.get('SELECT 1 FROM embedding_spaces WHERE id = @candidate', { candidate }) !== undefined
    if (!taken) return candidate
  }
}

const ensureSpace = (sql: Sql, key: SpaceKey): Space => {
  const find = (): SpaceRow | undefined =>
    sql.get<SpaceRow>(
      `SELECT * FROM embedding_spaces WHERE modality = @modality AND model = @model AND revision = @revision
         AND dimension = @dimension AND preprocessing_version = @preprocessingVersion`,
      { ...key },
    )
  const known = find()
  if (known !== undefined) return present(sql, known)
  sql.run(
    `INSERT INTO embedding_spaces (id, modality, model, revision, dimension, preprocessing_version, created_at)
     VALUES (@id, @modality, @model, @revision, @dimension, @preprocessingVersion, @now)`,
    { ...key, id: newSpaceId(sql, key), now: new Date().toISOString() },
  )
  const made = find()
  if (made === undefined) throw new Error('the embedding space was not written')
  return present(sql, made)
}

const mayAnswer = (sql: Sql, row: SpaceRow): boolean => isComplete(present(sql, row))

const activate = (sql: Sql, row: SpaceRow): void => {
  sql.run('UPDATE embedding_spaces SET active = 0, building = 0 WHERE modality = @modality', { modality: row.modality })
  sql.run('UPDATE embedding_spaces SET active = 1 WHERE pk = @pk', { pk: row.pk })
}

const setTargetSpace = (sql: Sql, modality: Modality, spaceId: string | null): void => {
  if (spaceId === null) {
    sql.run('UPDATE embedding_spaces SET active = 0, building = 0 WHERE modality = @modality', { modality })
    return
  }
  const row = spaceById(sql, spaceId)
  if (row.modality !== modality) {
    throw new StoreError('bad_request', `The space ${spaceId} is none of ${modality}.`, 'Choose a space of its kind.')
  }
  const answering = sql.get('SELECT 1 FROM embedding_spaces WHERE modality = @modality AND active = 1', { modality })
  if (row.active === 1 || answering === undefined || mayAnswer(sql, row)) {
    activate(sql, row)
    return
  }
  sql.run('UPDATE embedding_spaces SET building = 0 WHERE modality = @modality', { modality })
  sql.run('UPDATE embedding_spaces SET building = 1 WHERE pk = @pk', { pk: row.pk })
}

const drop = (sql: Sql, id: string): boolean => {
  const row = sql.get<SpaceRow>('SELECT * FROM embedding_spaces WHERE id = @id', { id })
  if (row === undefined) return false
  const spacePk = row.pk
  sql.run('DELETE FROM scene_vectors WHERE key >= (@spacePk << 40) AND key < ((@spacePk + 1) << 40)', { spacePk })
  sql.run('DELETE FROM frame_vectors WHERE content_pk IN (SELECT pk FROM videos) AND space_pk = @spacePk', { spacePk })
  if (row.active === 0 && row.building === 0) sql.run('DELETE FROM embedding_spaces WHERE pk = @spacePk', { spacePk })
  return true
}

/** Which spaces there are, how complete they are and which one answers. */
export const createSpaceQueries = (
  sql: Sql,
): Pick<
  Synchronous<VectorStore>,
  'ensureSpace' | 'list' | 'get' | 'setTargetSpace' | 'activateCompleteSpaces' | 'drop'
> => ({
  ensureSpace: (key) => sql.atomically(() => ensureSpace(sql, key)),
  list: () => {
    // A newer version of the app may have known more of them.
    const rows = sql
      .all<SpaceRow>('SELECT * FROM embedding_spaces ORDER BY pk')
      .filter(({ modality }) => modalitySchema.options.includes(modality))
    const counts = countRows(sql, null)
    const scenes = sceneCount(sql)
    return rows.map((row) => toSpace(row, counts, scenes))
  },
  get: (id) => {
    const row = sql.get<SpaceRow>('SELECT * FROM embedding_spaces WHERE id = @id', { id })
    return row === undefined ? null : present(sql, row)
  },
  setTargetSpace: (modality, spaceId) => sql.atomically(() => setTargetSpace(sql, modality, spaceId)),
  activateCompleteSpaces: () =>
    sql.atomically(() => {
      const ready = sql
        .all<SpaceRow>('SELECT * FROM embedding_spaces WHERE building = 1 ORDER BY pk')
        .filter((row) => mayAnswer(sql, row))
      for (const row of ready) activate(sql, row)
      return ready.map(({ modality }) => modality)
    }),
  drop: (id) => sql.atomically(() => drop(sql, id)),
})
