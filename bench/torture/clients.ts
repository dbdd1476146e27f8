import { readFileSync } from 'node:fs'
import { connect, type Socket } from 'node:net'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { z } from 'zod'
import type { FixtureName } from '../../build/fixtures/clips.ts'
import { patience } from '../../build/fixtures/patience.ts'
import { importPaths, listScenes, listVideos, placeClip, settled } from '../../e2e/support/library.ts'
import { type ServerUnderTest, startServer } from '../../e2e/support/server.ts'
import type { Video } from '../../electron/contract/index.ts'
import { seededRandom } from '../../electron/domain/seeded-random.ts'
import { inspectLibrary, processesOn, strayFiles } from './library-state.ts'
import { noCounts, type TortureCounts, type TortureOptions, type TorturePart } from './part.ts'
import { sendJson } from './requests.ts'

const clips: readonly FixtureName[] = ['three-scenes', 'portrait', 'odd-size', 'captioned-mkv', 'captioned-mp4', 'vfr']
const clientCount = 50
/** What one host may take above what it took before the clients came. */
const mostGrowthBytes = 400e6
/** What stopping takes on an idle machine. */
const stopLimitMs = 3_000

interface World {
  readonly server: ServerUnderTest
  readonly videos: readonly Video[]
  readonly pictures: readonly string[]
  readonly isOver: () => boolean
  /** One more request was made; `status` is its answer. */
  readonly answered: (what: string, status: number) => void
}

/** A client of one kind: works until it is over. `own` tells it from others, and is the number of its video. */
type Client = (world: World, own: number, random: () => number) => Promise<void>

const pick = <Value>(values: readonly Value[], random: () => number): Value => {
  const value = values[Math.floor(random() * values.length)]
  if (value === undefined) throw new Error('nothing to choose from')
  return value
}

const read = async ({ server, answered }: World, path: string, headers: Record<string, string> = {}): Promise<void> => {
  const answer = await server.fetch(path, { headers, signal: AbortSignal.timeout(60_000) })
  await answer.arrayBuffer()
  answered(path, answer.status)
}

const reader: Client = async (world, _, random) => {
  while (!world.isOver()) {
    const { id } = pick(world.videos, random)
    const paths = [
      '/api/v1/videos?limit=50',
      `/api/v1/videos/${id}`,
      `/api/v1/videos/${id}/scenes`,
      '/api/v1/jobs',
      '/api/v1/stats',
      pick(world.pictures, random),
    ]
    await read(world, pick(paths, random))
  }
}

const searcher: Client = async (world, _, random) => {
  const words = ['red', 'door', 'rain', 'lighthouse', 'keeper', 'zzz', '"', '-', 'a*']
  while (!world.isOver()) {
    const query = `${pick(words, random)} ${pick(words, random)}`
    const answer = await sendJson(world.server, 'POST', '/api/v1/search/captions', { query })
    await answer.arrayBuffer()
    world.answered('captions search', answer.status)
  }
}

const player: Client = async (world, _, random) => {
  while (!world.isOver()) {
    const { id, sizeBytes } = pick(world.videos, random)
    const first = Math.floor(random() * sizeBytes * 1.1)
    await read(world, `/api/v1/videos/${id}/stream`, {
      range: `bytes=${first}-${first + Math.floor(random() * 100_000)}`,
    })
  }
}

/** The last title of each video that was acknowledged. */
type Edits = Map<string, string>

const editor =
  (edits: Edits): Client =>
  async (world, own, random) => {
    const video = world.videos[own % world.videos.length]
    if (video === undefined) return
    for (let count = 0; !world.isOver(); count += 1) {
      const title = `Title ${own} ${count} ${random()}`
      const answer = await sendJson(world.server, 'PATCH', `/api/v1/videos/${video.id}`, { title })
      await answer.arrayBuffer()
      world.answered('edit', answer.status)
      if (answer.ok) edits.set(video.id, title)
    }
  }

const searchKeeper =
  (kept: Set<string>): Client =>
  async (world, own) => {
    for (let count = 0; !world.isOver() && count < 20; count += 1) {
      const name = `Search ${own} ${count}`
      const answer = await sendJson(world.server, 'POST', '/api/v1/searches', { name, request: { query: 'red' } })
      await answer.arrayBuffer()
      world.answered('saved search', answer.status)
      if (answer.status === 201) kept.add(name)
      await delay(100)
    }
  }

const listener: Client = async (world) => {
  const end = new AbortController()
  const answer = await world.server.fetch('/api/v1/events', { signal: end.signal })
  world.answered('events', answer.status)
  const stream = answer.body?.getReader()
  while (!world.isOver() && stream !== undefined) {
    await Promise.race([stream.read().catch(() => delay(50)), delay(200)])
  }
  end.abort()
}

