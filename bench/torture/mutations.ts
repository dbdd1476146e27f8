import { once } from 'node:events'
import { copyFile, cp, mkdir, rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { fixtureClip } from '../../build/fixtures/clips.ts'
import { randomNumbers } from '../codecs/mutate.ts'
import { mutations as kinds, mutateCaptions, mutateFilm } from './mutations/mutate-file.ts'
import { captionSeeds, filmSeeds, referringFiles, type SeedFile } from './mutations/seed-files.ts'
import { isWatched, type WatchedImport, watchedImport } from './mutations/watched-import.ts'
import { addCounts, noCounts, type TortureCounts, type TortureOptions, type TorturePart } from './part.ts'

const filesAtOnce = 40
const processesAtOnce = 2
/** Caption files beside one film: they are cheap to read, and a film often has many. */
const captionsBesideOne = 10
/** So a third of all files are captions. */
const turnsOfCaptions = 21
/** Node with everything loaded, and the largest analysis that small films ask for. */
const mostBytes = 700e6
const keepIn = join(tmpdir(), 'goodclips-torture-failed')

/** A port and a file that nobody may touch. */
const layCanaries = async (folder: string) => {
  await mkdir(folder, { recursive: true })
  const file = join(folder, 'not-asked-for.mp4')
  await copyFile(await fixtureClip('three-scenes'), file)
  let connections = 0
  const server = createServer((socket) => {
    connections += 1
    socket.destroy()
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  const port = typeof address === 'object' && address !== null ? address.port : 0
  return {
    file,
    url: `http://127.0.0.1:${port}`,
    connections: () => connections,
    close: async () => {
      server.close()
      await once(server, 'close')
    },
  }
}

/** What damaged files are made of. */
interface Seeds {
  readonly films: readonly SeedFile[]
  readonly captions: readonly SeedFile[]
  /** Not damaged: what they say is what is wrong with them. */
  readonly referring: readonly SeedFile[]
  /** A film that captions lie beside. */
  readonly known: string
}

/** One film, or one film with damaged captions beside it. Every seed and every kind of damage has its turn. */
const makeFile = async (
  { films, captions, referring, known }: Seeds,
  folder: string,
  turn: number,
  seed: number,
): Promise<{ readonly path: string; readonly damaged: number }> => {
  const next = randomNumbers(seed * 1_000_003 + turn)
  const pick = (seeds: readonly SeedFile[]): SeedFile => {
    const found = seeds[next() % seeds.length]
    if (found === undefined) throw new Error('there is nothing to damage')
    return found
  }
  if (turn % turnsOfCaptions === 0) {
    const own = join(folder, String(turn))
    await mkdir(own)
    const path = join(own, 'film.known.mp4')
    await copyFile(known, path)
    for (let index = 0; index < captionsBesideOne; index += 1) {
      const { bytes, extension } = pick(captions)
      await writeFile(join(own, `film.known.${index}${extension}`), mutateCaptions(bytes, pick(captions).bytes, next))
    }
    return { path, damaged: captionsBesideOne }
  }
  const isReferring = turn % 50 === 1
  const film = isReferring ? pick(referring) : (films[turn % films.length] ?? pick(films))
  const kind = kinds[next() % kinds.length] ?? 'bits'
  const path = join(folder, `${turn}${film.extension}`)
  await writeFile(path, isReferring ? film.bytes : mutateFilm(film.bytes, pick(films).bytes, kind, next))
  return { path, damaged: 1 }
}

const countsOf = async (found: WatchedImport, tried: number, say: (line: string) => void): Promise<TortureCounts> => {
  const wrong = found.ended.filter((report) => report.wrong.length > 0)
  for (const { path, outcome, wrong: what } of wrong)
    say(`  ${basename(path)} (${outcome}): ${what.slice(0, 3).join('; ')}`)
  for (const line of found.foreign.slice(0, 5)) say(`  not its own: ${line.slice(0, 300)}`)
  for (const line of found.left) say(`  left: ${line}`)
  if (found.crashedAt !== null) say(`  died at ${found.crashedAt}: ${found.stderr}`)
  if (found.hungAt !== null) say(`  hung at ${found.hungAt}`)
  if (found.peakBytes > mostBytes) say(`  took ${Math.round(found.peakBytes / 1e6)} MB`)
  const kept = [...wrong.map(({ path }) => path), found.crashedAt, found.hungAt]
  await mkdir(keepIn, { recursive: true })
  for (const path of kept) {
    if (path?.includes('/') !== true) continue
    const from = path.endsWith('.known.mp4') ? join(path, '..') : path
    await cp(from, join(keepIn, `${Date.now()}-${basename(from)}`), { recursive: true })
  }
  return {
    ...noCounts,
    tried,
    broken:
      (found.crashedAt === null ? 0 : 1) + (found.hungAt === null ? 0 : 1) + (found.peakBytes > mostBytes ? 1 : 0),
    foreign: found.foreign.length,
    leftBehind: found.left.length,
    silent: wrong.length,
  }
}

/** `rounds` damaged files, of which a third are captions. `every` takes every so many seeds only. */
export const runMutations = async (
  { folder, rounds, seed, signal, say }: TortureOptions,
  every: number,
): Promise<TortureCounts> => {
  const seedFolder = join(folder, 'seeds')
  await mkdir(seedFolder, { recursive: true })
  const canaries = await layCanaries(join(folder, 'canaries'))
  const seeds: Seeds = {
    films: await filmSeeds(seedFolder, every),
    captions: captionSeeds(),
    referring: referringFiles(canaries.file, canaries.url),
    known: await fixtureClip('single-frame'),
  }
  if (!isWatched) say('  (without strace, files that are opened are not watched)')
  let counts = noCounts
  let turn = 0
  let begun = 0
  let batches = 0
  const outcomes = new Map<string, number>()
  const work = async (): Promise<void> => {
    while (begun < rounds && !signal.aborted) {
      batches += 1
      // None is the beginning of another's name: processes are told apart by it.
      const own = join(folder, `batch-${batches}-`)
      const files = join(own, 'files')
      await mkdir(files, { recursive: true })
      const paths: string[] = []
      let tried = 0
      while (begun < rounds && tried < filesAtOnce) {
        const made = makeFile(seeds, files, turn, seed)
        turn += 1
        const { path, damaged } = await made
        paths.push(path)
        tried += damaged
        begun += damaged
      }
      const found = await watchedImport(paths, own)
      for (const { outcome } of found.ended) outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1)
      counts = addCounts(counts, await countsOf(found, tried, say))
      await rm(own, { recursive: true, force: true })
    }
  }
  await Promise.all(Array.from({ length: processesAtOnce }, work))
  await canaries.close()
  const met = canaries.connections()
  if (met > 0) say(`  ${met} connections to a port that a file names`)
  say(
    `  ${[...outcomes]
      .toSorted(([, a], [, b]) => b - a)
      .map(([code, count]) => `${code} ${count}`)
      .join(', ')}`,
  )
  return { ...counts, foreign: counts.foreign + met }
}

/** Damaged films of all containers and codecs and damaged captions, taken through everything that an import does. */
export const mutations: TorturePart = {
  name: 'mutations',
  summary:
    'damaged films and captions, imported: crashes, hangs, foreign files, connections, what is left or does not fit',
  rounds: 1000,
  run: (options) => runMutations(options, 1),
}
