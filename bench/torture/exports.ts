import { execFileSync } from 'node:child_process'
import { existsSync, readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { z } from 'zod'
import { importPaths, placeClip, settled } from '../../e2e/support/library.ts'
import { type ServerUnderTest, startServer } from '../../e2e/support/server.ts'
import { exportSchema } from '../../electron/contract/index.ts'
import { seededRandom } from '../../electron/domain/seeded-random.ts'
import { processesLeft } from './library-state.ts'
import { noCounts, type TortureCounts, type TortureOptions, type TorturePart } from './part.ts'
import { sendJson } from './requests.ts'

/** Clips that are written between two kills, about. */
const clipsPerKill = 12
const mostKills = 40
const clipFrames = 3
const childrenEndMs = 5_000
const patienceMs = 60 * 60_000

const created = z.object({ id: z.string() })

/** Number of frames of a file; 0 where it cannot be read. */
const framesIn = (path: string): number => {
  try {
    const told = execFileSync('ffprobe', [
      ...['-v', 'error', '-select_streams', 'v:0', '-count_frames', '-show_entries', 'stream=nb_read_frames'],
      ...['-of', 'csv=p=0', path],
    ])
    return Number.parseInt(told.toString(), 10) || 0
  } catch {
    return 0
  }
}

const finalNames = (folder: string): readonly string[] =>
  existsSync(folder) ? readdirSync(folder).filter((name) => !name.startsWith('.')) : []

/** Puts ranges of a few frames of one film into a bin and begins to export them; answers the export. */
const beginExport = async (server: ServerUnderTest, media: string, out: string, count: number): Promise<string> => {
  await importPaths(server, [await placeClip('three-scenes', media, 'Film of a bin')])
  const [film] = await settled(server, 1)
  if (film === undefined) throw new Error('the film did not come in')
  const bin = created.parse(await (await sendJson(server, 'POST', '/api/v1/bins', { name: 'Selects' })).json())
  const items = Array.from({ length: count }, (_, index) => {
    const startFrame = index % Math.max(1, film.frameCount - clipFrames)
    return { videoId: film.id, startFrame, endFrame: startFrame + clipFrames }
  })
  const added = await sendJson(server, 'POST', `/api/v1/bins/${bin.id}/items`, { items })
  if (!added.ok) throw new Error(`the bin was refused: ${await added.text()}`)
  const wish = {
    source: { binId: bin.id },
    kind: 'clips',
    mode: 'exact',
    nameTemplate: '{nr:04}',
    destination: out,
  }
  const answer = await sendJson(server, 'POST', '/api/v1/exports', wish)
  if (answer.status !== 202) throw new Error(`the export was refused: ${await answer.text()}`)
  return created.parse(await answer.json()).id
}

/** Waits until a number of files are there, or the export is over. */
const waitForFiles = async (server: ServerUnderTest, id: string, out: string, wanted: number): Promise<boolean> => {
  const deadline = Date.now() + patienceMs
  while (Date.now() < deadline) {
    if (finalNames(out).length >= wanted) return false
    const told = exportSchema.parse(await (await sendJson(server, 'GET', `/api/v1/exports/${id}`)).json())
    if (told.state !== 'waiting' && told.state !== 'running') return true
    await delay(20)
  }
  throw new Error(`${wanted} files did not come`)
}

/** Kills the host that exports a bin, again and again, and looks at what lies in the folder in the end. */
export const runExports = async (
  { folder, rounds, seed, signal, say }: TortureOptions,
  kills: number,
): Promise<TortureCounts> => {
  const random = seededRandom(seed)
  const library = join(folder, 'library')
  const out = join(folder, 'clips')
  let counts = { ...noCounts, tried: rounds }
  let server = await startServer(library)
  const id = await beginExport(server, join(folder, 'media'), out, rounds)
  for (let kill = 0; kill < kills && !signal.aborted; kill += 1) {
    const isOver = await waitForFiles(server, id, out, Math.floor((rounds * (kill + random())) / (kills + 1)))
    if (isOver) break
    await delay(random() * 400)
    await server.kill()
    counts = { ...counts, orphaned: counts.orphaned + (await processesLeft([library, out], childrenEndMs)) }
    // Whatever has its final name at this moment is whole.
    for (const name of finalNames(out).slice(-clipsPerKill))
      if (framesIn(join(out, name)) !== clipFrames) {
        say(`  half: ${name}`)
        counts = { ...counts, broken: counts.broken + 1 }
      }
    server = await startServer(library)
  }
  await waitForFiles(server, id, out, Number.POSITIVE_INFINITY)
  const told = exportSchema.parse(await (await sendJson(server, 'GET', `/api/v1/exports/${id}`)).json())
  await server.stop()
  if (told.state !== 'done') {
    say(`  ${told.state}: ${told.error?.message ?? ''}`)
    counts = { ...counts, silent: counts.silent + 1 }
  }
  const wanted = Array.from({ length: rounds }, (_, index) => `${String(index + 1).padStart(4, '0')}.mp4`)
  const there = new Set(finalNames(out))
  const lost = wanted.filter((name) => !there.has(name))
  const doubled = [...there].filter((name) => !wanted.includes(name))
  const half = wanted.filter((name) => there.has(name) && framesIn(join(out, name)) !== clipFrames)
  const untold = told.files.length - new Set(told.files.map(({ path }) => path)).size
  for (const line of [...lost, ...doubled, ...half]) say(`  wrong: ${line}`)
  const left = readdirSync(out).filter((name) => name.startsWith('.'))
  const linked = wanted.filter((name) => there.has(name) && statSync(join(out, name)).nlink > 1)
  return {
    ...counts,
    lost: lost.length,
    doubled: doubled.length + untold,
    leftBehind: left.length + linked.length,
    broken: counts.broken + half.length,
  }
}

/** kill -9 of a host that exports a bin as clips. */
export const exports: TorturePart = {
  name: 'exports',
  summary:
    'clips of a bin that are exported while the host is killed: no half file, none twice, all of them in the end',
  rounds: 1000,
  run: (options) => runExports(options, Math.min(mostKills, Math.ceil(options.rounds / clipsPerKill))),
}
