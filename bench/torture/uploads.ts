import { createHash } from 'node:crypto'
import { readdir, readFile, stat, utimes } from 'node:fs/promises'
import { request } from 'node:http'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { fixtureClip } from '../../build/fixtures/clips.ts'
import { listVideos, settled } from '../../e2e/support/library.ts'
import { type ServerUnderTest, startServer } from '../../e2e/support/server.ts'
import { type Upload, uploadSchema } from '../../electron/contract/index.ts'
import { seededRandom } from '../../electron/domain/seeded-random.ts'
import { inspectLibrary, processesLeft, strayFiles } from './library-state.ts'
import { addCounts, noCounts, type TortureCounts, type TortureOptions, type TorturePart } from './part.ts'
import { sendJson } from './requests.ts'

const sendersAtOnce = 6
const filmsInBatch = 12
const mostExtraBytes = 3_000_000
const killEveryMs = 900
const childrenEndMs = 3_000
const keptDays = 8
/** One film may be interrupted this often by the sender; then it is sent to its end. */
const mostInterruptions = 6
const patienceMs = 240_000

/** A film of its own: bytes behind the end, in a box that nobody reads, make it one. */
const filmOf = (clip: Buffer, random: () => number): Buffer => {
  const extra = Buffer.alloc(8 + Math.floor(random() * mostExtraBytes))
  for (let at = 8; at < extra.length; at += 1) extra[at] = Math.floor(random() * 256)
  extra.writeUInt32BE(extra.length)
  extra.write('free', 4, 'latin1')
  return Buffer.concat([clip, extra])
}

const digest = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex')

/** Sends a part of a film and breaks the connection after so many bytes of it; answers the status, null when it was broken. */
const sendPart = (
  server: ServerUnderTest,
  { id, sizeBytes }: Upload,
  film: Buffer,
  offset: number,
  breakAfter: number | null,
): Promise<number | null> =>
  new Promise((resolve) => {
    const outgoing = request(
      new URL(`/api/v1/uploads/${id}`, server.origin),
      {
        method: 'PUT',
        headers: {
          authorization: `Bearer ${server.token}`,
          'content-range': `bytes ${offset}-${sizeBytes - 1}/${sizeBytes}`,
          'content-length': sizeBytes - offset,
        },
        timeout: 30_000,
      },
      (answer) => {
        answer.resume()
        answer.on('end', () => resolve(answer.statusCode ?? 0))
        answer.on('error', () => resolve(null))
      },
    )
    outgoing.on('timeout', () => outgoing.destroy())
    outgoing.on('error', () => resolve(null))
    if (breakAfter === null) outgoing.end(film.subarray(offset))
    else outgoing.write(film.subarray(offset, offset + breakAfter), () => outgoing.destroy())
  })

/** The host of the moment: it is killed and started again while others send to it. */
interface Host {
  readonly server: () => Promise<ServerUnderTest>
  readonly stop: () => void
  readonly ended: Promise<{ readonly server: ServerUnderTest; readonly kills: number; readonly orphans: number }>
}

const killAgainAndAgain = (library: string, kills: number, random: () => number): Host => {
  let isStopped = false
  let current = startServer(library)
  const run = async () => {
    let killed = 0
    let orphans = 0
    while (!isStopped && killed < kills) {
      const server = await current
      await delay(100 + random() * killEveryMs)
      if (isStopped) break
      await server.kill()
      killed += 1
      orphans += await processesLeft([library], childrenEndMs)
      current = startServer(library)
    }
    return { server: await current, kills: killed, orphans }
  }
  return {
    server: () => current,
    stop: () => {
      isStopped = true
    },
    ended: run(),
  }
}

interface Sent {
  readonly id: string
  readonly digest: string
}

