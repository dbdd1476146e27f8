import { randomUUID } from 'node:crypto'
import { copyFileSync, existsSync, mkdirSync, readdirSync, renameSync, rmSync, statSync } from 'node:fs'
import { join } from 'node:path'
import type Database from 'better-sqlite3'
import { systemCode } from '../../domain/failure.ts'
import type { DatabaseRepair } from '../../domain/ports/index.ts'
import { StoreError } from '../../domain/store-error.ts'
import { applyJobEvent } from '../jobs/apply-event.ts'
import { readJobs } from '../jobs/job-rows.ts'
import type { LibraryLayout } from '../library-folder/library-layout.ts'
import { assertReachable, saysDriveGone } from '../library-folder/reachable.ts'
import { type Backup, fileTime, isSoundLibrary, listBackups, syncPath } from '../sqlite/backups.ts'
import { connect } from '../sqlite/connect.ts'
import type { DatabaseHealth } from '../sqlite/database-health.ts'
import { applicationId, type Migration, migrate } from '../sqlite/migrate.ts'
import { createSql } from '../sqlite/sql.ts'
import { mediaContents } from './inspect-files.ts'
import { namesOf, restartChanges } from './mend-rows.ts'
import { type Rebuilt, rebuildDatabase } from './rebuild-database.ts'
import { openPages } from './sqlite-file.ts'

const mostProblems = 5
const mostNames = 50
const damagedFilesKept = 3

/** What repairing works with. */
export interface RepairContext {
  readonly layout: LibraryLayout
  readonly migrations: readonly Migration[]
  readonly health: DatabaseHealth
}

/** What was found out about the damage before. */
export interface Damage {
  readonly problems: readonly string[]
  /** Tables that are known to lack rows. */
  readonly tables: readonly string[]
}

/** A repair of which nothing is known yet but what was found. */
export const newRepair = (
  outcome: DatabaseRepair['outcome'],
  problems: readonly string[],
  known: Partial<DatabaseRepair> = {},
): DatabaseRepair => ({
  id: randomUUID(),
  at: new Date().toISOString(),
  outcome,
  problems: problems.slice(0, mostProblems),
  videosKept: 0,
  videosFromBackup: 0,
  videosLost: 0,
  lostNames: [],
  videosQueued: 0,
  mayLack: [],
  damagedFile: null,
  backupFile: null,
  filesToImport: [],
  ...known,
})

/** Tables of what nothing can make again, in words for people. */
const madeByPeople: Readonly<Record<string, string>> = {
  marks: 'ratings, labels and notes',
  mark_tags: 'tags',
  people: 'names of people',
  not_alike: 'what was said not to be alike',
  hand_edits: 'scenes that were cut by hand',
  saved_searches: 'saved searches',
  bins: 'bins',
  bin_items: 'ranges of bins',
  exports: 'exports',
  watch_folders: 'watched folders',
  panels: 'panels of other programs',
  search_history: 'recent searches',
  settings: 'settings',
  model_choices: 'chosen models',
  import_problems: 'notes of failed imports',
}

const suffixes = ['-wal', '-shm', '']

const setAside = (layout: LibraryLayout, target: string): void => {
  for (const suffix of suffixes) {
    const file = `${layout.database}${suffix}`
    if (existsSync(file)) renameSync(file, `${target}${suffix}`)
  }
  const damagedName = /^library\.sqlite\.corrupt-\d{8}T\d{9}Z$/
  const old = readdirSync(layout.folder)
    .filter((name) => damagedName.test(name))
    .toSorted()
    .slice(0, -damagedFilesKept)
  for (const name of old)
    for (const suffix of suffixes) rmSync(join(layout.folder, `${name}${suffix}`), { force: true })
}

