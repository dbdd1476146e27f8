import { mkdir, rm, writeFile } from 'node:fs/promises'
import { availableParallelism, cpus, loadavg, tmpdir } from 'node:os'
import path from 'node:path'
import { parseArgs } from 'node:util'
import { inRoot } from '../build/setup/paths.mjs'
import { runChild } from './search/child.ts'
import { type IndexRun, type IndexRunInput, indexRunSchema } from './search/index-run.ts'
import { installPeers, peersFolder } from './search/install-peers.ts'
import { type BenchLibrary, prepareLibrary } from './search/library.ts'
import { type PeerRun, peerRunSchema } from './search/peer-run.ts'
import type { PeerInput } from './search/peers/peer.ts'
import { type BenchQuery, makeImport, makeQueries } from './search/queries.ts'
import { compareWithBruteForce, spaceNumbers } from './search/reference.ts'
import { type SizeResult, toMarkdown } from './search/report.ts'
import { benchSpaces, bestCount, quantile, scenesToImport } from './search/shape.ts'

/**
 * `npm run bench -- search [--scenes N] [--queries N] [--all] [--no-peers] [--no-build] [--only full|low|direct] [--clean]`:
 * searching a generated library, exactly, beside brute force and three other engines. `--all` measures four sizes, `--no-build` takes the
 * cache files of an earlier run, `--clean` deletes what earlier runs generated (in the folder of temporary files).
 */

const folder = path.join(tmpdir(), 'goodclips-bench-search')
const peerQueries = 20
const peerNames: readonly PeerInput['name'][] = ['sqlite-plain', 'sqlite-vec0', 'usearch', 'lancedb']

const say = (line: string): void => {
  process.stdout.write(`${line}\n`)
}

const { values } = parseArgs({
  options: {
    scenes: { type: 'string', default: '100000' },
    queries: { type: 'string', default: '200' },
    all: { type: 'boolean', default: false },
    clean: { type: 'boolean', default: false },
    peers: { type: 'boolean', default: true },
    build: { type: 'boolean', default: true },
    only: { type: 'string', multiple: true },
  },
  allowNegative: true,
})

const wants = (kind: 'full' | 'low' | 'direct'): boolean => values.only === undefined || values.only.includes(kind)

const milliseconds = (times: readonly number[]): string =>
  `p50 ${quantile(times, 0.5).toFixed(1)}, p95 ${quantile(times, 0.95).toFixed(1)} ms`

const measureIndex = async (
  kind: IndexRunInput['kind'],
  library: BenchLibrary,
  queries: readonly BenchQuery[],
  changes: Partial<IndexRunInput> = {},
): Promise<IndexRun | null> => {
  const input: IndexRunInput = {
    library: library.folder,
    scenes: library.scenes,
    upTo: library.scenes,
    spaceIds: library.spaceIds,
    kind,
    cacheFolder: path.join(library.folder, 'index'),
    cold: false,
    queries,
    imported: [],
    ...changes,
  }
  try {
    const run = await runChild(folder, `index-${kind}`, input, indexRunSchema)
    const { searchMs, fusionMs, readyMs, empty, after } = run
    say(
      `  ${kind}${input.cold ? ', built' : ''}: ready after ${(readyMs / 1000).toFixed(1)} s, ` +
        (searchMs.length > 0 ? `search ${milliseconds(searchMs)}, slider ${milliseconds(fusionMs)}, ` : '') +
        `${(after.resident - empty.resident).toFixed(0)} MB`,
    )
    return run
  } catch (error) {
    say(`  ${kind}: not measured, ${error instanceof Error ? error.message : String(error)}`)
    return null
  }
}

