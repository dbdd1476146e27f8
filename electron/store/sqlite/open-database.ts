import { existsSync, statSync } from 'node:fs'
import { join } from 'node:path'
import type Database from 'better-sqlite3'
import type { DatabaseRepair, StoreOpening } from '../../domain/ports/index.ts'
import { StoreError } from '../../domain/store-error.ts'
import { type LibraryLayout, libraryLayout } from '../library-folder/library-layout.ts'
import { assertReachable, saysDriveGone } from '../library-folder/reachable.ts'
import { deepCheck } from '../recovery/deep-check.ts'
import { schemaObjects, versionOfSchema } from '../recovery/expected-schema.ts'
import { inspectFiles } from '../recovery/inspect-files.ts'
import { mendDatabase } from '../recovery/mend-database.ts'
import {
  type Damage,
  newRepair,
  type RepairContext,
  repairDatabase,
  settleUnderway,
} from '../recovery/repair-database.ts'
import { quickCheck } from '../settings/library-queries.ts'
import { writeBackup } from './backups.ts'
import { connect, loadVectorExtension, readMeta, writeMeta } from './connect.ts'
import { openHealth } from './database-health.ts'
import { applicationId, type Migration, migrate, schemaVersion } from './migrate.ts'
import { migrations as allMigrations } from './migrations/index.ts'
import { isCorruption } from './store-failure.ts'

/** All of a database up to this size (some 20,000 scenes, a tenth of a second) is checked at every start; a larger one in the background. */
const checkedAtOnceBytes = 6e6
/** Trees and rows of a database up to this size are checked before it is used after an unclean stop. */
const quicklyCheckedBytes = 128e6

/** An open library database and what opening it took. */
export interface OpenedDatabase {
  readonly database: Database.Database
  readonly opening: StoreOpening
  /** The newest backup already holds everything that the database holds. */
  readonly isBackedUp: boolean
}

class DamagedDatabase extends Error {
  readonly damage: Damage
  constructor(damage: Damage) {
    super(damage.problems.join('; '))
    this.damage = damage
  }
}

/** Remembers whether the library is open (an unclean stop, should the process die) or was closed. */
export const markStopped = (database: Database.Database, cleanly: boolean): void =>
  writeMeta(database, 'stopped_cleanly', cleanly ? '1' : '0')

const belongsToOthers = (): StoreError =>
  new StoreError(
    'unavailable',
    'The file library.sqlite in this folder belongs to another program.',
    'Choose another folder for the library.',
  )

/**
 * The schema's version, once it fits the schema: a version or a mark that no GoodCLIPS writes is put right where the
 * schema itself is known. Refuses files of other programs and of newer versions.
 */
const settleVersion = (
  database: Database.Database,
  migrations: readonly Migration[],
): { readonly version: number; readonly problem: string | null } => {
  const newest = migrations.at(-1)?.version ?? 0
  const version = schemaVersion(database)
  const id = Number(database.pragma('application_id', { simple: true }))
  const objects = schemaObjects(database)
  if (id === applicationId && version > newest) {
    throw new StoreError(
      'library_too_new',
      `This library was written by a newer GoodCLIPS (schema ${version}; this one knows ${newest}).`,
      'Install the newest GoodCLIPS to open it, or open another library. Nothing in it was changed.',
    )
  }
  if (id === 0 && objects.length === 0 && version === 0) return { version, problem: null }
  if (id === applicationId && version > 0) {
    const actual = versionOfSchema(objects, migrations)
    if (actual === null || actual === version) return { version, problem: null }
    database.pragma(`user_version = ${actual}`)
    return { version: actual, problem: `the file said schema ${version} and has schema ${actual}` }
  }
  const actual = versionOfSchema(objects, migrations)
  if (actual === null) {
    if (id !== applicationId) throw belongsToOthers()
    throw new DamagedDatabase({ problems: [`the file says schema ${version}, which no GoodCLIPS writes`], tables: [] })
  }
  database
    .transaction(() => {
      database.pragma(`application_id = ${applicationId}`)
      database.pragma(`user_version = ${actual}`)
    })
    .immediate()
  return { version: actual, problem: `the file's mark or schema version (${id}, ${version}) was wrong` }
}

type Checking = 'everything' | 'rows' | 'schema'

const checks: Readonly<Record<Checking, (database: Database.Database) => readonly string[]>> = {
  everything: deepCheck,
  rows: quickCheck,
  schema: () => [],
}

/** How much is checked before the library is used; the rest is checked in the background. */
const chooseChecking = (layout: LibraryLayout, afterUncleanStop: boolean, suspected: boolean): Checking => {
  const bytes = statSync(layout.database, { throwIfNoEntry: false })?.size ?? 0
  if (suspected || bytes <= checkedAtOnceBytes) return 'everything'
  return afterUncleanStop && bytes <= quicklyCheckedBytes ? 'rows' : 'schema'
}

