import type { IndexRun } from './index-run.ts'
import type { PeerRun } from './peer-run.ts'
import type { PeerInput } from './peers/peer.ts'
import type { Comparison } from './reference.ts'
import { quantile } from './shape.ts'

/** A run of an index beside brute force. */
export interface ComparedRun {
  readonly run: IndexRun
  readonly comparison: Comparison
}

/** What was measured at one size. Null: could not be measured. */
export interface SizeResult {
  readonly scenes: number
  readonly builtMs: number | null
  readonly full: ComparedRun | null
  readonly low: ComparedRun | null
  readonly direct: ComparedRun | null
  readonly peers: Readonly<Partial<Record<PeerInput['name'], PeerRun>>>
  /** Part of the exact best fifty that an approximate peer finds. */
  readonly recall: Readonly<Partial<Record<PeerInput['name'], number>>>
}

const digits = (value: number): string =>
  value >= 100 ? Math.round(value).toLocaleString('en') : value.toFixed(value >= 10 ? 1 : 2)

const quantiles = (values: readonly number[] | undefined): string =>
  values === undefined || values.length === 0
    ? '–'
    : [0.5, 0.95, 0.99].map((part) => digits(quantile(values, part))).join(' / ')

const perRun = (pick: (run: ComparedRun) => string) => (run: ComparedRun | null) => (run === null ? '–' : pick(run))

const memory = perRun(({ run: { empty, after } }) => digits(after.resident - empty.resident))
const peak = perRun(({ run: { empty, after } }) => digits(after.peak - empty.resident))
const ready = perRun(({ run: { readyMs } }) => digits(readyMs / 1000))
const identical = perRun(({ comparison }) => `${comparison.identical} of ${comparison.questions}`)
const searching = perRun(({ run }) => quantiles(run.searchMs))
const fusing = perRun(({ run }) => quantiles(run.fusionMs))

const peerTime = (name: PeerInput['name']) => (result: SizeResult) => {
  const peer = result.peers[name]
  if (peer === undefined) return '–'
  const own = result.full === null ? Number.NaN : quantile(result.full.run.searchMs, 0.5)
  const time = quantile(peer.searchMs, 0.5)
  const recall = result.recall[name]
  const found = recall === undefined ? '' : `, finds ${(100 * recall).toFixed(1)} %`
  return `${digits(time)}${Number.isNaN(own) ? '' : ` (${digits(time / own)} ×)`}${found}`
}

const peerMemory = (name: PeerInput['name']) => (result: SizeResult) => {
  const peer = result.peers[name]
  return peer === undefined ? '–' : digits(peer.after.resident - peer.empty.resident)
}

const rows: readonly (readonly [string, (result: SizeResult) => string])[] = [
  ['search: statistics of three spaces and the best 50, ms (p50 / p95 / p99)', ({ full }) => searching(full)],
  ['a slider moves: the best 50 again, ms', ({ full }) => fusing(full)],
  ['the best 50 and how many reach the tenth, ms', ({ full }) => perRun(({ run }) => quantiles(run.countingMs))(full)],
  ['search while scenes are imported, ms', ({ full }) => perRun(({ run }) => quantiles(run.importingMs))(full)],
  ['imported meanwhile, scenes a second', ({ full }) => perRun(({ run }) => digits(run.importedPerSecond))(full)],
  ['same best 50 as brute force', ({ full }) => identical(full)],
  [
    'largest error of mean, of standard deviation',
    ({ full }) =>
      perRun(
        ({ comparison: { mean, deviation, sameCountAndBest } }) =>
          `${mean.toExponential(0)}, ${deviation.toExponential(0)}${sameCountAndBest ? '' : ', COUNT OR BEST DIFFERS'}`,
      )(full),
  ],
  ['memory above the empty process, MB', ({ full }) => memory(full)],
  ['the most at any time, MB', ({ full }) => peak(full)],
  ['ready from the cache file, s', ({ full }) => ready(full)],
  ['built from the library, s', ({ builtMs }) => (builtMs === null ? '–' : digits(builtMs / 1000))],
  ['low memory: search, ms', ({ low }) => searching(low)],
  ['low memory: a slider moves, ms', ({ low }) => fusing(low)],
  ['low memory: same best 50 as brute force', ({ low }) => identical(low)],
  ['low memory: memory, MB', ({ low }) => memory(low)],
  ['low memory: ready, s', ({ low }) => ready(low)],
  ['without the accelerator (sqlite-vec and exact rescoring): search, ms', ({ direct }) => searching(direct)],
  ['without the accelerator: a slider moves, ms', ({ direct }) => fusing(direct)],
  ['without the accelerator: same best 50', ({ direct }) => identical(direct)],
  ['sqlite-vec, vec0 table, three spaces, ms (× ours)', peerTime('sqlite-vec0')],
  ['sqlite-vec, plain table, three spaces, ms (× ours)', peerTime('sqlite-plain')],
  ['LanceDB flat, three spaces, ms (× ours)', peerTime('lancedb')],
  ['usearch HNSW, ONE space, approximate, ms (× ours)', peerTime('usearch')],
  ['memory of usearch (one space, half precision), MB', peerMemory('usearch')],
  ['memory of LanceDB, MB', peerMemory('lancedb')],
]

/** The results as a table of Markdown, a column a size. */
export const toMarkdown = (results: readonly SizeResult[]): string => {
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`
  return [
    line(['scenes', ...results.map(({ scenes }) => scenes.toLocaleString('en'))]),
    line(['---', ...results.map(() => '---')]),
    ...rows.map(([name, cell]) => line([name, ...results.map(cell)])),
  ].join('\n')
}
