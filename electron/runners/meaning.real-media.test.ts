import { spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { realMedia, realMediaFolder } from '../../build/fixtures/real-media.ts'
import { unpackCues } from '../domain/captions/index.ts'
import { mediaCall, successOf } from '../media/fixtures/call.ts'
import { createMedia } from '../media/media.ts'
import { systemClock } from '../pipeline/clock.ts'
import { createModelRunners } from './create-model-runners.ts'
import { minilmFolder } from './fixtures/minilm-folder.ts'
import { grammarWords, paraphrases } from './fixtures/paraphrases.ts'

const root = path.resolve(import.meta.dirname, '../..')
const runners = path.join(root, 'native-runners')
const inEnvironment = process.platform === 'win32' ? ['Scripts', 'python.exe'] : ['bin', 'python']
const python = path.join(runners, '.venv', ...inEnvironment)
const files = [
  'elephantsdream_3audio_3srt.mkv',
  'fireworks_2movtext.mp4',
  'sample_with_ass_subtitles.mkv',
  'sample_with_overlapping_srt.mkv',
  'sample_with_overlapping_ssa_subtitles.mkv',
  'sample_with_srt.mkv',
  'sample_with_vtt_subtitles.mkv',
]

const allCaptions = async (): Promise<readonly string[]> => {
  const media = createMedia({})
  const texts = new Set<string>()
  for (const file of files) {
    const call = mediaCall(realMedia(`subs/${file}`))
    const probe = successOf(await media.probe(call))
    const { tracks } = successOf(
      await media.captions({ ...call, probe, otherPaths: [], choices: {}, onProgress: () => {} }),
    )
    for (const { cues } of tracks) for (const { text } of unpackCues(cues)) texts.add(text)
  }
  await media.close()
  return [...texts]
}

const contentWords = (text: string): ReadonlySet<string> =>
  new Set((text.toLowerCase().match(/[\p{L}']+/gu) ?? []).filter((word) => !grammarWords.has(word)))

const dot = (a: Float32Array, b: Float32Array): number =>
  a.reduce((sum, value, index) => sum + value * (b[index] ?? 0), 0)

/** Positions of the captions, nearest first; equal ones in the order given. */
const ranking = (query: Float32Array, captions: readonly Float32Array[]): readonly number[] =>
  captions
    .map((caption, index) => ({ index, similarity: Math.round(dot(query, caption) * 1e5) }))
    .sort((a, b) => b.similarity - a.similarity || a.index - b.index)
    .map(({ index }) => index)

const state = mkdtempSync(path.join(tmpdir(), 'goodclips-meaning-'))
afterAll(() => rmSync(state, { recursive: true, force: true }))

describe('paraphrases', () => {
  test('share no content word with their caption', () => {
    expect(paraphrases.length).toBeGreaterThanOrEqual(20)
    for (const { query, caption } of paraphrases) {
      const shared = [...contentWords(query)].filter((word) => contentWords(caption).has(word))
      expect({ query, shared }).toEqual({ query, shared: [] })
    }
  })
})

// The real videos are not part of the checkout; the model comes out of a package that a machine without network cannot fetch.
const folder = realMediaFolder !== null && existsSync(python) ? minilmFolder() : null
describe.skipIf(folder === null)('all-MiniLM-L6-v2 over the real captions', () => {
  test('ranks as the plain pipeline does, and what it finds is told', async () => {
    if (folder === null) return
    const captions = await allCaptions()
    const queries = paraphrases.map(({ query }) => query)
    const embedding = createModelRunners({
      resolveModel: async (id) => ({
        ok: true,
        value: {
          id,
          modality: 'captions',
          revision: 'local',
          folder,
          encoder: 'text-mean',
          prompts: { query: '{}', passage: '{}' },
          memoryBytes: 500_000_000,
          dimension: 384,
          preprocessing: 'default',
          consentToRunCode: false,
          // A faster engine, where the machine has one, may swap what is equally near.
          program: {
            command: python,
            args: ['-m', 'goodclips_runners', '--engine', 'fp32'],
            env: { PYTHONPATH: runners },
          },
          device: 'cpu',
        },
      }),
      chosen: async () => null,
      stateFolder: state,
      clock: systemClock,
      log: () => {},
    })
    const embed = async (texts: readonly string[], role: 'query' | 'passage'): Promise<readonly Float32Array[]> => {
      const items = texts.map((text, index) => ({ kind: 'text', key: String(index), text, role }) as const)
      const { signal } = new AbortController()
      const result = await embedding.embed({ modelId: 'all-minilm-l6-v2', items, priority: 'index', signal })
      if (!result.ok) throw new Error(result.error.message)
      return result.value.map((outcome) => {
        if ('error' in outcome) throw new Error(outcome.error.message)
        return outcome.vector
      })
    }
    const ours = { captions: await embed(captions, 'passage'), queries: await embed(queries, 'query') }
    await embedding.close()

    const script = path.join(runners, 'tests', 'reference_text_vectors.py')
    const answer = spawnSync(python, [script, folder], {
      input: JSON.stringify([...captions, ...queries]),
      encoding: 'utf8',
      maxBuffer: 2 ** 28,
      env: { ...process.env, HF_HUB_OFFLINE: '1' },
    })
    expect(answer.status, answer.stderr).toBe(0)
    const reference = (JSON.parse(answer.stdout) as number[][]).map((vector) => Float32Array.from(vector))
    const plain = { captions: reference.slice(0, captions.length), queries: reference.slice(captions.length) }

    const places = paraphrases.map(({ caption }, index) => {
      const query = ours.queries[index] ?? new Float32Array()
      const plainQuery = plain.queries[index] ?? new Float32Array()
      expect(dot(query, plainQuery)).toBeGreaterThan(0.9999)
      const order = ranking(query, ours.captions)
      expect(order).toEqual(ranking(plainQuery, plain.captions))
      const wanted = captions.indexOf(caption)
      expect(wanted, `a real caption: ${caption}`).toBeGreaterThanOrEqual(0)
      return order.indexOf(wanted) + 1
    })
    const within = (rank: number): number => places.filter((place) => place <= rank).length
    const misses = paraphrases.flatMap(({ query, caption }, index) =>
      (places[index] ?? 0) > 1
        ? [`  ${JSON.stringify(query)} → ${JSON.stringify(caption)}: place ${places[index]}`]
        : [],
    )
    process.stdout.write(
      `${captions.length} captions, ${queries.length} paraphrases: hit@1 ${within(1)}, hit@5 ${within(5)}; not first:\n${misses.join('\n')}\n`,
    )
    // Half of them among five of some thirty captions is far from chance (a sixth); the exact figures are told above.
    expect(within(5)).toBeGreaterThan(queries.length / 2)
  })
})