const measurePeers = async (
  library: BenchLibrary,
  queries: readonly BenchQuery[],
): Promise<Pick<SizeResult, 'peers' | 'recall'>> => {
  const peers: Partial<Record<PeerInput['name'], PeerRun>> = {}
  const recall: Partial<Record<PeerInput['name'], number>> = {}
  const reason = await installPeers()
  if (reason !== null) say(`  usearch and LanceDB are left out: ${reason}`)
  const peerFolder = path.join(library.folder, 'peers')
  await mkdir(peerFolder, { recursive: true })
  const numbers = spaceNumbers(library)
  for (const name of peerNames) {
    if (reason !== null && !name.startsWith('sqlite')) continue
    const input: PeerInput = {
      name,
      database: library.database,
      spaces: benchSpaces.map(({ dimension }, space) => ({
        pk: numbers[space] ?? 0,
        dimension,
        count: library.counts[space] ?? 0,
      })),
      queries: queries.slice(0, peerQueries).map(({ vectors }) => vectors),
      folder: peerFolder,
      packages: peersFolder,
    }
    try {
      const run = await runChild(folder, `peer-${name}`, input, peerRunSchema)
      peers[name] = run
      const built = run.buildMs === null ? '' : `, built in ${(run.buildMs / 1000).toFixed(0)} s`
      say(`  ${name}: ${milliseconds(run.searchMs)} (${run.searchMs.length} queries, ${run.spaces} spaces${built})`)
    } catch (error) {
      say(`  ${name}: not measured, ${error instanceof Error ? error.message : String(error)}`)
    }
  }
  const exact = peers['sqlite-plain']?.found
  for (const name of ['usearch', 'lancedb'] as const) {
    const found = peers[name]?.found
    if (found === undefined || exact === undefined) continue
    const both = Math.min(found.length, exact.length)
    const same = found.slice(0, both).map((scenes, query) => scenes.filter((scene) => exact[query]?.includes(scene)))
    recall[name] = same.flat().length / (both * bestCount)
  }
  return { peers, recall }
}

const measure = async (scenes: number): Promise<SizeResult> => {
  say(`${scenes.toLocaleString('en')} scenes`)
  const library = await prepareLibrary(folder, scenes, (line) => say(`  ${line}`))
  const queries = makeQueries(scenes, Number(values.queries))
  // Before anything is imported, so that all search the same vectors.
  const { peers, recall } = values.peers ? await measurePeers(library, queries) : { peers: {}, recall: {} }
  const few = Math.max(5, Math.min(queries.length, Math.round(2_000_000 / scenes)))
  const direct = wants('direct') ? await measureIndex('direct', library, queries.slice(0, few)) : null
  const built =
    values.build && (wants('full') || wants('low')) ? await measureIndex('full', library, [], { cold: true }) : null
  const full = wants('full')
    ? await measureIndex('full', library, queries, { imported: makeImport(scenes, scenesToImport) })
    : null
  const upTo = scenes + (full?.importedScenes ?? 0)
  const low = wants('low') ? await measureIndex('low', library, queries, { upTo }) : null
  const started = performance.now()
  const runs = [direct, full, low]
  const comparisons = await compareWithBruteForce(
    library,
    queries,
    runs.map((run) => run?.asked ?? []),
  )
  say(`  brute force over all vectors: ${((performance.now() - started) / 1000).toFixed(0)} s`)
  const [comparedDirect, comparedFull, comparedLow] = runs.map((run, position) => {
    const comparison = comparisons[position]
    if (run === null || comparison === undefined) return null
    say(`  ${run.mode}: ${comparison.identical} of ${comparison.questions} answers are those of brute force`)
    return { run, comparison }
  })
  return {
    scenes,
    builtMs: built?.readyMs ?? null,
    full: comparedFull ?? null,
    low: comparedLow ?? null,
    direct: comparedDirect ?? null,
    peers,
    recall,
  }
}

if (values.clean) await rm(folder, { recursive: true, force: true })
else {
  await mkdir(folder, { recursive: true })
  const sizes = values.all ? [10_000, 100_000, 250_000, 1_000_000] : [Number(values.scenes)]
  say(
    `${availableParallelism()} processors (${cpus()[0]?.model.trim() ?? 'unknown'}), load ${loadavg()[0]?.toFixed(1)}`,
  )
  const results: SizeResult[] = []
  for (const scenes of sizes) results.push(await measure(scenes))
  const table = toMarkdown(results)
  say(`\n${table}`)
  await mkdir(inRoot('bench', 'results'), { recursive: true })
  await writeFile(inRoot('bench', 'results', 'search.md'), `${table}\n`)
  const exact = results.every(({ full, low, direct }) =>
    [full, low, direct].every((run) => run === null || run.comparison.identical === run.comparison.questions),
  )
  if (!exact) process.exitCode = 1
}
