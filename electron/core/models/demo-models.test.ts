import { execFile } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { z } from 'zod'
import { hangLimitMs } from '../../../build/fixtures/patience.ts'
import { type Space, semanticSearchSchema, type Weights } from '../../contract/index.ts'
import { systemClock } from '../../pipeline/clock.ts'
import { createModelRunners } from '../../runners/create-model-runners.ts'
import type { ModelRunners, ResolvedModel } from '../../runners/model-runners.ts'
import { offlineEnvironment } from '../../runners/python/child-environment.ts'
import { appResources } from '../app-resources.ts'
import type { Core } from '../core-api.ts'
import { finish, type TestLibrary, testLibrary, until, unwrap } from '../fixtures/test-library.ts'

const run = promisify(execFile)
const { nativeRunners, demoModels } = appResources()
const slowMs = hangLimitMs
const pictureCount = 300
const soundCount = 160

const truthSchema = z.object({
  framesPerSecond: z.number(),
  scenes: z.array(
    z.object({
      startFrame: z.number(),
      endFrame: z.number(),
      sentence: z.string().optional(),
      paraphrase: z.string().optional(),
      colour: z.string().optional(),
      shape: z.string().optional(),
      position: z.string().optional(),
    }),
  ),
})
type TruthScene = z.infer<typeof truthSchema>['scenes'][number]

const rowSchema = z.object({ sceneId: z.string(), videoId: z.string(), startMs: z.number(), endMs: z.number() })

/** A scene's vector and where the scene lies. */
interface Row extends z.infer<typeof rowSchema> {
  readonly vector: Float32Array
}

const models = [
  { id: 'demo-clip', modality: 'visual', encoder: 'clip', prompts: ['{}', '{}'] },
  { id: 'demo-clap', modality: 'audio', encoder: 'clap', prompts: ['{}', '{}'] },
  { id: 'demo-captions', modality: 'captions', encoder: 'text-mean', prompts: ['query: {}', 'passage: {}'] },
] as const

let library: TestLibrary
let core: Core
let modelRunners: ModelRunners
let python = ''
const videoIds = new Map<string, string>()
const truths = new Map<string, readonly TruthScene[]>()

const resolved = (id: string): ResolvedModel => {
  const model = models.find((found) => found.id === id)
  if (model === undefined) throw new Error(`no such model: ${id}`)
  const [query, passage] = model.prompts
  return {
    id,
    modality: model.modality,
    revision: 'test',
    folder: path.join(demoModels, id),
    encoder: model.encoder,
    prompts: { query, passage },
    memoryBytes: 100_000_000,
    dimension: null,
    preprocessing: 'default',
    consentToRunCode: false,
    program: { command: python, args: ['-m', 'goodclips_runners'], env: offlineEnvironment(nativeRunners) },
  }
}

const importEvaluation = async (folder: string): Promise<void> => {
  for (const name of ['pictures', 'sounds']) {
    const [item] = await core.videos.import([path.join(folder, `${name}.mp4`)], AbortSignal.timeout(hangLimitMs))
    if (item?.outcome !== 'added' || item.videoId === undefined) throw new Error(JSON.stringify(item))
    videoIds.set(name, item.videoId)
    const truth: unknown = JSON.parse(await readFile(path.join(folder, `${name}.json`), 'utf8'))
    truths.set(name, truthSchema.parse(truth).scenes)
  }
}

beforeAll(async () => {
  library = await testLibrary()
  core = await library.open()
  for (const { id } of models) unwrap(await core.models.activate(id))
  await until(async () => (await core.runtime.get()).state === 'ready', slowMs)
  const environment = (await core.runtime.get()).path ?? ''
  python = path.join(environment, ...(process.platform === 'win32' ? ['Scripts', 'python.exe'] : ['bin', 'python']))
  const folder = path.join(library.folder, 'evaluation')
  const counts = ['--pictures', String(pictureCount), '--sounds', String(soundCount)]
  await run(python, ['-m', 'demo', 'evaluation', '--out', folder, ...counts], {
    cwd: nativeRunners,
    maxBuffer: 1 << 24,
  })
  await importEvaluation(folder)
  await finish(core, slowMs)
  modelRunners = createModelRunners({
    resolveModel: async (id) => ({ ok: true, value: resolved(id) }),
    chosen: async () => null,
    stateFolder: path.join(library.folder, 'state'),
    clock: systemClock,
    log: () => {},
  })
}, slowMs)

