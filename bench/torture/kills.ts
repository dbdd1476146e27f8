import { appendFile, mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import Database from 'better-sqlite3'
import { z } from 'zod'
import { importPaths, listVideos, placeClip, settled } from '../../e2e/support/library.ts'
import { type ServerUnderTest, startServer } from '../../e2e/support/server.ts'
import { seededRandom } from '../../electron/domain/seeded-random.ts'
import { fillLibrary } from '../../electron/store/fixtures/large-library.ts'
import { migrate } from '../../electron/store/sqlite/migrate.ts'
import { migrations } from '../../electron/store/sqlite/migrations/index.ts'
import { createSql } from '../../electron/store/sqlite/sql.ts'
import { activateDemoModels, cutUntilKilled, hasPython, waitForBackup, waitForStage } from './kills/moments.ts'
import { inspectLibrary, processesLeft, processesOn, strayFiles } from './library-state.ts'
import { addCounts, noCounts, type TortureCounts, type TortureOptions, type TorturePart } from './part.ts'
import { sendJson } from './requests.ts'

const clips = ['three-scenes', 'portrait', 'odd-size', 'single-frame'] as const
const childrenEndMs = 3_000
/** What was killed again and again is worked on alone, one after the other, and other work may have the machine. */
const settleMs = 30 * 60_000
/** What the interface holds at most in one library before a new one is begun. */
const filmsInLibrary = 24

/** What the library has acknowledged, and so must hold for ever. */
interface Acknowledged {
  readonly titles: Map<string, string>
  readonly tags: Map<string, string>
  readonly searches: Set<string>
  readonly films: Set<string>
}

/** Changes titles, tags and saved searches without end, and remembers each only once it was answered. */
const editUntilKilled = async (server: ServerUnderTest, known: Acknowledged, random: () => number): Promise<void> => {
  for (let count = 0; ; count += 1) {
    const videos = [...known.films]
    const id = videos[Math.floor(random() * videos.length)]
    const choice = Math.floor(random() * 4)
    if (choice === 3 || id === undefined) {
      const name = `Search ${count} ${random()}`
      const made = await sendJson(server, 'POST', '/api/v1/searches', { name, request: { query: 'red circle' } })
      if (made.status === 201) known.searches.add(name)
    } else if (choice === 2) {
      // Removing and taking back: the film must be there whichever of the two was the last.
      await sendJson(server, 'DELETE', `/api/v1/videos/${id}`)
      await sendJson(server, 'PATCH', `/api/v1/videos/${id}`, { removed: false })
    } else {
      const value = `Name ${count} ${random()}`
      const map = choice === 0 ? known.titles : known.tags
      map.delete(id)
      const answer = await sendJson(
        server,
        'PATCH',
        `/api/v1/videos/${id}`,
        choice === 0 ? { title: value } : { tags: [value] },
      )
      if (answer.ok) map.set(id, value)
    }
  }
}

const importUntilKilled = async (server: ServerUnderTest, known: Acknowledged, media: string, random: () => number) => {
  while (known.films.size < filmsInLibrary) {
    const clip = clips[Math.floor(random() * clips.length)] ?? 'portrait'
    const path = await placeClip(clip, media, `${clip} ${known.films.size} ${Math.floor(random() * 1e9)}`)
    // Bytes behind the end make it another film, and are read by nobody.
    await appendFile(path, Buffer.from(`\0\0\0\u{10}free${String(random()).slice(0, 8).padEnd(8)}`, 'latin1'))
    for (const item of await importPaths(server, [path])) if (item.videoId !== undefined) known.films.add(item.videoId)
  }
}

const searchesSchema = z.object({ items: z.array(z.object({ name: z.string() })) })

/** How much of what was acknowledged the library does not hold. */
const countLost = async (
  server: ServerUnderTest,
  known: Acknowledged,
  say: (line: string) => void,
): Promise<number> => {
  let lost = 0
  const miss = (what: string): void => {
    lost += 1
    say(`  lost: ${what}`)
  }
  const videos = new Map((await listVideos(server)).map((video) => [video.id, video]))
  for (const id of known.films) {
    if (videos.has(id)) continue
    // Killed between removing and taking back.
    const back = await sendJson(server, 'PATCH', `/api/v1/videos/${id}`, { removed: false })
    if (!back.ok) miss(`film ${id}`)
  }
  for (const [id, title] of known.titles) {
    const found = videos.get(id)
    if (found !== undefined && found.title !== title) miss(`title ${title}, found ${found.title}`)
  }
  for (const [id, tag] of known.tags) {
    const found: unknown = await (await sendJson(server, 'GET', `/api/v1/videos/${id}`)).json()
    const tags = z.object({ tags: z.array(z.string()) }).safeParse(found).data?.tags
    if (tags !== undefined && !tags.includes(tag)) miss(`tag ${tag}`)
  }
  const kept = searchesSchema.parse(await (await sendJson(server, 'GET', '/api/v1/searches?limit=500')).json())
  const names = new Set(kept.items.map(({ name }) => name))
  if (known.searches.size <= 500) for (const name of known.searches) if (!names.has(name)) miss(`search ${name}`)
  return lost
}

type KillKind = 'import' | 'edit' | 'stop' | 'recut' | 'stage' | 'backup'

/** Work that goes on until the host is gone; it ends with an error then. */
const workOf = async (
  kind: KillKind,
  server: ServerUnderTest,
  media: string,
  known: Acknowledged,
  random: () => number,
): Promise<void> => {
  if (kind === 'recut') await cutUntilKilled(server, known, random)
  else if (kind === 'import' || kind === 'stage') await importUntilKilled(server, known, media, random)
  else await editUntilKilled(server, known, random)
}

/** Kills a host at a random moment of what it does; the library is the one of the rounds before. */
const killOnce = async (
  library: string,
  media: string,
  known: Acknowledged,
  kind: KillKind,
  random: () => number,
  say: (line: string) => void,
): Promise<TortureCounts> => {
  const server = await startServer(library)
  const lost = await countLost(server, known, say)
  // It ends when the host does.
  const ended = workOf(kind, server, media, known, random).catch(() => undefined)
  await delay(50 + random() * (kind === 'import' ? 3_000 : 1_200))
  let hit = ''
  if (kind === 'stop' || kind === 'backup') {
    // A backup is made while it stops.
    const stopping = server.stop()
    if (kind === 'backup') hit = (await waitForBackup(library)) ? 'a backup' : ''
    await delay(random() * (kind === 'backup' ? 30 : 400))
    await server.kill()
    await stopping
  } else {
    if (kind === 'stage') hit = await waitForStage(server, random)
    await server.kill()
  }
  await ended
  if (hit !== '') say(`  (killed in ${hit})`)
  return { ...noCounts, tried: 1, lost, orphaned: await processesLeft([library], childrenEndMs) }
}

const finish = async (library: string, known: Acknowledged, say: (line: string) => void): Promise<TortureCounts> => {
  const server = await startServer(library)
  const lost = await countLost(server, known, say)
  const videos = await settled(server, known.films.size, settleMs)
  for (const { title, state, error } of videos)
    if (state === 'failed') say(`  failed: ${title}: ${error?.message ?? ''}`)
  // A job that took three hosts with it waits for a person; that is no loss.
  await server.stop()
  const { doubled, orphaned, problems } = inspectLibrary(library)
  const stray = strayFiles(library)
  for (const line of [...problems, ...stray]) say(`  found: ${line}`)
  return { ...noCounts, lost, doubled, orphaned, leftBehind: stray.length, silent: problems.length }
}

/** Kills a host while it brings an older library to the newest schema; every row must come through. */
const killMigration = async (
  folder: string,
  random: () => number,
  say: (line: string) => void,
): Promise<TortureCounts> => {
  await mkdir(folder, { recursive: true })
  const old = new Database(join(folder, 'library.sqlite'))
  migrate(old, migrations.slice(0, 2))
  const films = 60
  const scenes = 100
  fillLibrary(createSql(old), films, scenes)
  old.close()
  const starting = startServer(folder, { args: [], env: { GOODCLIPS_FFMPEG: 'none' } })
  let isStarted = false
  starting.then(
    () => {
      isStarted = true
    },
    () => undefined,
  )
  await delay(random() * 2_500)
  for (const pid of processesOn(folder)) process.kill(pid, 'SIGKILL')
  const killed = await starting.catch(() => null)
  await killed?.kill()
  if (isStarted) say('  (a migration was over before the kill)')
  const again = await startServer(folder)
  const found = (await listVideos(again)).length
  await again.stop()
  const database = new Database(join(folder, 'library.sqlite'), { readonly: true })
  const sceneCount = Number(database.prepare('SELECT COUNT(*) FROM scenes').pluck().get())
  database.close()
  const { doubled, orphaned, problems } = inspectLibrary(folder)
  const stray = strayFiles(folder)
  for (const line of [...problems, ...stray]) say(`  found: ${line}`)
  return {
    ...noCounts,
    tried: 1,
    lost: films - found + (films * scenes - sceneCount),
    doubled,
    orphaned,
    leftBehind: stray.length,
    silent: problems.length,
  }
}

const kinds = ['import', 'edit', 'stage', 'backup', 'recut', 'import', 'stop', 'stage', 'edit', 'migration'] as const

const run = async ({ folder, rounds, seed, signal, say }: TortureOptions): Promise<TortureCounts> => {
  const random = seededRandom(seed)
  let counts = noCounts
  let library = join(folder, 'library-0')
  const fresh = (): Acknowledged => ({ titles: new Map(), tags: new Map(), searches: new Set(), films: new Set() })
  let known = fresh()
  const media = join(folder, 'media')
  for (let round = 0; round < rounds && !signal.aborted; round += 1) {
    const kind = kinds[round % kinds.length] ?? 'edit'
    if (kind === 'migration') {
      counts = addCounts(counts, await killMigration(join(folder, `migrated-${round}`), random, say))
      continue
    }
    if (known.films.size === 0 && hasPython) await activateDemoModels(library)
    counts = addCounts(counts, await killOnce(library, media, known, kind, random, say))
    if (known.films.size < filmsInLibrary) continue
    counts = addCounts(counts, await finish(library, known, say))
    library = join(folder, `library-${round + 1}`)
    known = fresh()
  }
  if (known.films.size > 0) counts = addCounts(counts, await finish(library, known, say))
  return counts
}

/** kill -9 of a serving host during imports, every stage (embedding too, with Python), cutting, edits, stops, backups and migrations. */
export const kills: TorturePart = {
  name: 'kills',
  summary: 'kill -9 of a serving host during imports, every stage, cutting, edits, stops, backups and migrations',
  rounds: 60,
  run,
}
