import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { realMedia, realMediaFolder } from '../../../build/fixtures/real-media.ts'
import type { Modality, Space, StageId } from '../../contract/index.ts'
import type { Core } from '../core-api.ts'
import { finish, type TestLibrary, testLibrary, unwrap, within } from '../fixtures/test-library.ts'

const longMs = 15 * 60_000
/** With and without sound, silent, with and without captions, one scene and several. */
const films = [
  'edited/w3c_keyboard_perspective.mp4',
  'derived/elephantsdream_webvtt.mkv',
  'subs/fireworks_2movtext.mp4',
  'subs/sample_with_srt.mkv',
  'single/bee_thistle.mp4',
  'single/his_girl_friday_speech.mp4',
  'single/flower_timelapse.mp4',
  'single/tractor_vp9.webm',
]
const models = ['demo-clip', 'demo-clap', 'demo-captions', 'demo-likeness'] as const
const vectorStages: readonly StageId[] = ['audio', 'embed-visual', 'embed-audio', 'embed-captions', 'embed-likeness']
const modalities: readonly Modality[] = ['audio', 'captions', 'likeness', 'look', 'soundTexture', 'visual']

/** What a space holds: a line a row, and the rows. */
interface Content {
  readonly lines: string
  readonly values: Float32Array
}

describe.skipIf(realMediaFolder === null)('real films with the demo models', () => {
  let library: TestLibrary
  let core: Core
  beforeAll(async () => {
    library = await testLibrary()
    core = await library.open({ modelsPath: join(library.folder, 'Models') })
  })
  afterAll(async () => {
    await library.close()
  })

  const spaceOf = async (modality: Modality): Promise<Space> => {
    const spaces = (await core.spaces.list()).filter((space) => space.modality === modality)
    expect(spaces, modality).toHaveLength(1)
    const [space] = spaces
    if (space === undefined) throw new Error(`no ${modality} space`)
    return space
  }
  /** All scene vectors of a space, and which scenes they are of. */
  const contentOf = async (modality: Modality): Promise<Content> => {
    const { id } = await spaceOf(modality)
    const { npy, jsonl, rows, dimension } = unwrap(await core.spaces.exportVectors(id, null))
    const bytes = new Uint8Array(await readFile(npy.slice.path))
    const values = new Float32Array(bytes.slice(bytes.length - rows * dimension * 4).buffer)
    return { lines: await readFile(jsonl.slice.path, 'utf8'), values }
  }
  const contents = async (): Promise<ReadonlyMap<Modality, Content>> => {
    const found = new Map<Modality, Content>()
    // One after the other: exports are kept for a moment only.
    for (const modality of modalities) found.set(modality, await contentOf(modality))
    return found
  }
  const largestChange = (before: Content | undefined, now: Content): number =>
    now.values.reduce((most, value, index) => Math.max(most, Math.abs(value - (before?.values[index] ?? 9))), 0)
  const rerun = async (stages: readonly StageId[]): Promise<void> => {
    for (const job of (await core.jobs.list({ limit: 500 })).items) {
      if (stages.includes(job.stage)) unwrap(await core.jobs.retry(job.id))
    }
    await finish(core, longMs)
  }

  it(
    'fill every space; again changes nothing; a space that was deleted comes back exactly',
    async () => {
      for (const model of models) unwrap(await core.models.activate(model))
      await core.videos.import(films.map(realMedia), within(60_000))
      await finish(core, longMs)
      const jobs = (await core.jobs.list({ limit: 500 })).items
      expect(jobs.filter(({ state }) => state !== 'done' && state !== 'skipped')).toEqual([])
      const { scenes } = await core.stats()
      expect(scenes).toBeGreaterThan(films.length)
      for (const modality of modalities) {
        const space = await spaceOf(modality)
        const skipped = space.skipped.reduce((sum, { count }) => sum + count, 0)
        expect({ modality, active: space.active, missing: space.missing }).toEqual({
          modality,
          active: true,
          missing: 0,
        })
        expect(space.present + skipped, modality).toBe(scenes)
        expect(space.present, modality).toBeGreaterThan(0)
      }
      expect((await spaceOf('visual')).skipped).toEqual([])
      expect((await spaceOf('captions')).skipped.map(({ reason }) => reason)).toEqual(['no_captions'])
      const reasons = (await spaceOf('audio')).skipped.map(({ reason }) => reason)
      expect(reasons.toSorted()).toEqual(['no_audio', 'silent'])

      const before = await contents()
      await rerun(vectorStages)
      expect(await contents()).toEqual(before)

      // The same scenes with the same vectors, but for the last bits: how a model adds up depends on what shares a batch.
      // Vectors of frames are kept with half the bits, of which the last one may turn.
      const lastBits: Partial<Record<Modality, number>> = { visual: 5e-4, captions: 1e-6 }
      for (const [modality, stage] of [
        ['visual', 'embed-visual'],
        ['captions', 'embed-captions'],
        ['soundTexture', 'audio'],
        ['look', 'analyse'],
      ] as const) {
        unwrap(await core.spaces.drop((await spaceOf(modality)).id))
        expect(await spaceOf(modality)).toMatchObject({ present: 0, missing: scenes, skipped: [] })
        await rerun([stage])
        const now = await contentOf(modality)
        expect(now.lines, modality).toBe(before.get(modality)?.lines)
        expect(largestChange(before.get(modality), now), modality).toBeLessThanOrEqual(lastBits[modality] ?? 0)
      }
      const after = await contents()
      for (const modality of ['audio', 'likeness', 'soundTexture', 'look'] as const) {
        expect(after.get(modality), modality).toEqual(before.get(modality))
      }
    },
    longMs,
  )
})
