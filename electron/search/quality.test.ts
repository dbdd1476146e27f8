import { readFile } from 'node:fs/promises'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { z } from 'zod'
import type { Fusion } from '../contract/index.ts'
import { createQualitySet, type QualitySet, queryClasses, wordModalities } from './fixtures/quality-set.ts'
import { createSearchLibrary, request, type SearchLibrary } from './fixtures/search-library.ts'

/** One set says little of a few points: which of its queries come near to something is chance. */
const seeds = [1, 2, 3] as const
const scenesPerVideo = 50
const slowMs = 240_000

const textsSchema = z.object({ texts: z.array(z.string()) })

/** A generated set in a library of its own. */
interface Filled {
  readonly set: QualitySet
  readonly library: SearchLibrary
  readonly sceneIds: readonly string[]
}
let filled: readonly Filled[] = []

const fill = async (seed: number): Promise<Filled> => {
  const set = createQualitySet(seed)
  const background = await readFile(new URL('../../resources/search-background.json', import.meta.url), 'utf8')
  const library = await createSearchLibrary({
    dimensions: set.dimensions,
    backgroundTexts: textsSchema.parse(JSON.parse(background)).texts,
    embed: (modality, item) => {
      if (item.kind !== 'text' || (modality !== 'visual' && modality !== 'audio' && modality !== 'captions')) {
        throw new Error(`nobody asks ${modality} for a ${item.kind}`)
      }
      return set.embed(modality, item.text)
    },
  })
  const sceneIds: string[] = []
  for (let video = 0; video * scenesPerVideo < set.scenes; video++) {
    sceneIds.push(...(await library.addVideo(`video ${video}`, scenesPerVideo)).scenes)
  }
  for (const modality of wordModalities) {
    const vectors = set.vectors[modality].flatMap((vector, scene) => {
      const key = sceneIds[scene]
      return vector === null || key === undefined ? [] : [{ key, vector }]
    })
    await library.write(modality, vectors)
  }
  return { set, library, sceneIds }
}

beforeAll(async () => {
  filled = await Promise.all(seeds.map(fill))
}, slowMs)

afterAll(async () => {
  await Promise.all(filled.map(({ library }) => library.close()))
})

const even = { visual: 1, audio: 1, captions: 1 }

const ask = async (library: SearchLibrary, text: string, weights: Partial<typeof even>, fusion: Fusion) => {
  const signal = new AbortController().signal
  const found = await library.engine.semantic(request({ query: text, weights, fusion, limit: 10 }), signal)
  if (!found.ok) throw new Error(found.error.message)
  return found.value
}

const ndcg = (found: readonly string[], relevant: ReadonlySet<string>): number => {
  const gain = (place: number): number => 1 / Math.log2(place + 2)
  const got = found.reduce((sum, id, place) => sum + (relevant.has(id) ? gain(place) : 0), 0)
  const ideal = Array.from({ length: Math.min(10, relevant.size) }, (_, place) => gain(place))
  return got / ideal.reduce((sum, value) => sum + value, 0)
}

const ways = [
  ['picture', { visual: 1 }, 'calibrated'],
  ['sound', { audio: 1 }, 'calibrated'],
  ['captions', { captions: 1 }, 'calibrated'],
  ['raw', even, 'raw'],
  ['rrf', even, 'rrf'],
  ['calibrated', even, 'calibrated'],
] as const

it(
  'calibrated fusion beats the plain sum by far, and no single modality is better for any kind of query',
  async () => {
    const lines: string[] = []
    const gains: number[] = []
    for (const kind of queryClasses.filter((one) => one !== 'nothing')) {
      const queries = filled.flatMap((own) =>
        own.set.queries.filter((query) => query.kind === kind).map((query) => ({ ...own, ...query })),
      )
      const means = new Map<string, number>()
      for (const [name, weights, fusion] of ways) {
        let sum = 0
        for (const { text, relevant, library, sceneIds } of queries) {
          const { hits } = await ask(library, text, weights, fusion)
          const wanted = new Set([...relevant].map((scene) => sceneIds[scene] ?? ''))
          sum += ndcg(
            hits.map(({ scene }) => scene.id),
            wanted,
          )
        }
        means.set(name, sum / queries.length)
      }
      const mean = (name: string): number => means.get(name) ?? 0
      lines.push(`| ${kind} | ${ways.map(([name]) => mean(name).toFixed(3)).join(' | ')} |`)
      const bestSingle = Math.max(mean('picture'), mean('sound'), mean('captions'))
      gains.push(mean('calibrated') - mean('raw'))
      expect
        .soft(mean('calibrated'), `${kind}, against the best single modality`)
        .toBeGreaterThanOrEqual(bestSingle - 0.025)
    }
    process.stdout.write(`\n| answer lies in | ${ways.map(([name]) => name).join(' | ')} |\n${lines.join('\n')}\n`)
    expect(gains.reduce((sum, gain) => sum + gain, 0) / gains.length).toBeGreaterThanOrEqual(0.1)
  },
  slowMs,
)

it(
  'says when nothing matches, and rarely when something does',
  async () => {
    const verdicts = { nothing: [] as string[], something: [] as string[] }
    for (const { set, library } of filled) {
      for (const { text, kind } of set.queries) {
        const { verdict } = await ask(library, text, even, 'calibrated')
        verdicts[kind === 'nothing' ? 'nothing' : 'something'].push(verdict.kind)
      }
    }
    const share = (kinds: readonly string[]): number =>
      kinds.filter((kind) => kind === 'no_good_match').length / kinds.length
    process.stdout.write(
      `\n  no good match: ${share(verdicts.nothing).toFixed(3)} of queries without, ${share(verdicts.something).toFixed(3)} of queries with an answer\n`,
    )
    expect(share(verdicts.nothing)).toBeGreaterThanOrEqual(0.9)
    expect(share(verdicts.something)).toBeLessThanOrEqual(0.05)
  },
  slowMs,
)
