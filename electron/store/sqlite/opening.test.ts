import {
  closeSync,
  existsSync,
  mkdirSync,
  openSync,
  readdirSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
  writeSync,
} from 'node:fs'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { describe, expect, it } from 'vitest'
import { addFinishedVideo, cue, jobOf, now } from '../fixtures/sample-data.ts'
import { mustOpen, temporaryLibrary } from '../fixtures/temporary-library.ts'
import { libraryLayout } from '../library-folder/library-layout.ts'
import { openStore } from '../open-store.ts'
import { isSoundLibrary, listBackups, writeBackup } from './backups.ts'
import { migrate } from './migrate.ts'
import { migrations } from './migrations/index.ts'
import { openDatabase } from './open-database.ts'
import { createSql } from './sql.ts'
import { createSqliteStore } from './sqlite-store.ts'
import { storeFailureOf } from './store-failure.ts'

const edit = (libraryPath: string, statement: string): void => {
  const database = new Database(libraryLayout(libraryPath).database)
  database.exec(statement)
  database.close()
}

const latest = migrations.length

const overwrite = (file: string, from: number, length: number): void => {
  const descriptor = openSync(file, 'r+')
  writeSync(descriptor, Buffer.alloc(length, 0x5a), 0, length, from)
  closeSync(descriptor)
}

const failureOf = async (libraryPath: string) => {
  const opened = await openStore({ libraryPath })
  if (opened.ok) {
    await opened.value.close()
    throw new Error('the library opened')
  }
  return opened.error
}

describe('schema versions', () => {
  it('migrates an older library after a backup, and keeps what is in it', async () => {
    const libraryPath = await temporaryLibrary()
    const layout = libraryLayout(libraryPath)
    const old = new Database(layout.database)
    migrate(old, migrations.slice(0, 1))
    old.exec(`
      INSERT INTO videos (id, content_id, size_bytes, title, title_key, title_sort, added_at, caption_count)
        VALUES ('v1', 'content', 1, 'Old', 'old', 'old', '${now}', 1);
      INSERT INTO caption_tracks VALUES (1, 0, 'stream', 'subrip', 'en', NULL, 1, 1);
      INSERT INTO captions (video_pk, track, idx, start_ms, end_ms, text) VALUES (1, 0, 0, 0, 100, 'words of old');
      INSERT INTO meta VALUES ('stopped_cleanly', '1');`)
    old.close()
    const store = await mustOpen(libraryPath)
    expect(store.opening).toMatchObject({ schemaVersion: latest, migratedFrom: 1, repair: null })
    const { backupPath } = store.opening
    expect(backupPath !== null && isSoundLibrary(backupPath)).toBe(true)
    expect(listBackups(layout.backups)).toMatchObject([{ path: backupPath, schemaVersion: 1 }])
    // The words were there before their index was.
    expect((await store.captions.search({ query: 'old', typing: false, limit: 5 })).total).toBe(1)
    await store.close()
    const again = await mustOpen(libraryPath)
    expect(again.opening).toMatchObject({ migratedFrom: null, backupPath: null })
    await again.close()
  })

  it('makes the tables of captions anew for tracks of other sources, with the cues, their ids and their index', async () => {
    const libraryPath = await temporaryLibrary()
    const old = new Database(libraryLayout(libraryPath).database)
    old.pragma('foreign_keys = ON')
    migrate(old, migrations.slice(0, 14))
    old.exec(`
      INSERT INTO videos (id, content_id, size_bytes, title, title_key, title_sort, added_at, caption_count, caption_track)
        VALUES ('v1', 'content', 1, 'Old', 'old', 'old', '${now}', 2, 3);
      INSERT INTO caption_tracks (video_pk, track, source, codec, readable, cue_count, source_key, offset_ms, note)
        VALUES (1, 3, 'sidecar', 'srt', 1, 2, 'file:a.srt', 40, 'kept');
      INSERT INTO captions (video_pk, track, idx, start_ms, end_ms, text)
        VALUES (1, 3, 0, 0, 100, 'first words'), (1, 3, 1, 200, 300, 'other words'), (1, 3, 2, 400, 500, 'gone words');
      DELETE FROM captions WHERE idx = 2;
      INSERT INTO meta VALUES ('stopped_cleanly', '1');`)
    old.close()
    const store = await mustOpen(libraryPath)
    expect((await store.captions.all('v1', 3)).map(({ id, text }) => [id, text])).toEqual([
      ['c1', 'first words'],
      ['c2', 'other words'],
    ])
    const found = async (query: string) => (await store.captions.search({ query, typing: false, limit: 5 })).total
    expect([await found('words'), await found('gone')]).toEqual([2, 0])
    expect((await store.videos.get('v1'))?.captionTracks).toMatchObject([
      { track: 3, source: 'sidecar', codec: 'srt', cueCount: 2, offsetMs: 40, note: 'kept' },
    ])
    expect(await store.library.integrity()).toEqual([])
    await store.close()
    edit(
      libraryPath,
      `INSERT INTO caption_tracks (video_pk, track, source, codec, readable, cue_count) VALUES (1, 1000, 'speech', 'm', 1, 1);
       INSERT INTO captions (video_pk, track, idx, start_ms, end_ms, text) VALUES (1, 1000, 0, 0, 100, 'spoken words')`,
    )
    const again = await mustOpen(libraryPath)
    // The number of the cue that went is not given again.
    expect((await again.captions.search({ query: 'spoken', typing: false, limit: 5 })).items[0]?.caption.id).toBe('c4')
    await again.close()
  })

  it('refuses a newer library, changes nothing in it and lets go of it', async () => {
    const libraryPath = await temporaryLibrary()
    await (await mustOpen(libraryPath)).close()
    edit(libraryPath, 'PRAGMA user_version = 99')
    const before = statSync(libraryLayout(libraryPath).database)
    const failure = await failureOf(libraryPath)
    expect(failure.code).toBe('library_too_new')
    expect(failure.remedy).toContain('Install the newest GoodCLIPS')
    expect(failure.remedy).not.toMatch(/delete/i)
    expect(statSync(libraryLayout(libraryPath).database).size).toBe(before.size)
    expect(existsSync(libraryLayout(libraryPath).lock)).toBe(false)
  })

  it('leaves the database of another program alone', async () => {
    const libraryPath = await temporaryLibrary()
    edit(libraryPath, 'CREATE TABLE theirs (x)')
    expect(await failureOf(libraryPath)).toMatchObject({ code: 'unavailable' })
    edit(libraryPath, 'SELECT * FROM theirs')
  })
})