afterAll(async () => {
  await modelRunners?.close()
  await library.close()
})

const spaceOf = async (modality: Space['modality']): Promise<Space> => {
  const found = (await core.spaces.list()).find((space) => space.modality === modality && space.active)
  if (found === undefined) throw new Error(`no space for ${modality}`)
  return found
}

/** The scene vectors of one video, as an export gives them. */
const rowsOf = async (space: Space, video: string): Promise<readonly Row[]> => {
  const exported = unwrap(await core.spaces.exportVectors(space.id, null))
  const numbers = await readFile(exported.npy.slice.path)
  const bytes = numbers.subarray(numbers.length - exported.rows * exported.dimension * 4)
  const all = new Float32Array(Uint8Array.from(bytes).buffer)
  const lines = (await readFile(exported.jsonl.slice.path, 'utf8')).trimEnd().split('\n')
  return lines
    .map((line, index) => ({
      ...rowSchema.parse(JSON.parse(line)),
      vector: all.subarray(index * exported.dimension, (index + 1) * exported.dimension),
    }))
    .filter((row) => row.videoId === videoIds.get(video))
}

const queryVectors = async (modelId: string, texts: readonly string[]): Promise<readonly Float32Array[]> => {
  const items = texts.map((text, key) => ({ kind: 'text' as const, key: String(key), text, role: 'query' as const }))
  const signal = AbortSignal.timeout(hangLimitMs)
  const outcomes = unwrap(await modelRunners.embed({ modelId, items, priority: 'query', signal }))
  return outcomes.map((outcome) => {
    if ('error' in outcome) throw new Error(outcome.error.message)
    return outcome.vector
  })
}

const dot = (a: Float32Array, b: Float32Array): number => a.reduce((sum, x, index) => sum + x * (b[index] ?? 0), 0)

/** Rows by falling likeness to a query. */
const ranked = (query: Float32Array, rows: readonly Row[]): readonly Row[] =>
  rows
    .map((row) => ({ row, score: dot(query, row.vector) }))
    .sort((a, b) => b.score - a.score)
    .map(({ row }) => row)

/** The row that is on screen in the middle of a generated scene (ten frames a second). */
const rowAt = (scene: TruthScene, rows: readonly Row[]): Row | undefined => {
  const middleMs = ((scene.startFrame + scene.endFrame) / 2) * 100
  return rows.find((row) => row.startMs <= middleMs && middleMs < row.endMs)
}

const truthOf = (video: string): readonly TruthScene[] => truths.get(video) ?? []

/** Share of the scenes whose sentence finds them first. */
const recallAt1 = async (
  model: string,
  video: string,
  modality: Space['modality'],
  sentence: (scene: TruthScene) => string | undefined,
): Promise<number> => {
  const scenes = truthOf(video)
  const rows = await rowsOf(await spaceOf(modality), video)
  const queries = await queryVectors(
    model,
    scenes.map((scene) => sentence(scene) ?? ''),
  )
  const hits = scenes.filter((scene, index) => {
    const wanted = rowAt(scene, rows)
    const [best] = ranked(queries[index] ?? new Float32Array(), rows)
    return wanted !== undefined && best === wanted
  })
  const recall = hits.length / scenes.length
  process.stdout.write(
    `  ${model}: R@1 ${recall.toFixed(3)} over ${scenes.length} scenes of ${rows.length} in the library\n`,
  )
  return recall
}

it('every scene of the clips has its vectors, but those that have nothing to embed', async () => {
  const [visual, audio, captions] = await Promise.all(
    (['visual', 'audio', 'captions'] as const).map(async (modality) => await spaceOf(modality)),
  )
  expect([visual?.missing, audio?.missing, captions?.missing]).toEqual([0, 0, 0])
  const scenes = visual?.present ?? 0
  // The cut detector may take a cut or two for something else.
  expect(Math.abs(scenes - pictureCount - soundCount)).toBeLessThanOrEqual(6)
  expect(audio?.skipped).toEqual([{ reason: 'no_audio', count: scenes - (audio?.present ?? 0) }])
  expect(captions?.skipped).toEqual([{ reason: 'no_captions', count: scenes - (captions?.present ?? 0) }])
})

it('words find the pictures of combinations that training never showed', async () => {
  expect(await recallAt1('demo-clip', 'pictures', 'visual', (scene) => scene.sentence)).toBeGreaterThanOrEqual(0.95)
})