const openSound = async (
  context: RepairContext,
  afterUncleanStop: boolean,
  suspected: boolean,
): Promise<OpenedDatabase> => {
  const { layout, migrations, health } = context
  const newest = migrations.at(-1)?.version ?? 0
  const checking = chooseChecking(layout, afterUncleanStop, suspected)
  const database = connect(layout.database)
  try {
    const { version, problem } = settleVersion(database, migrations)
    let repair: DatabaseRepair | null = null
    if (version > 0) {
      const mending = mendDatabase(database, migrations, version, checks[checking])
      if (mending.kind === 'beyond') throw new DamagedDatabase(mending)
      const problems = [...(problem === null ? [] : [problem]), ...(mending.kind === 'mended' ? mending.problems : [])]
      if (problems.length > 0) {
        const videosKept = Number(
          database.prepare('SELECT COUNT(*) FROM videos WHERE removed_at IS NULL').pluck().get(),
        )
        repair = newRepair('rebuilt', problems, { videosKept })
        health.add(repair)
      }
    }
    const outdated = version > 0 && version < newest
    const backup = outdated ? await writeBackup(database, layout.backups, new Date()) : null
    if (backup?.kind === 'damaged') throw new DamagedDatabase({ problems: backup.problems, tables: [] })
    if (backup?.kind === 'no-room') {
      throw new StoreError(
        'disk_full',
        'The disk has no room for a backup of the library, which is made before its database is brought up to date.',
        'Free some space, then start GoodCLIPS again. Nothing in the library was changed.',
      )
    }
    const unclean = version > 0 && (afterUncleanStop || readMeta(database, 'stopped_cleanly') !== '1')
    migrate(database, migrations)
    const backedUpAs = readMeta(database, 'backed_up_as')
    markStopped(database, false)
    writeMeta(database, 'backed_up_as', '')
    return {
      database,
      isBackedUp: !unclean && repair === null && backedUpAs !== '' && existsSync(join(layout.backups, backedUpAs)),
      opening: {
        schemaVersion: newest,
        migratedFrom: outdated ? version : null,
        backupPath: backup?.path ?? null,
        checkedAfterUncleanStop: unclean && checking !== 'schema',
        fullyChecked: checking === 'everything',
        repair,
        vectorExtension: loadVectorExtension(database),
      },
    }
  } catch (error) {
    database.close()
    throw error
  }
}

const isSuspected = ({ health }: RepairContext): boolean =>
  health.repairs().some(({ outcome }) => outcome === 'damaged')

/** Damage that was reported while the library was open is forgotten once it has been repaired or is not found any more. */
const forgetSuspicion = ({ health }: RepairContext): void => {
  for (const { id, outcome } of health.repairs()) if (outcome === 'damaged') health.dismiss(id)
}

/**
 * Opens a library's database. Checks its files, its schema and, as far as that does not hold up the start, all of its
 * content; makes anew what can be made from its rows; where rows are damaged or the file is lost, puts a new database in
 * its place (`repairDatabase`). Migrates it after a backup. Throws `library_too_new`, `unavailable` and what the disk
 * throws.
 */
export const openDatabase = async (
  libraryPath: string,
  options: {
    readonly afterUncleanStop: boolean
    readonly migrations?: readonly Migration[]
    /** Something read damage from it before: all of it is checked, however large it is. */
    readonly suspected?: boolean
  },
): Promise<OpenedDatabase> => {
  const layout = libraryLayout(libraryPath)
  const context: RepairContext = {
    layout,
    migrations: options.migrations ?? allMigrations,
    health: openHealth(layout.health),
  }
  const suspected = options.suspected === true || isSuspected(context)
  const afterRepair = async (damage: Damage): Promise<OpenedDatabase> => {
    const repair = repairDatabase(context, damage)
    forgetSuspicion(context)
    const opened = await openSound(context, false, false)
    return { ...opened, isBackedUp: false, opening: { ...opened.opening, repair } }
  }
  try {
    assertReachable(layout.folder, layout.database)
    settleUnderway(context)
    const { problems, lostChanges } = inspectFiles(layout)
    if (problems.length > 0) return await afterRepair({ problems, tables: [] })
    const opened = await openSound(context, options.afterUncleanStop, suspected)
    if (suspected) forgetSuspicion(context)
    if (lostChanges === null) return opened
    const repair = newRepair('changes_lost', [lostChanges])
    context.health.add(repair)
    return { ...opened, opening: { ...opened.opening, repair: opened.opening.repair ?? repair } }
  } catch (error) {
    if (saysDriveGone(error)) {
      // Without its drive nothing can be said about the database. A drive that is there and fails is reported as that.
      assertReachable(layout.folder, layout.database)
      throw error
    }
    if (error instanceof DamagedDatabase) return await afterRepair(error.damage)
    if (!isCorruption(error)) throw error
    return await afterRepair({ problems: [error instanceof Error ? error.message : String(error)], tables: [] })
  }
}