describe('damage', () => {
  it('checks the database after an unclean stop only', async () => {
    const libraryPath = await temporaryLibrary()
    const first = await mustOpen(libraryPath)
    expect(first.opening.checkedAfterUncleanStop).toBe(false)
    await first.close()
    edit(libraryPath, "UPDATE meta SET value = '0' WHERE key = 'stopped_cleanly'")
    const second = await mustOpen(libraryPath)
    expect(second.opening).toMatchObject({ checkedAfterUncleanStop: true, repair: null })
    await second.close()
  })

  it('backs a library up whenever it is closed changed, and only when there is something in it', async () => {
    const libraryPath = await temporaryLibrary()
    const { backups } = libraryLayout(libraryPath)
    await (await mustOpen(libraryPath)).close()
    expect(listBackups(backups)).toEqual([])
    const store = await mustOpen(libraryPath)
    const id = await addFinishedVideo(store, 'film')
    await store.close()
    await (await mustOpen(libraryPath)).close()
    expect(listBackups(backups)).toHaveLength(1)
    const changed = await mustOpen(libraryPath)
    await changed.videos.rename(id, 'Renamed')
    await changed.close()
    expect(listBackups(backups)).toHaveLength(2)
    expect(listBackups(backups).every(({ path }) => isSoundLibrary(path))).toBe(true)
  })

  it.each([
    ['a file that is no database', (file: string) => writeFileSync(file, 'no database'.repeat(1000))],
    ['a file with damaged pages', (file: string) => overwrite(file, 4096, statSync(file).size - 4096)],
    ['a file that is gone', (file: string) => rmSync(file)],
  ])('restores the newest sound backup in place of %s', async (_, damage) => {
    const libraryPath = await temporaryLibrary()
    const layout = libraryLayout(libraryPath)
    const store = await mustOpen(libraryPath)
    const id = await addFinishedVideo(store, 'film', { scenes: 4, cues: [cue(0, 100, 'survivor')] })
    await store.close()
    const [sound] = listBackups(layout.backups)
    // A newer backup that is damaged itself is passed over.
    writeFileSync(join(layout.backups, `library-29990101T000000000Z-v${latest}.sqlite`), 'not a database')
    damage(layout.database)

    const restored = await mustOpen(libraryPath)
    const repair = restored.opening.repair
    expect(repair).toMatchObject({ outcome: 'restored', backupFile: sound?.path, videosKept: 1, videosLost: 0 })
    if (existsSync(repair?.damagedFile ?? '')) expect(repair?.damagedFile).toContain('library.sqlite.corrupt-')
    expect(await restored.videos.get(id)).toMatchObject({ state: 'ready', sceneCount: 4 })
    expect((await restored.captions.search({ query: 'survivor', typing: false, limit: 5 })).total).toBe(1)
    expect(await restored.library.integrity()).toEqual([])
    await restored.close()
    const reopened = await mustOpen(libraryPath)
    expect(reopened.opening.repair).toBeNull()
    // Told until somebody dismisses it.
    expect(await reopened.library.repairs()).toMatchObject([{ id: repair?.id }])
    expect(await reopened.library.dismissRepair(repair?.id ?? '')).toBe(true)
    expect(await reopened.library.repairs()).toEqual([])
    await reopened.close()
  })

  it('starts anew when there is no backup, and keeps the damaged file', async () => {
    const libraryPath = await temporaryLibrary()
    const layout = libraryLayout(libraryPath)
    mkdirSync(libraryPath, { recursive: true })
    writeFileSync(layout.database, 'x'.repeat(10_000))
    const store = await mustOpen(libraryPath)
    const { repair } = store.opening
    expect(repair).toMatchObject({ outcome: 'begun', backupFile: null, videosKept: 0 })
    expect(statSync(repair?.damagedFile ?? '').size).toBe(10_000)
    expect((await store.library.counts()).videos).toBe(0)
    await store.close()
  })

  it('runs again what the restored rows do not match', async () => {
    const libraryPath = await temporaryLibrary()
    const layout = libraryLayout(libraryPath)
    const store = await mustOpen(libraryPath)
    const rewritten = await addFinishedVideo(store, 'rewritten')
    const kept = await addFinishedVideo(store, 'kept')
    await store.close()
    for (const [contentId, time] of [
      ['rewritten', new Date(Date.now() + 60_000)],
      ['kept', new Date(Date.now() - 60_000)],
    ] as const) {
      const folder = join(layout.media, contentId.slice(0, 2), contentId)
      mkdirSync(folder, { recursive: true })
      writeFileSync(join(folder, 'frames.pack'), 'frames')
      utimesSync(join(folder, 'frames.pack'), time, time)
    }
    overwrite(layout.database, 0, statSync(layout.database).size)
    const restored = await mustOpen(libraryPath)
    expect((await jobOf(restored, rewritten, 'analyse')).state).toBe('waiting')
    expect((await jobOf(restored, kept, 'analyse')).state).toBe('done')
    await restored.close()
  })
})

