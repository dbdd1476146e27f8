import Database from 'better-sqlite3'
import { expect, it } from 'vitest'
import { listVideosQuerySchema } from '../../contract/index.ts'
import { fillLibrary, planOf } from '../fixtures/large-library.ts'
import { sampleProbe } from '../fixtures/sample-data.ts'
import { mustOpen, temporaryLibrary } from '../fixtures/temporary-library.ts'
import { libraryLayout } from '../library-folder/library-layout.ts'
import { migrate } from '../sqlite/migrate.ts'
import { migrations } from '../sqlite/migrations/index.ts'
import { openDatabase } from '../sqlite/open-database.ts'
import { createSql, type Parameters } from '../sqlite/sql.ts'
import { createSqliteStore } from '../sqlite/sqlite-store.ts'

it('names the videos of a library of schema 12, and their cameras', async () => {
  const libraryPath = await temporaryLibrary()
  const old = new Database(libraryLayout(libraryPath).database)
  migrate(old, migrations.slice(0, 12))
  fillLibrary(createSql(old), 3, 1)
  const probe = JSON.stringify(sampleProbe({ camera: { make: 'Canon', model: 'EOS R5' } }))
  old.prepare('INSERT INTO probes (video_pk, result) VALUES (2, @probe)').run({ probe })
  old.exec(`INSERT INTO video_tags VALUES (3, 'sea', 'Sea'); DELETE FROM locations WHERE video_pk = 1;
    UPDATE videos SET last_path = '/gone/lost_one.mp4' WHERE pk = 1; INSERT INTO meta VALUES ('stopped_cleanly', '1')`)
  old.close()
  const store = await mustOpen(libraryPath)
  const found = async (asked: object) =>
    (await store.videos.list(listVideosQuerySchema.parse(asked))).items.map(({ id }) => id)
  expect(await found({ q: 'clip' })).toEqual(['v3', 'v2', 'v1'])
  expect(await found({ q: 'sea' })).toEqual(['v3'])
  expect(await found({ q: 'lost one' })).toEqual(['v1'])
  expect(await found({ q: 'films 2' })).toEqual(['v2'])
  expect(await found({ camera: 'canon' })).toEqual(['v2'])
  expect(await store.library.integrity()).toEqual([])
  await store.close()
})

it('never reads all videos to find some by their words', async () => {
  const { database } = await openDatabase(await temporaryLibrary(), { afterUncleanStop: false })
  const sql = createSql(database)
  fillLibrary(sql, 2000, 1)
  const asked: { readonly text: string; readonly parameters: Parameters | undefined }[] = []
  const store = createSqliteStore({
    ...sql,
    all: (text, parameters) => {
      asked.push({ text, parameters })
      return sql.all(text, parameters)
    },
    get: (text, parameters) => {
      asked.push({ text, parameters })
      return sql.get(text, parameters)
    },
  })
  for (const sort of ['added', 'title', 'relevance']) {
    store.videos.list(listVideosQuerySchema.parse({ q: 'clip 1999', sort, state: 'ready', folder: '/films' }))
  }
  store.videos.named('clip 1999', {}, 12)
  store.videos.folders({ limit: 10 })
  for (const { text, parameters } of asked) {
    const plan = planOf(sql, text, parameters)
    const scans = plan.split('\n').filter((line) => /^SCAN (v|videos|locations|l)\b(?!.*USING)/.test(line))
    expect(scans, `${text}\n${plan}`).toEqual([])
  }
  database.close()
})
