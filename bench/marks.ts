import { mkdtemp, rm } from 'node:fs/promises'
import { availableParallelism, loadavg, tmpdir } from 'node:os'
import path from 'node:path'
import { labelColours, type MarkChange, markSortSchema, type SearchFilter } from '../electron/contract/index.ts'
import { fillLibrary } from '../electron/store/fixtures/large-library.ts'
import { refreshSceneMarks } from '../electron/store/marks/scene-marks.ts'
import { openDatabase } from '../electron/store/sqlite/open-database.ts'
import { createSql, type Sql } from '../electron/store/sqlite/sql.ts'
import { createSqliteStore } from '../electron/store/sqlite/sqlite-store.ts'

/**
 * `npm run bench -- marks [SCENES]`: filtering and ordering scenes by their marks, at the store, beside a plain SQL scan with the
 * same answer in the same database and run, and writing a mark of 1,000 scenes. Processor time; median and worst of 15 calls
 * after one that is not counted, alternating with the peer. Of writing, one call each after one that is not counted.
 */
const goalMs = 50
const writeGoalMs = 1_000
const rounds = 15
const scenesPerVideo = 100
const videos = Math.ceil(Number(process.argv[2] ?? 100_000) / scenesPerVideo)

const say = (line: string): void => void process.stdout.write(`${line}\n`)

/** Marks on all scenes: every rating, half of them flagged, a sixth for each label, a tag for a quarter and a rarer one. */
const fillMarks = (sql: Sql): void =>
  sql.atomically(() => {
    sql.run(
      `INSERT INTO marks (content_id, start_frame, end_frame, kind, rating, flag, label, note, title, changed_at)
       SELECT v.content_id, s.start_frame, s.end_frame, 'scene', s.pk % 6, CASE s.pk % 4 WHEN 0 THEN 'pick' WHEN 1 THEN 'reject' END,
         json_extract(@labels, '$[' || (s.pk % 6) || ']'), NULL, NULL, '2026-01-01T00:00:00.000Z'
       FROM scenes s JOIN videos v ON v.pk = s.video_pk`,
      { labels: JSON.stringify(labelColours) },
    )
    sql.run(
      `INSERT INTO mark_tags (content_id, start_frame, end_frame, tag_key, tag)
       SELECT m.content_id, m.start_frame, m.end_frame, t.value, t.value FROM marks m, json_each('["sea", "boat"]') t
       WHERE CASE t.value WHEN 'sea' THEN m.start_frame / 25 % 4 = 0 ELSE m.start_frame / 25 % 50 = 0 END`,
    )
    for (const { pk } of sql.all<{ pk: number }>('SELECT pk FROM videos')) refreshSceneMarks(sql, pk)
  })

const timed = (ask: () => unknown): number => {
  // Processor time: what else the machine does meanwhile does not count.
  const started = process.cpuUsage()
  ask()
  const { user, system } = process.cpuUsage(started)
  return (user + system) / 1000
}

const middle = (times: readonly number[]): number => times.toSorted((one, other) => one - other)[times.length >> 1] ?? 0

const compare = (name: string, ask: () => unknown, peer: () => unknown): number => {
  ask()
  peer()
  const pairs = Array.from({ length: rounds }, () => [timed(ask), timed(peer)] as const)
  const own = pairs.map(([each]) => each)
  const median = middle(own)
  const ofPeer = middle(pairs.map(([, each]) => each))
  say(
    `  ${name.padEnd(30)} ${median.toFixed(1).padStart(6)} ms, worst ${Math.max(...own)
      .toFixed(1)
      .padStart(6)}; SQL ${ofPeer.toFixed(1).padStart(6)} ms, ratio ${(median / ofPeer).toFixed(2)}`,
  )
  return median
}

const tagged = 'EXISTS (SELECT 1 FROM scene_tags t WHERE t.scene_pk = s.pk AND t.tag_key = '
const filters: Readonly<Record<string, { readonly filter: SearchFilter; readonly where: string }>> = {
  'rating ≥ 3': { filter: { rating: { min: 3 } }, where: 's.rating >= 3' },
  'picked, three stars': {
    filter: { flag: 'pick', rating: { min: 3, max: 3 } },
    where: "s.rating = 3 AND s.flag = 'pick'",
  },
  'red or blue': { filter: { labels: ['red', 'blue'] }, where: "s.label IN ('red', 'blue')" },
  'a tag of a quarter': { filter: { tags: ['sea'] }, where: `${tagged}'sea')` },
  'a rare tag, four stars': {
    filter: { tags: ['boat'], rating: { min: 4 } },
    where: `s.rating >= 4 AND ${tagged}'boat')`,
  },
  everything: {
    filter: { tags: ['sea', 'boat'], rating: { min: 1 }, flag: 'pick', labels: [...labelColours] },
    where: `s.rating >= 1 AND s.flag = 'pick' AND s.label IS NOT NULL AND ${tagged}'sea') AND ${tagged}'boat')`,
  },
}