describe('backups', () => {
  it('leave nothing behind that was interrupted', async () => {
    const libraryPath = await temporaryLibrary()
    const { backups } = libraryLayout(libraryPath)
    mkdirSync(backups, { recursive: true })
    for (const suffix of ['', '-journal', '-wal', '-shm']) {
      writeFileSync(join(backups, `library-20260101T000000000Z-v5.sqlite.partial${suffix}`), 'x')
    }
    await (await mustOpen(libraryPath)).close()
    expect(readdirSync(backups)).toEqual([])
  })

  it('are not made of a database that does not pass its check', async () => {
    const libraryPath = await temporaryLibrary()
    const { backups } = libraryLayout(libraryPath)
    const { database } = await openDatabase(libraryPath, { afterUncleanStop: false })
    database.exec(`INSERT INTO videos (id, content_id, size_bytes, title, title_key, title_sort, added_at)
      VALUES ('v1', 'content', 1, 'Film', 'film', 'film', '${now}')`)
    expect(await writeBackup(database, backups, new Date())).toMatchObject({ kind: 'written' })
    database.exec(`DROP TRIGGER captions_fts_insert;
      INSERT INTO caption_tracks (video_pk, track, source, codec, readable, cue_count)
        VALUES (1, 0, 'stream', 'subrip', 1, 1);
      INSERT INTO captions (video_pk, track, idx, start_ms, end_ms, text) VALUES (1, 0, 0, 0, 100, 'words')`)
    expect(await writeBackup(database, backups, new Date())).toMatchObject({ kind: 'damaged' })
    expect(listBackups(backups)).toHaveLength(1)
    expect(readdirSync(backups)).toHaveLength(1)
    database.close()
  })
})

describe('a full disk', () => {
  it('is told as such, loses nothing that was saved, and does not end the store', async () => {
    const libraryPath = await temporaryLibrary()
    const { database } = await openDatabase(libraryPath, { afterUncleanStop: false })
    const store = createSqliteStore(createSql(database))
    const register = (contentId: string) =>
      store.videos.register({
        identity: { contentId, sizeBytes: 1 },
        path: `/${contentId}`,
        title: contentId.padEnd(400, '.'),
        stages: [],
        missingPaths: [],
      })
    register('before')
    database.pragma(`max_page_count = ${Number(database.pragma('page_count', { simple: true })) + 1}`)
    let thrown: unknown = null
    for (let index = 0; thrown === null && index < 1000; index += 1) {
      try {
        register(`filler${index}`)
      } catch (error) {
        thrown = error
      }
    }
    expect(storeFailureOf(thrown).code).toBe('disk_full')
    expect(database.inTransaction).toBe(false)
    database.pragma('max_page_count = 1000000')
    expect(register('after').outcome).toBe('added')
    expect(store.videos.findByContent('before')).not.toBeNull()
    expect(store.library.integrity()).toEqual([])
    database.close()
  })
})
