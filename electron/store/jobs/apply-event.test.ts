import Database from 'better-sqlite3'
import { expect, it } from 'vitest'
import { everyEvent, everyStatus } from '../../domain/jobs/fixtures/job-events.ts'
import { nextJobStatus } from '../../domain/jobs/transitions.ts'
import { seededRandom } from '../../domain/seeded-random.ts'
import { migrate } from '../sqlite/migrate.ts'
import { migrations } from '../sqlite/migrations/index.ts'
import { createSql, type Sql } from '../sqlite/sql.ts'
import { applyJobEvent } from './apply-event.ts'
import { ensureJobs, jobStatusOf, readJobs, writeStatus } from './job-rows.ts'

const oneJob = (): Sql => {
  const database = new Database(':memory:')
  migrate(database, migrations)
  const sql = createSql(database)
  sql.run(
    `INSERT INTO videos (pk, id, content_id, size_bytes, title, title_key, title_sort, added_at)
     VALUES (1, 'v', 'c', 1, 't', 't', 't', '')`,
  )
  ensureJobs(sql, 1, [{ stage: 'analyse', version: 1 }], '2026-03-01T11:00:00.000Z')
  return sql
}
const only = (sql: Sql) => {
  const [row] = readJobs(sql, 'j.video_pk = 1', {})
  if (row === undefined) throw new Error('the job is gone')
  return row
}

it('keeps every status as the machine gave it, for every event in every state', () => {
  const sql = oneJob()
  for (const status of everyStatus) {
    for (const event of everyEvent) {
      writeStatus(sql, only(sql).pk, status)
      expect(jobStatusOf(only(sql))).toEqual(status)
      const expected = nextJobStatus(status, event)
      expect(applyJobEvent(sql, [only(sql)], event)).toHaveLength(expected.ok ? 1 : 0)
      expect(jobStatusOf(only(sql)), `${status.state}, ${event.kind}`).toEqual(expected.ok ? expected.value : status)
    }
  }
})

it('stays with the machine over long runs of random events', () => {
  const sql = oneJob()
  const random = seededRandom(7)
  let status = jobStatusOf(only(sql))
  for (let step = 0; step < 2000; step += 1) {
    const event = everyEvent[Math.floor(random() * everyEvent.length)]
    if (event === undefined) continue
    const next = nextJobStatus(status, event)
    if (next.ok) status = next.value
    applyJobEvent(sql, [only(sql)], event)
    expect(jobStatusOf(only(sql)), `step ${step}: ${event.kind}`).toEqual(status)
  }
})