/** Sends one film with interruptions and wrong offsets until it is there; answers what is wrong on the way. */
const sendFilm = async (
  host: Host,
  film: Buffer,
  name: string,
  random: () => number,
  sent: Sent[],
): Promise<readonly string[]> => {
  const wrong: string[] = []
  const deadline = Date.now() + patienceMs
  let upload: Upload | null = null
  let interruptions = 0
  while (Date.now() < deadline) {
    const server = await host.server()
    try {
      if (upload === null) {
        const made = await sendJson(server, 'POST', '/api/v1/uploads', {
          name,
          sizeBytes: film.length,
          batch: 'torture',
        })
        if (made.status !== 201) throw new Error(`refused with ${made.status}`)
        upload = uploadSchema.parse(await made.json())
        sent.push({ id: upload.id, digest: digest(film) })
      }
      const told = await sendJson(server, 'GET', `/api/v1/uploads/${upload.id}`)
      if (told.status === 404) return [...wrong, `${name}: the upload is forgotten`]
      const { offset, import: imported } = uploadSchema.parse(await told.json())
      if (imported !== undefined) return wrong
      if (random() < 0.3) {
        const elsewhere = Math.floor(random() * film.length)
        const status = elsewhere === offset ? null : await sendPart(server, upload, film, elsewhere, null)
        if (status !== null && status !== 409)
          wrong.push(`${name}: bytes from ${elsewhere}, not ${offset}, gave ${status}`)
      }
      interruptions += 1
      const rest = film.length - offset
      const breakAfter = interruptions > mostInterruptions || rest === 0 ? null : Math.floor(random() * rest)
      const status = await sendPart(server, upload, film, offset, breakAfter)
      // Bytes of the connection before may still arrive: then the offset has moved on.
      if (status !== null && status >= 500 && status !== 503) wrong.push(`${name}: ${status}`)
    } catch {
      // The host is gone; the next one is asked.
      await delay(100)
    }
  }
  return [...wrong, `${name}: not there after ${patienceMs} ms`]
}

const originalDigests = async (library: string): Promise<readonly string[]> => {
  const folder = join(library, 'originals', 'torture')
  const names = await readdir(folder).catch(() => [])
  return Promise.all(names.map(async (name) => digest(await readFile(join(folder, name)))))
}

/** What was begun and never went on is deleted after its time; that time is made to pass. */
const countNeverExpired = async (library: string): Promise<number> => {
  const folder = join(library, 'uploads')
  const past = new Date(Date.now() - keptDays * 86_400_000)
  for (const name of await readdir(folder)) await utimes(join(folder, name), past, past)
  const server = await startServer(library)
  for (let left = 40; left > 0 && (await readdir(folder)).length > 0; left -= 1) await delay(100)
  const left = (await readdir(folder)).length
  await server.stop()
  return left
}

const runBatch = async (
  { folder, signal, say }: TortureOptions,
  films: number,
  random: () => number,
): Promise<TortureCounts> => {
  const library = join(folder, `library-${Math.floor(random() * 1e9)}`)
  const clip = await readFile(await fixtureClip('single-frame'))
  const host = killAgainAndAgain(library, films, random)
  const sent: Sent[] = []
  let begun = 0
  const wrong: string[] = []
  const send = async (): Promise<void> => {
    while (begun < films && !signal.aborted) {
      begun += 1
      // Some share a name: none may take the other's place.
      const name = `film ${begun % 4}.mp4`
      wrong.push(...(await sendFilm(host, filmOf(clip, random), name, random, sent)))
    }
  }
  await Promise.all(Array.from({ length: sendersAtOnce }, send))
  host.stop()
  const { server, kills, orphans } = await host.ended
  await settled(server, sent.length)
  const videos = (await listVideos(server)).length
  await server.stop()
  const found = await originalDigests(library)
  const expected = new Set(sent.map(({ digest: known }) => known))
  const parts = (await readdir(join(library, 'uploads'))).filter((name) => !name.endsWith('.json'))
  // An announcement whose answer the kill swallowed was never sent to: its empty file waits for its week to end.
  const used: string[] = []
  for (const part of parts) if ((await stat(join(library, 'uploads', part))).size > 0) used.push(part)
  const stray = [...strayFiles(library), ...used]
  const neverExpired = await countNeverExpired(library)
  const { doubled, orphaned, problems } = inspectLibrary(library)
  for (const line of [...wrong, ...stray, ...problems]) say(`  found: ${line}`)
  if (neverExpired > 0) say(`  ${neverExpired} uploads never expire`)
  say(`  ${sent.length} films, ${kills} kills`)
  return {
    ...noCounts,
    tried: sent.length,
    lost: [...expected].filter((known) => !found.includes(known)).length,
    doubled: doubled + Math.max(0, found.length - new Set(found).size) + Math.max(0, videos - sent.length),
    orphaned: orphaned + orphans,
    leftBehind: stray.length + neverExpired + found.filter((known) => !expected.has(known)).length,
    silent: problems.length,
    broken: wrong.length,
  }
}

/** `rounds` films are sent in pieces, side by side, while their host is killed and started again. */
export const uploads: TorturePart = {
  name: 'uploads',
  summary: 'films uploaded side by side, broken off at any byte, sent to wrong offsets, their host killed meanwhile',
  rounds: 48,
  run: async (options) => {
    const random = seededRandom(options.seed)
    let counts = noCounts
    for (let left = options.rounds; left > 0 && !options.signal.aborted; left -= filmsInBatch) {
      counts = addCounts(counts, await runBatch(options, Math.min(left, filmsInBatch), random))
    }
    return counts
  },
}