const refuseNewer = (source: string, newest: number): void => {
  const pages = openPages(source)
  try {
    const { header } = pages
    if (header !== null && header.applicationId === applicationId && header.userVersion > newest) {
      throw new StoreError(
        'library_too_new',
        `This library was written by a newer GoodCLIPS (schema ${header.userVersion}; this one knows ${newest}), and its database is damaged.`,
        'Install the newest GoodCLIPS, which can repair it. Nothing in it was changed.',
      )
    }
  } finally {
    pages.close()
  }
}

/** Frames that were written after a backup lie elsewhere in their file than its rows say: those run again. */
const queueRewritten = (database: Database.Database, layout: LibraryLayout, madeAtMs: number): void => {
  const sql = createSql(database)
  const contentOf = new Map(
    sql
      .all<{ pk: number; content_id: string }>('SELECT pk, content_id FROM videos')
      .map((row) => [row.pk, row.content_id]),
  )
  sql.atomically(() => {
    const rewritten = readJobs(sql, "j.stage = 'analyse' AND j.state = 'done'", {}).filter(({ video_pk }) => {
      const contentId = contentOf.get(video_pk) ?? ''
      const frames = join(layout.media, contentId.slice(0, 2), contentId, 'frames.pack')
      const written = statSync(frames, { throwIfNoEntry: false })?.mtimeMs
      return written !== undefined && written > madeAtMs
    })
    applyJobEvent(sql, rewritten, { kind: 'requeued' })
  })
}

const isDiskProblem = (error: unknown): boolean =>
  saysDriveGone(error) ||
  /^(SQLITE_(FULL|READONLY|CANTOPEN|PERM|BUSY)|ENOSPC|EDQUOT|EACCES|EPERM|EROFS)/.test(systemCode(error))

/** The rows of the damaged file and the backup's; where not even a new file can be built of them, the backup as it is. */
const build = (
  context: RepairContext,
  source: string,
  target: string,
  damage: Damage,
  backup: Backup | undefined,
): Rebuilt => {
  const { layout, migrations } = context
  const contents = mediaContents(layout.media)
  try {
    return rebuildDatabase(source, target, migrations, backup, contents, damage.tables)
  } catch (error) {
    if (isDiskProblem(error)) throw error
    for (const suffix of suffixes) rmSync(`${target}${suffix}`, { force: true })
    if (backup !== undefined) copyFileSync(backup.path, target)
    const database = connect(target)
    try {
      migrate(database, migrations)
      restartChanges(database)
      database.pragma('wal_checkpoint(TRUNCATE)')
      database.pragma('journal_mode = DELETE')
      const videos = Number(database.prepare('SELECT COUNT(*) FROM videos').pluck().get())
      const known = Number(
        database
          .prepare('SELECT COUNT(*) FROM videos WHERE content_id IN (SELECT value FROM json_each(?))')
          .pluck()
          .get(JSON.stringify(contents)),
      )
      return {
        salvagedRows: 0,
        videosFromBackup: videos,
        usedBackup: backup !== undefined,
        lost: { count: contents.length - known, files: [] },
        queuedVideos: 0,
        incompleteTables: [String(error)],
      }
    } finally {
      database.close()
      syncPath(target)
    }
  }
}

const outcomeOf = (rebuilt: Rebuilt, videos: number): DatabaseRepair['outcome'] => {
  if (rebuilt.salvagedRows > 0 && videos > rebuilt.videosFromBackup) return 'salvaged'
  if (rebuilt.usedBackup) return 'restored'
  return rebuilt.salvagedRows > 0 ? 'salvaged' : 'begun'
}

/** Files that were uploaded into the library and that no row knows any more. */
const forgottenOriginals = (originals: string, known: ReadonlySet<string>): readonly string[] =>
  existsSync(originals)
    ? readdirSync(originals, { withFileTypes: true, recursive: true })
        .filter((entry) => entry.isFile())
        .map((entry) => join(entry.parentPath, entry.name))
        .filter((path) => !known.has(path))
    : []

