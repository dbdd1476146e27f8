import { expect, it } from 'vitest'
import { startProcessorClock } from '../../../build/fixtures/patience.ts'
import type { ListVideosQuery } from '../../contract/index.ts'
import { fillLibrary, planOf } from '../fixtures/large-library.ts'
import { dependsOn } from '../fixtures/sample-data.ts'
import { temporaryLibrary } from '../fixtures/temporary-library.ts'
import { openDatabase } from './open-database.ts'
import { createSql, type Parameters } from './sql.ts'
import { createSqliteStore } from './sqlite-store.ts'

it('reads every page of 2,000 videos with 100,000 scenes through an index, never sorting or scanning', async () => {
  const { database } = await openDatabase(await temporaryLibrary(), { afterUncleanStop: false })
  const sql = createSql(database)
  fillLibrary(sql, 2000, 50)
  const asked: { readonly text: string; readonly parameters: Parameters | undefined }[] = []
  const store = createSqliteStore({
    ...sql,
    all: (text, parameters) => {
      asked.push({ text, parameters })
      return sql.all(text, parameters)
    },
  })
  const sorts: readonly ListVideosQuery['sort'][] = ['added', 'title', 'duration', 'recorded', 'scenes']
  const slowest = { name: '', ms: 0 }
  const read = (name: string, page: (cursor?: string) => { items: readonly unknown[]; nextCursor: string | null }) => {
    const first = page()
    expect(first.items, name).toHaveLength(100)
    const processorMs = startProcessorClock()
    const second = page(first.nextCursor ?? '')
    const ms = processorMs()
    expect(second.items.length, name).toBeGreaterThan(0)
    if (ms > slowest.ms) Object.assign(slowest, { name, ms })
  }
  const at = (cursor?: string) => (cursor === undefined ? {} : { cursor })
  for (const sort of sorts) {
    for (const order of ['asc', 'desc'] as const) {
      read(`videos by ${sort} ${order}`, (cursor) => store.videos.list({ limit: 100, sort, order, ...at(cursor) }))
    }
  }
  read('jobs', (cursor) => store.jobs.list({ limit: 100, ...at(cursor) }))
  read('finished jobs', (cursor) => store.jobs.list({ limit: 100, state: 'done', ...at(cursor) }))
  const scenes = store.scenes.list('v1000', { limit: 500 })
  expect(scenes.items[49]).toMatchObject({ index: 49, captionExcerpt: 'spoken 49 by 1000' })
  store.captions.list('v1000', 0, { limit: 500 })
  store.jobs.runnable({ now: '2026-01-01T00:00:00.000Z', limit: 10, dependsOn })
  for (const { text, parameters } of asked) {
    const plan = planOf(sql, text, parameters)
    expect(plan, `${text}\n${plan}`).not.toContain('USE TEMP B-TREE')
    // A table's own order is an order too; json_each is the list that came in.
    const scans = plan.split('\n').filter((line) => /^SCAN (?!.*(USING|VIRTUAL TABLE))/.test(line))
    expect(
      scans.filter((line) => line !== 'SCAN v'),
      `${text}\n${plan}`,
    ).toEqual([])
  }
  // Milliseconds on an idle machine; the bound only catches what has become a different order.
  expect(slowest.ms, slowest.name).toBeLessThan(250)
  expect(store.captions.search({ query: '"spoken 42"', typing: true, limit: 50 }).total).toBe(2000)
  database.close()
})
