import { expect, it } from 'vitest'
import { temporaryLibrary } from '../fixtures/temporary-library.ts'
import { openDatabase } from '../sqlite/open-database.ts'
import { createSql } from '../sqlite/sql.ts'
import { createSavedSearchQueries } from './saved-searches-queries.ts'

it('reads searches that an earlier version wrote down with the predecessor’s fields', async () => {
  const { database } = await openDatabase(await temporaryLibrary(), { afterUncleanStop: false })
  const sql = createSql(database)
  const now = '2026-03-01T12:00:00.000Z'
  const request = JSON.stringify({ query: 'red', anchor: 's1', filter_video_ids: ['v1'], top_k: 3 })
  sql.run(
    `INSERT INTO saved_searches (id, name, name_key, name_sort, request, created_at, updated_at)
     VALUES ('q1', 'Red', 'red', 'red', @request, @now, @now)`,
    { request, now },
  )
  sql.run("INSERT INTO search_history (search_key, request, relevant, at) VALUES ('old', @request, 4, @now)", {
    request,
    now,
  })
  const searches = createSavedSearchQueries(sql)
  const current = { query: 'red', anchors: [{ sceneId: 's1' }], filter: { videoIds: ['v1'] }, limit: 3 }
  expect(searches.get('q1')).toMatchObject({ name: 'Red', request: current })
  expect(searches.history({ limit: 10 }).items).toMatchObject([{ relevant: 4, request: current }])
  database.close()
})