const countsOf = (path: string): { readonly videos: number; readonly paths: ReadonlySet<string> } => {
  const sql = createSql(connect(path))
  try {
    const videos = sql.get<{ n: number }>('SELECT COUNT(*) AS n FROM videos WHERE removed_at IS NULL')?.n ?? 0
    const paths = sql.all<{ path: string }>('SELECT path FROM locations').map((row) => row.path)
    sql.database.pragma('journal_mode = DELETE')
    return { videos, paths: new Set(paths) }
  } finally {
    sql.database.close()
  }
}

/**
 * Puts a sound database in place of a damaged or lost one: the rows that can be read of it, and from the newest sound
 * backup those that cannot. The damaged file is kept beside it. The repair is noted in the library's health.
 * Throws `library_too_new`, and what the disk throws; the damaged file is then where it was.
 */
export const repairDatabase = (context: RepairContext, damage: Damage): DatabaseRepair => {
  const { layout, migrations, health } = context
  assertReachable(layout.folder, layout.database)
  const newest = migrations.at(-1)?.version ?? 0
  // A repair that died between its two renames left the damaged file under its new name.
  const earlier = health.underway()?.damagedFile ?? null
  const source = !existsSync(layout.database) && earlier !== null && existsSync(earlier) ? earlier : layout.database
  refuseNewer(source, newest)
  const backup = listBackups(layout.backups).find(
    (candidate) => candidate.schemaVersion <= newest && isSoundLibrary(candidate.path),
  )
  mkdirSync(layout.temporary, { recursive: true })
  const target = join(layout.temporary, 'library.sqlite.rebuilding')
  const rebuilt = build(context, source, target, damage, backup)
  if (rebuilt.usedBackup && rebuilt.videosFromBackup > 0 && backup !== undefined) {
    const database = connect(target)
    try {
      queueRewritten(database, layout, backup.madeAtMs)
      database.pragma('journal_mode = DELETE')
    } finally {
      database.close()
    }
  }
  const { videos, paths } = countsOf(target)
  const damagedFile = source === layout.database ? `${layout.database}.corrupt-${fileTime(new Date())}` : source
  const hadFile = existsSync(source)
  const lostSome = rebuilt.lost.count > 0 || rebuilt.incompleteTables.includes('videos')
  const originals = lostSome ? forgottenOriginals(layout.originals, paths) : []
  const filesToImport = [
    ...rebuilt.lost.files.filter(({ path }) => !paths.has(path)),
    ...originals.map((path) => ({ path, tags: [] })),
  ]
  const repair = newRepair(outcomeOf(rebuilt, videos), damage.problems, {
    videosKept: videos,
    videosFromBackup: Math.min(rebuilt.videosFromBackup, videos),
    videosLost: rebuilt.lost.count,
    lostNames: namesOf(rebuilt.lost).slice(0, mostNames),
    videosQueued: rebuilt.queuedVideos,
    mayLack: rebuilt.incompleteTables.flatMap((table) => madeByPeople[table] ?? []),
    damagedFile: hadFile ? damagedFile : null,
    backupFile: rebuilt.usedBackup ? (backup?.path ?? null) : null,
    filesToImport: filesToImport.filter(
      ({ path }, index) => filesToImport.findIndex((file) => file.path === path) === index,
    ),
  })
  health.setUnderway({ ...repair, damagedFile })
  if (source === layout.database) setAside(layout, damagedFile)
  renameSync(target, layout.database)
  if (process.platform !== 'win32') syncPath(layout.folder)
  health.add(repair)
  health.setUnderway(null)
  return repair
}

/** Ends what a repair left that died: it is reported when the damaged file had been replaced, and forgotten when nothing was done. */
export const settleUnderway = ({ layout, health }: RepairContext): void => {
  const underway = health.underway()
  if (underway === null) return
  const moved = underway.damagedFile !== null && existsSync(underway.damagedFile)
  // Not replaced yet: opening finds the file missing and repairs from the one that was moved.
  if (moved && !existsSync(layout.database)) return
  if (moved && !health.repairs().some(({ id }) => id === underway.id)) health.add(underway)
  health.setUnderway(null)
}