it('short queries find ten right scenes, also of objects at the far left', async () => {
  const scenes = truthOf('pictures')
  const rows = await rowsOf(await spaceOf('visual'), 'pictures')
  const kinds = new Map<string, Set<Row>>()
  const add = (query: string, row: Row): unknown => kinds.set(query, (kinds.get(query) ?? new Set<Row>()).add(row))
  for (const scene of scenes) {
    const row = rowAt(scene, rows)
    if (row === undefined) continue
    for (const query of [`${scene.colour} ${scene.shape}`, `${scene.colour}`, `${scene.shape}`]) add(query, row)
  }
  const queries = [...kinds].filter(([, relevant]) => relevant.size >= 10)
  const vectors = await queryVectors(
    'demo-clip',
    queries.map(([text]) => text),
  )
  const precisions = queries.map(([, relevant], index) => {
    const best = ranked(vectors[index] ?? new Float32Array(), rows).slice(0, 10)
    return best.filter((row) => relevant.has(row)).length / 10
  })
  const precision = precisions.reduce((sum, value) => sum + value, 0) / precisions.length
  process.stdout.write(`  demo-clip: P@10 ${precision.toFixed(3)} over ${queries.length} short queries\n`)
  expect(queries.length).toBeGreaterThanOrEqual(20)
  expect(precision).toBeGreaterThanOrEqual(0.95)

  const left = scenes.filter((scene) => scene.position === 'left')
  const leftQueries = await queryVectors(
    'demo-clip',
    left.map((scene) => `${scene.colour} ${scene.shape}`),
  )
  const found = left.filter((scene, index) => {
    const wanted = rowAt(scene, rows)
    const same = kinds.get(`${scene.colour} ${scene.shape}`)?.size ?? 0
    return ranked(leftQueries[index] ?? new Float32Array(), rows)
      .slice(0, same + 2)
      .some((row) => row === wanted)
  })
  process.stdout.write(`  demo-clip: ${found.length} of ${left.length} objects at the far left are found\n`)
  expect(found.length / left.length).toBeGreaterThanOrEqual(0.9)
})

it('words find pairs of sounds that training never played', async () => {
  expect(await recallAt1('demo-clap', 'sounds', 'audio', (scene) => scene.sentence)).toBeGreaterThanOrEqual(0.9)
})

it('paraphrases find captions whose meaning training never had', async () => {
  expect(await recallAt1('demo-captions', 'pictures', 'captions', (scene) => scene.paraphrase)).toBeGreaterThanOrEqual(
    0.95,
  )
})

it('the app finds the pictures that words describe, explains them, and knows when there are none', async () => {
  const search = async (query: string, weights: Weights) => {
    const request = semanticSearchSchema.parse({ query, weights, limit: 5 })
    return unwrap(await core.search.semantic(request, AbortSignal.timeout(hangLimitMs)))
  }
  const rows = await rowsOf(await spaceOf('visual'), 'pictures')
  const scenes = truthOf('pictures').slice(0, 40)
  let found = 0
  let missed = 0
  for (const scene of scenes) {
    const { items, verdict } = await search(scene.sentence ?? '', { visual: 1 })
    if (items[0]?.sceneId === rowAt(scene, rows)?.sceneId) found += 1
    if (verdict.kind === 'no_good_match') missed += 1
    expect(items[0]?.shares.visual).toBeCloseTo(1, 6)
    expect(items[0]?.bestFrame).not.toBeNull()
  }
  const nonsense = ['qwerty zxcvb', 'a tax form', 'lorem ipsum dolor', 'my grandmother', 'bitcoin price', 'sushi']
  const verdicts = await Promise.all(
    nonsense.map(async (query) => (await search(query, { visual: 1, audio: 1, captions: 1 })).verdict.kind),
  )
  const known = verdicts.filter((kind) => kind === 'no_good_match').length
  process.stdout.write(
    `  search: ${found} of ${scenes.length} sentences found first, ${missed} called no good match; ${known} of ${nonsense.length} without an answer known\n`,
  )
  // Measured: 36 of 40, 4 of 40, 5 of 6; room for another processor's last bits.
  expect(found / scenes.length).toBeGreaterThanOrEqual(0.8)
  expect(missed / scenes.length).toBeLessThanOrEqual(0.2)
  expect(known / nonsense.length).toBeGreaterThanOrEqual(0.5)
})
