import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { afterEach, describe, expect, it } from 'vitest'
import { packCues } from '../../domain/captions/index.ts'
import type { StorePort } from '../../domain/ports/index.ts'
import { addFinishedVideo, cue, jobOf, now, runStage } from '../fixtures/sample-data.ts'
import { libraryLayout } from '../library-folder/library-layout.ts'
import { listBackups, writeBackup } from '../sqlite/backups.ts'
import { migrations } from '../sqlite/migrations/index.ts'
import { openDatabase } from '../sqlite/open-database.ts'
import { createSql } from '../sqlite/sql.ts'
import { createSqliteStore } from '../sqlite/sqlite-store.ts'
import { rebuildDatabase } from './rebuild-database.ts'

const folder = mkdtempSync(join(tmpdir(), 'goodclips-salvage-'))
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const speech = { model: 'whisper-base', revision: 'one' }
const text = { model: 'pp-ocrv6-small', revision: 'one' }
const words = [{ startMs: 0, endMs: 400, text: 'heard', probability: 0.5 }]

/** A film with captions of its own, a transcript and text on screen. */
const addFilm = async (store: StorePort): Promise<string> => {
  const id = await addFinishedVideo(store, 'film', { cues: [cue(0, 900, 'written in the file')] })
  for (const stage of ['transcribe', 'read-text'] as const) {
    await store.jobs.recover([{ stage, version: 1 }], now, true)
    expect((await jobOf(store, id, stage)).state).toBe('waiting')
  }
  await hear(store, id, 'heard by a model')
  await store.screenTexts.writePictures({ videoId: id, ...text, trackKey: null }, [
    { number: 5, startMs: 200, endMs: 200, lines: [{ box: [0, 0, 1, 1], text: 'EXIT', probability: 1 }] },
  ])
  const cues = packCues([{ startMs: 0, endMs: 900, text: 'EXIT', box: [0, 0, 1, 1] }])
  await runStage(store, id, { stage: 'read-text', screenText: { ...text, cues, pictureTracks: [] }, warnings: [] })
  return id
}

const hear = async (store: StorePort, id: string, said: string, at = now): Promise<void> => {
  const transcript = {
    ...speech,
    language: 'en',
    heard: [1],
    wishes: { language: null, hotWords: '', translation: false },
    track: 1000,
  }
  const cues = packCues([{ startMs: 0, endMs: 900, text: said, words }])
  await runStage(store, id, { stage: 'transcribe', transcripts: [{ ...transcript, cues }], warnings: [] }, at)
}

interface Rescued {
  readonly texts: readonly string[]
  readonly waiting: readonly string[]
  readonly pictures: number
}

/** Makes the library and a backup, changes it, deletes rows from the file, and builds it anew. */
const rescue = async (
  change: (store: StorePort, id: string) => Promise<void>,
  damage: string,
  incomplete: readonly string[],
  withBackup = true,
): Promise<Rescued> => {
  const layout = libraryLayout(join(folder, 'library'))
  mkdirSync(layout.folder, { recursive: true })
  const { database } = await openDatabase(layout.folder, { afterUncleanStop: false })
  // The store answers at once what the port promises; awaiting either is the same.
  const store = createSqliteStore(createSql(database)) as unknown as StorePort
  const id = await addFilm(store)
  await writeBackup(database, layout.backups, new Date())
  await change(store, id)
  database.pragma('foreign_keys = OFF')
  database.exec(damage)
  database.pragma('wal_checkpoint(TRUNCATE)')
  database.close()
  const [backup] = listBackups(layout.backups)
  const target = join(folder, 'rebuilt.sqlite')
  rebuildDatabase(layout.database, target, migrations, withBackup ? backup : undefined, [], incomplete)
  const rebuilt = new Database(target)
  const all = (sql: string): string[] => rebuilt.prepare<[], string>(sql).pluck().all()
  const rescued = {
    texts: all('SELECT text FROM captions ORDER BY track, idx'),
    waiting: all("SELECT stage FROM jobs WHERE state = 'waiting' ORDER BY stage"),
    pictures: all('SELECT number FROM read_pictures').length,
  }
  rebuilt.close()
  return rescued
}

const lost = 'DELETE FROM captions; DELETE FROM caption_tracks;'
const wordTables = ['captions', 'caption_tracks']
const untouched = async (): Promise<void> => undefined

describe('words of a damaged database', () => {
  it('come from a backup, each by the stage that wrote them', async () => {
    expect(await rescue(untouched, lost, wordTables)).toEqual({
      texts: ['written in the file', 'heard by a model', 'EXIT'],
      waiting: [],
      pictures: 1,
    })
  })

  it('stay out where their own stage has run again since, which then runs once more', async () => {
    const hearAgain = (store: StorePort, id: string) => hear(store, id, 'heard anew', '2026-03-02T12:00:00.000Z')
    expect(await rescue(hearAgain, lost, wordTables)).toEqual({
      texts: ['written in the file', 'EXIT'],
      waiting: ['transcribe'],
      pictures: 1,
    })
  })

  it('are made again by their own stages where no backup has them', async () => {
    const spoken = "DELETE FROM captions WHERE track = 1000; DELETE FROM captions WHERE text = 'EXIT';"
    expect(await rescue(untouched, spoken, ['captions'], false)).toEqual({
      texts: ['written in the file'],
      waiting: ['read-text', 'transcribe'],
      pictures: 1,
    })
    rmSync(folder, { recursive: true, force: true })
    mkdirSync(folder, { recursive: true })
    expect(await rescue(untouched, lost, wordTables, false)).toMatchObject({ waiting: ['read-text', 'transcribe'] })
  })

  it('forget pictures that were read where some of their lines are gone', async () => {
    expect(await rescue(untouched, 'DELETE FROM read_lines;', ['read_lines'])).toMatchObject({
      texts: ['written in the file', 'heard by a model', 'EXIT'],
      waiting: [],
      pictures: 0,
    })
  })
})