/** Asks for something and never reads the answer, or sends half a request; the connection stays open to the very end. */
const slowClient =
  (sockets: Socket[]): Client =>
  async ({ server, videos, isOver }, own) => {
    const { hostname, port } = new URL(server.origin)
    const id = videos[own % videos.length]?.id ?? ''
    const heads = [
      `GET /api/v1/videos/${id}/stream HTTP/1.1`,
      'GET /api/v1/events HTTP/1.1',
      'GET /api/v1/videos?limit=500 HTTP/1.1',
      'POST /api/v1/search/captions HTTP/1.1\r\nContent-Type: application/json\r\nContent-Length: 1000',
    ]
    const socket = connect(Number(port), hostname)
    socket.on('error', () => undefined)
    socket.pause()
    sockets.push(socket)
    const head = `${heads[own % heads.length]}\r\nHost: ${hostname}:${port}\r\nAuthorization: Bearer ${server.token}\r\n\r\n`
    socket.write(own % 4 === 3 ? `${head}{"query":` : head.repeat(own % 4 === 1 ? 1 : 20))
    while (!isOver()) await delay(100)
  }

const residentBytes = (pid: number, field: 'VmRSS' | 'VmHWM'): number => {
  if (process.platform !== 'linux') return 0
  const status = readFileSync(`/proc/${pid}/status`, 'utf8')
  return Number(new RegExp(`^${field}:\\s+(\\d+) kB`, 'm').exec(status)?.[1] ?? 0) * 1024
}

const searchesSchema = z.object({ items: z.array(z.object({ name: z.string() })), nextCursor: z.string().nullable() })

const keptSearches = async (server: ServerUnderTest): Promise<ReadonlySet<string>> => {
  const names = new Set<string>()
  for (let cursor: string | null = ''; cursor !== null; ) {
    const answer = await server.fetch(`/api/v1/searches?limit=100${cursor === '' ? '' : `&cursor=${cursor}`}`)
    const page = searchesSchema.parse(await answer.json())
    for (const { name } of page.items) names.add(name)
    cursor = page.nextCursor
  }
  return names
}

/** `clientCount` clients ask one host for `seconds`; afterwards everything that was acknowledged must be there. */
export const runClients = async (
  { folder, seed, say }: Pick<TortureOptions, 'folder' | 'seed' | 'say'>,
  seconds: number,
): Promise<TortureCounts> => {
  const library = join(folder, 'Library')
  const server = await startServer(library)
  const media = join(folder, 'media')
  const paths: string[] = []
  for (const clip of clips) paths.push(await placeClip(clip, media, clip))
  await importPaths(server, paths)
  const videos = await settled(server, clips.length)
  const pictures: string[] = []
  for (const { id } of videos)
    for (const { keyframeUrl } of await listScenes(server, id)) if (keyframeUrl !== null) pictures.push(keyframeUrl)
  const before = residentBytes(server.pid, 'VmRSS')
  const endAt = Date.now() + seconds * 1000
  let requests = 0
  const broken: string[] = []
  const edits: Edits = new Map()
  const searches = new Set<string>()
  const sockets: Socket[] = []
  const world: World = {
    server,
    videos,
    pictures,
    isOver: () => Date.now() > endAt,
    answered: (what, status) => {
      requests += 1
      if (status >= 500) broken.push(`${what}: ${status}`)
    },
  }
  // Each edits a film of its own, so that whoever was the last to be acknowledged is known.
  const editors = videos.map(() => editor(edits))
  const others = [reader, searcher, player, searchKeeper(searches), listener, slowClient(sockets)]
  const work = Array.from({ length: clientCount }, (_, own) => {
    const client = editors[own] ?? others[own % others.length] ?? reader
    return client(world, own, seededRandom(seed * 1000 + own)).catch((cause: unknown) => {
      broken.push(`client ${own}: ${String(cause)}`)
    })
  })
  await Promise.all(work)
  const grown = residentBytes(server.pid, 'VmHWM') - before
  if (grown > mostGrowthBytes) broken.push(`it grew by ${Math.round(grown / 1e6)} MB`)
  let lost = 0
  for (const { id, title } of await listVideos(server)) if (edits.get(id) !== title) lost += 1
  const kept = await keptSearches(server)
  for (const name of searches) if (!kept.has(name)) lost += 1
  const stopping = Date.now()
  await server.stop()
  const stopMs = Date.now() - stopping
  if (stopMs > patience(stopLimitMs)) broken.push(`it stopped after ${stopMs} ms`)
  for (const socket of sockets) socket.destroy()
  const { doubled, orphaned, problems } = inspectLibrary(library)
  const stray = strayFiles(library)
  for (const line of [...new Set([...broken, ...stray, ...problems])].slice(0, 20)) say(`  found: ${line}`)
  say(
    `  ${requests} requests of ${clientCount} clients, ${searches.size} searches kept, grown by ${Math.round(grown / 1e6)} MB, stopped in ${stopMs} ms`,
  )
  return {
    ...noCounts,
    tried: requests,
    lost,
    doubled,
    orphaned: orphaned + processesOn(library).length,
    leftBehind: stray.length,
    silent: problems.length,
    broken: broken.length,
  }
}

/** Fifty clients at once for `rounds` seconds: some read slowly or not at all. */
export const clients: TorturePart = {
  name: 'clients',
  summary: 'seconds with fifty clients at once: lists, searches, films, edits, events, and those that never read',
  rounds: 30,
  run: (options) => runClients(options, options.rounds),
}
