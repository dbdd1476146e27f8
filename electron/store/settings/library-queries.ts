import { z } from 'zod'
import {
  type Failure,
  failureSchema,
  type ImportProblem,
  type LeftOut,
  leftOutGroupSchema,
  type ModelRole,
  type PatchPreferences,
  type PatchSettings,
  preferencesSchema,
  readStoredSettings,
  type SavedPreferences,
  type Settings,
  settingsSchema,
} from '../../contract/index.ts'
import type { LibraryStateStore } from '../../domain/ports/index.ts'
import { decodeCursor, encodeCursor, toPage } from '../sqlite/cursor.ts'
import type { Sql, Synchronous } from '../sqlite/sql.ts'
import type { ImportProblemsTable, LeftOutTable } from '../sqlite/tables.ts'
import { countProblems, dismissVideoProblem, listProblems } from './problem-queries.ts'

const toImportProblem = (row: ImportProblemsTable): ImportProblem => ({
  id: `p${row.pk.toString(36)}`,
  path: row.path,
  error: failureSchema.parse(JSON.parse(row.error)),
  at: row.at,
})

const leftOutGroupsSchema = z.array(leftOutGroupSchema)

const toLeftOut = (row: LeftOutTable): LeftOut => ({
  id: `l${row.pk.toString(36)}`,
  folder: row.folder,
  groups: leftOutGroupsSchema.parse(JSON.parse(row.groups)),
  at: row.at,
})

const readSettings = (sql: Sql): Settings => {
  const stored: Record<string, unknown> = {}
  for (const { key, value } of sql.all<{ key: string; value: string }>('SELECT key, value FROM settings')) {
    stored[key] = JSON.parse(value)
  }
  return readStoredSettings(stored)
}

/** Under this key of the settings' table lie the preferences, which are no setting. */
const preferencesKey = 'preferences'

const readPreferences = (sql: Sql): SavedPreferences => {
  const row = sql.get<{ value: string }>('SELECT value FROM settings WHERE key = @key', { key: preferencesKey })
  const stored: Record<string, unknown> = row === undefined ? {} : { ...JSON.parse(row.value) }
  const savedAt = z.iso.datetime().nullable().catch(null).parse(stored['savedAt'])
  return { ...preferencesSchema.parse(stored), theme: readSettings(sql).theme, savedAt }
}

const patchSettings = (sql: Sql, patch: PatchSettings): Settings =>
  sql.atomically(() => {
    const before = readSettings(sql)
    const after = settingsSchema.parse({ ...before, ...patch, limits: { ...before.limits, ...patch.limits } })
    for (const key of Object.keys(patch)) writeSetting(sql, key, after[key as keyof Settings])
    return after
  })

const writeSetting = (sql: Sql, key: string, value: unknown): void => {
  sql.run(
    'INSERT INTO settings (key, value) VALUES (@key, @value) ON CONFLICT (key) DO UPDATE SET value = excluded.value',
    { key, value: JSON.stringify(value) },
  )
}

const patchPreferences = (sql: Sql, { theme, ...patch }: PatchPreferences): SavedPreferences =>
  sql.atomically(() => {
    if (theme !== undefined) patchSettings(sql, { theme })
    const { theme: _, ...before } = readPreferences(sql)
    writeSetting(sql, preferencesKey, { ...before, ...patch, savedAt: new Date().toISOString() })
    return readPreferences(sql)
  })

const addImportProblem = (sql: Sql, path: string, error: Failure, now: string): ImportProblem => {
  // A path that fails again becomes the newest problem, with a new id.
  sql.run('DELETE FROM import_problems WHERE path = @path', { path })
  sql.run('INSERT INTO import_problems (path, error, at) VALUES (@path, @error, @now)', {
    path,
    error: JSON.stringify(error),
    now,
  })
  const row = sql.get<ImportProblemsTable>('SELECT pk, path, error, at FROM import_problems WHERE path = @path', {
    path,
  })
  if (row === undefined) throw new Error('the import problem was not written')
  return toImportProblem(row)
}

/** What was repaired in the database; kept outside of it. */
export type RepairQueries = Pick<Synchronous<LibraryStateStore>, 'repairs' | 'dismissRepair' | 'filesImported'>