const folder = await mkdtemp(path.join(tmpdir(), 'goodclips-marks-'))
try {
  const { database } = await openDatabase(folder, { afterUncleanStop: false })
  const sql = createSql(database)
  fillLibrary(sql, videos, scenesPerVideo)
  const startedMs = performance.now()
  fillMarks(sql)
  const store = createSqliteStore(sql)
  const all = store.sceneFilters.scenes({})
  say(`Marks of ${all.length.toLocaleString('en')} scenes`)
  say(`  ${availableParallelism()} cores, load before ${loadavg()[0]?.toFixed(1)}`)
  say(`  marked in ${((performance.now() - startedMs) / 1000).toFixed(1)} s`)
  let slowest = 0
  for (const [name, { filter, where }] of Object.entries(filters)) {
    const scan = database.prepare(`SELECT s.pk FROM scenes s WHERE ${where} ORDER BY s.pk`).pluck()
    const expected = scan.all().length
    const found = store.sceneFilters.scenes(filter).length
    if (found !== expected) throw new Error(`${name}: ${found} scenes, but SQL finds ${expected}`)
    slowest = Math.max(
      slowest,
      compare(
        name,
        () => store.sceneFilters.scenes(filter),
        () => scan.all(),
      ),
    )
  }
  for (const by of markSortSchema.options) {
    const scan = database.prepare(`SELECT s.pk FROM scenes s ORDER BY s.${by} DESC, s.pk`).pluck()
    const order = (): unknown => {
      const ranks = store.sceneFilters.markRanks(all, by)
      return Array.from(all, (scene, at) => [scene, ranks[at] ?? 0] as const).sort((a, b) => b[1] - a[1])
    }
    slowest = Math.max(
      slowest,
      compare(`all by ${by}`, order, () => scan.all()),
    )
  }
  const list = { limit: 200, order: 'desc' } as const
  const oldest = database.prepare('SELECT pk FROM videos v ORDER BY added_at DESC LIMIT 200').pluck()
  compare(
    'videos by rating',
    () => store.videos.list({ ...list, sort: 'rating' }),
    () => oldest.all(),
  )
  const pick = (numbers: readonly number[]) => {
    const scenes = store.scenes.byNumber(numbers)
    const films = new Set(scenes.map(({ videoId }) => videoId)).size
    return { targets: scenes.map(({ id }) => ({ sceneId: id })), where: `${films.toLocaleString('en')} films` }
  }
  const one = pick([...all.slice(0, 1000)])
  const other = pick([...all.filter((_, at) => at % Math.floor(all.length / 1000) === 0).slice(0, 1000)])
  const now = '2026-02-01T00:00:00.000Z'
  store.marks.put(one.targets, { label: 'green' }, now)
  let slowestWrite = 0
  const writes: readonly (readonly [string, MarkChange])[] = [
    ['rated', { rating: 4 }],
    ['tagged', { addTags: ['wave'] }],
    ['noted', { note: 'over the harbour' }],
  ]
  for (const [name, many, change] of [one, other].flatMap(({ targets, where }) =>
    writes.map(([what, each]) => [`1,000 ${what}, ${where}`, targets, each] as const),
  )) {
    const tookMs = timed(() => store.marks.put(many, change, now))
    slowestWrite = Math.max(slowestWrite, tookMs)
    say(`  ${name.padEnd(30)} ${tookMs.toFixed(0).padStart(6)} ms`)
  }
  say(`  ${slowest <= goalMs ? 'PASS' : 'FAIL'}: slowest filter or order ${slowest.toFixed(1)} ms ≤ ${goalMs} ms`)
  say(
    `  ${slowestWrite <= writeGoalMs ? 'PASS' : 'FAIL'}: slowest 1,000 marks ${slowestWrite.toFixed(0)} ms ≤ ${writeGoalMs} ms`,
  )
  database.close()
} finally {
  await rm(folder, { recursive: true, force: true })
}