/** Library-wide state. */
export const createLibraryQueries = (sql: Sql, repairs: RepairQueries): Synchronous<LibraryStateStore> => ({
  ...repairs,
  modelChoices: () =>
    Object.fromEntries(
      sql
        .all<{ role: ModelRole; model: string | null }>('SELECT modality AS role, model FROM model_choices')
        .map(({ role, model }) => [role, model]),
    ),
  chooseModel: (role, modelId) => {
    sql.run(
      `INSERT INTO model_choices (modality, model) VALUES (@role, @modelId)
       ON CONFLICT (modality) DO UPDATE SET model = excluded.model`,
      { role, modelId },
    )
  },
  settings: () => readSettings(sql),
  patchSettings: (patch) => patchSettings(sql, patch),
  preferences: () => readPreferences(sql),
  patchPreferences: (patch) => patchPreferences(sql, patch),
  counts: () => {
    const counts = sql.get<ReturnType<Synchronous<LibraryStateStore>['counts']>>(
      `SELECT COUNT(*) AS videos, COALESCE(SUM(scene_count), 0) AS scenes, COALESCE(SUM(caption_count), 0) AS captions,
         COALESCE(SUM(duration_ms), 0) AS durationMs, (SELECT COUNT(*) FROM import_problems) AS importProblems
       FROM videos WHERE removed_at IS NULL`,
    )
    const needsYou = countProblems(sql)
    return { videos: 0, scenes: 0, captions: 0, durationMs: 0, importProblems: 0, ...counts, needsYou }
  },
  problems: (page) => listProblems(sql, page, { importProblem: toImportProblem, leftOut: toLeftOut }),
  dismissVideoProblem: (videoId) => dismissVideoProblem(sql, videoId),
  addImportProblem: (path, error, now) => sql.atomically(() => addImportProblem(sql, path, error, now)),
  importProblems: (page) => {
    const after = page.cursor === undefined ? null : (decodeCursor(page.cursor, 'p', ['number'])[0] ?? null)
    const rows = sql.all<ImportProblemsTable>(
      `SELECT pk, path, error, at FROM import_problems ${after === null ? '' : 'WHERE pk < @after'}
       ORDER BY pk DESC LIMIT @rows`,
      { after, rows: page.limit + 1 },
    )
    return toPage(rows, page.limit, toImportProblem, (row) => encodeCursor('p', [row.pk]))
  },
  dismissImportProblem: (id) =>
    /^p[0-9a-z]{1,10}$/.test(id) &&
    sql.run('DELETE FROM import_problems WHERE pk = @pk', { pk: Number.parseInt(id.slice(1), 36) }) > 0,
  clearImportProblem: (path) => {
    sql.run('DELETE FROM import_problems WHERE path = @path', { path })
  },
  setLeftOut: (folder, groups, now) =>
    sql.atomically(() => {
      // A folder that is imported again becomes the newest, with a new id.
      sql.run('DELETE FROM left_out WHERE folder = @folder', { folder })
      if (groups.length === 0) return
      sql.run('INSERT INTO left_out (folder, groups, at) VALUES (@folder, @groups, @now)', {
        folder,
        groups: JSON.stringify(groups),
        now,
      })
    }),
  leftOut: (page) => {
    const after = page.cursor === undefined ? null : (decodeCursor(page.cursor, 'l', ['number'])[0] ?? null)
    const rows = sql.all<LeftOutTable>(
      `SELECT pk, folder, groups, at FROM left_out ${after === null ? '' : 'WHERE pk < @after'}
       ORDER BY pk DESC LIMIT @rows`,
      { after, rows: page.limit + 1 },
    )
    return toPage(rows, page.limit, toLeftOut, (row) => encodeCursor('l', [row.pk]))
  },
  dismissLeftOut: (id) =>
    /^l[0-9a-z]{1,10}$/.test(id) &&
    sql.run('DELETE FROM left_out WHERE pk = @pk', { pk: Number.parseInt(id.slice(1), 36) }) > 0,
  integrity: () => quickCheck(sql.database),
})

/** PRAGMA quick_check: the problems found, none when the database is sound. */
export const quickCheck = (database: Sql['database']): readonly string[] => {
  const rows = database.pragma('quick_check(20)') as { readonly quick_check: string }[]
  return rows.map((row) => row.quick_check).filter((line) => line !== 'ok')
}
