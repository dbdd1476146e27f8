import { readdir, readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { fixtureClip } from '../../build/fixtures/clips.ts'
import { patience } from '../../build/fixtures/patience.ts'
import type { Modality, StageId } from '../contract/index.ts'
import type { EmbedItem } from '../domain/ports/index.ts'
import { hashVector } from './fixtures/memory-embedding.ts'
import { type StageLibrary, stageLibrary } from './fixtures/stage-library.ts'

const slow = 120_000
const embedStages = ['embed-visual', 'embed-audio', 'embed-captions', 'embed-likeness'] as const
const modelModalities = ['visual', 'audio', 'captions', 'likeness'] as const

let library: StageLibrary
beforeEach(async () => {
  library = await stageLibrary()
})
afterEach(async () => {
  await library.close()
})

const imported = async (path: string): Promise<string> => {
  const id = await library.take(path)
  await library.idle()
  return id
}
const states = async (videoId: string, stages: readonly StageId[]) =>
  Promise.all(stages.map(async (stage) => (await library.job(videoId, stage)).state))
const keysAsked = (kind: EmbedItem['kind']) =>
  library.embedding.asked.filter((item) => item.kind === kind).map(({ key }) => key)
/** Waits for a condition, however slow the machine is. */
const until = async (condition: () => boolean | Promise<boolean>): Promise<void> => {
  const end = performance.now() + 60_000
  while (!(await condition())) {
    if (performance.now() > end) throw new Error('it did not happen in time')
    await new Promise((resolve) => setTimeout(resolve, 10))
  }
}

describe('the embedding stages', () => {
  it(
    'fill every space from the frames, the sound and the words of each scene',
    async () => {
      const id = await imported(await fixtureClip('captioned-mkv'))
      expect(await states(id, ['audio', ...embedStages])).toEqual(['done', 'done', 'done', 'done', 'done'])
      const video = await library.video(id)
      expect(video).toMatchObject({ state: 'ready', warnings: [], sceneCount: 3 })
      for (const modality of [...modelModalities, 'soundTexture'] as const) {
        expect(await library.space(modality), modality).toMatchObject({
          active: true,
          present: 3,
          missing: 0,
          skipped: [],
        })
      }
      const frames = await library.store.scenes.frames(video.contentId)
      expect(keysAsked('image').toSorted()).toEqual(frames.map(({ frameNumber }) => String(frameNumber)).toSorted())
      const said = library.embedding.asked.flatMap((item) => (item.kind === 'text' ? [[item.role, item.text]] : []))
      expect(said).toEqual([
        ['passage', 'The red door opens slowly.'],
        ['passage', 'Rain falls on the harbour.'],
        ['passage', '- Who is there? - Only the lighthouse keeper.'],
      ])
      const [first] = await library.vectors('captions')
      expect(first?.vector).toEqual(hashVector('passage', 'The red door opens slowly.'))
      expect(await states(id, ['loudness'])).toEqual(['done'])
      const { items } = await library.store.scenes.list(id, { limit: 10 })
      for (const { loudness } of items) expect(loudness).toBeGreaterThan(-70)
      // Scenes of 2.0, 2.4 and 2.6 s share all samples out.
      const lengths = library.embedding.asked.flatMap((item) => (item.kind === 'audio' ? [item.pcm.length / 96] : []))
      // The first one's begins before its picture, which comes 23 ms late.
      expect(lengths.slice(0, 2)).toEqual([2_023, 2_400])
      expect(Math.abs((lengths[2] ?? 0) - 2_600)).toBeLessThan(60)
      const clips = library.embedding.asked.flatMap((item) => (item.kind === 'clip' ? [item.frames.length] : []))
      expect(clips.reduce((sum, count) => sum + count, 0)).toBe(frames.length)
      // Nobody needs the samples any more.
      expect(await readdir(library.samplesPath)).toEqual([])
    },
    slow,
  )

  it(
    'are skipped where no model is chosen, and keep no samples; the video is ready all the same',
    async () => {
      library.embedding.choices.clear()
      const id = await imported(await fixtureClip('three-scenes'))
      for (const stage of embedStages) {
        expect(await library.job(id, stage)).toMatchObject({ state: 'skipped', code: 'no_model' })
      }
      expect(await library.video(id)).toMatchObject({ state: 'ready', warnings: [] })
      expect(await library.space('soundTexture')).toMatchObject({ active: true, present: 3, missing: 0 })
      await expect(readdir(library.samplesPath)).rejects.toThrow('ENOENT')
      library.embedding.choices.set('audio', 'memory-sounds')
      await library.again(id, 'embed-audio')
      expect(await library.space('audio')).toMatchObject({ present: 3, missing: 0 })
    },
    slow,
  )

  it(
    'say of each scene without sound or words that it has none',
    async () => {
      const id = await imported(await fixtureClip('two-scenes'))
      expect(await library.job(id, 'audio')).toMatchObject({ state: 'skipped', code: 'no_audio' })
      expect(await library.job(id, 'loudness')).toMatchObject({ state: 'skipped', code: 'no_audio' })
      expect(await states(id, embedStages)).toEqual(['done', 'done', 'done', 'done'])
      expect((await library.video(id)).state).toBe('ready')
      const reasons: readonly (readonly [Modality, string])[] = [
        ['soundTexture', 'no_audio'],
        ['audio', 'no_audio'],
        ['captions', 'no_captions'],
      ]
      for (const [modality, reason] of reasons) {
        expect(await library.space(modality)).toMatchObject({ present: 0, missing: 0, skipped: [{ reason, count: 2 }] })
      }
      expect(await library.space('visual')).toMatchObject({ present: 2, missing: 0 })
    },
    slow,
  )

  it(
    'embed only what is missing: again changes nothing, a dropped space comes back as it was',
    async () => {
      const id = await imported(await fixtureClip('captioned-mkv'))
      const all = async () => Promise.all(modelModalities.map(library.vectors))
      const before = await all()
      library.embedding.asked.length = 0
      for (const stage of ['audio', ...embedStages] as const) await library.again(id, stage)
      expect(library.embedding.asked).toEqual([])
      expect(await all()).toEqual(before)
      for (const modality of modelModalities) await library.store.vectors.drop((await library.space(modality)).id)
      expect(await library.vectors('visual')).toEqual([])
      for (const stage of embedStages) await library.again(id, stage)
      expect(await all()).toEqual(before)
      const texture = await library.vectors('soundTexture')
      await library.store.vectors.drop((await library.space('soundTexture')).id)
      await library.again(id, 'audio')
      expect(await library.vectors('soundTexture')).toEqual(texture)
    },
    slow,
  )

  it(
    'pass over what cannot be embedded with one warning, and do not ask for it again',
    async () => {
      library.embedding.refuse = ({ kind, key }) =>
        kind === 'image' && key === '0' ? { code: 'quarantined', message: 'It ended the model.' } : null
      library.embedding.choices.delete('likeness')
      const file = await fixtureClip('single-frame')
      const id = await imported(file)
      const video = await library.video(id)
      expect(video.state).toBe('partial')
      expect(video.warnings).toHaveLength(1)
      expect(video.warnings[0]).toMatchObject({ code: 'not_embedded' })
      expect(video.warnings[0]?.message).toContain('1 × quarantined (It ended the model)')
      expect(await library.space('visual')).toMatchObject({
        skipped: [{ reason: 'quarantined', count: 1 }],
        missing: 0,
      })
      library.embedding.asked.length = 0
      await library.again(id, 'embed-visual')
      expect(library.embedding.asked).toEqual([])
    },
    slow,
  )

  it(
    'fail with the reason and remedy of the model, and fill the rest when it works again',
    async () => {
      const failure = { code: 'runner_disabled', message: 'It stopped three times.', remedy: 'Press Retry.' }
      library.embedding.broken.set('memory-pictures', failure)
      const id = await imported(await fixtureClip('three-scenes'))
      expect(await library.job(id, 'embed-visual')).toMatchObject({ state: 'failed', code: 'runner_disabled' })
      expect(await states(id, ['embed-audio', 'embed-likeness'])).toEqual(['done', 'done'])
      expect(await library.video(id)).toMatchObject({ state: 'partial', warnings: [{ code: 'runner_disabled' }] })
      library.embedding.broken.clear()
      await library.again(id, 'embed-visual')
      expect(await library.video(id)).toMatchObject({ state: 'ready', warnings: [] })
      expect(await library.space('visual')).toMatchObject({ present: 3, missing: 0 })
    },
    slow,
  )

  it(
    'say so when the kept frames are gone',
    async () => {
      library.embedding.choices.clear()
      const id = await imported(await fixtureClip('two-scenes'))
      await rm(join(library.contentFolder((await library.video(id)).contentId), 'frames.pack'))
      library.embedding.choices.set('visual', 'memory-pictures').set('likeness', 'memory-clips')
      for (const stage of ['embed-visual', 'embed-likeness'] as const) {
        await library.again(id, stage)
        expect(await library.job(id, stage)).toMatchObject({ state: 'failed', code: 'frames_missing' })
      }
      expect(library.embedding.asked).toEqual([])
    },
    slow,
  )
})

describe('a film with many frames', () => {
  it(
    'keeps two calls under way, stops within two seconds and goes on where it was stopped',
    async () => {
      library.embedding.choices.clear()
      library.embedding.choices.set('visual', 'memory-pictures')
      const { promise: gate, resolve: openGate } = Promise.withResolvers<void>()
      library.embedding.gate = gate
      const id = await library.take(await fixtureClip('many-scenes'))
      await until(() => library.embedding.asked.length >= 32)
      const { contentId } = await library.video(id)
      const frames = await library.store.scenes.frames(contentId)
      expect(frames.length).toBeGreaterThan(64)
      const { id: spaceId } = await library.space('visual')
      // Written as it comes: the first part of each call, while the rest of them waits.
      await until(async () => (await library.store.vectors.frames(spaceId, contentId)).length > 16)
      expect(library.embedding.mostCalls()).toBe(2)
      const job = await library.job(id, 'embed-visual')
      const before = performance.now()
      expect(await library.scheduler.cancel(job.id)).toBe(true)
      expect(performance.now() - before).toBeLessThan(patience(2_000))
      expect((await library.job(id, 'embed-visual')).state).toBe('cancelled')
      const written = (await library.store.vectors.frames(spaceId, contentId)).map(({ frameNumber }) => frameNumber)
      expect(written.length).toBeLessThan(frames.length)
      openGate()
      library.embedding.asked.length = 0
      await library.again(id, 'embed-visual')
      expect(library.embedding.asked).toHaveLength(frames.length - written.length)
      expect(await library.space('visual')).toMatchObject({ present: 30, missing: 0 })
    },
    slow,
  )

  it(
    'goes over to another model that is chosen meanwhile',
    async () => {
      library.embedding.choices.clear()
      library.embedding.choices.set('visual', 'memory-pictures')
      const { promise: gate, resolve: openGate } = Promise.withResolvers<void>()
      library.embedding.gate = gate
      const id = await library.take(await fixtureClip('many-scenes'))
      await until(() => library.embedding.asked.length >= 16)
      library.embedding.choices.set('visual', 'memory-pictures-2')
      openGate()
      await library.idle()
      expect(await library.job(id, 'embed-visual')).toMatchObject({ state: 'done' })
      const spaces = (await library.store.vectors.list()).filter(({ modality }) => modality === 'visual')
      // How far the first one came by then is a matter of luck.
      expect(spaces.map(({ model, active, building }) => [model, active, building])).toEqual([
        ['memory-pictures', false, false],
        ['memory-pictures-2', true, false],
      ])
      expect(spaces[1]).toMatchObject({ present: 30, missing: 0 })
    },
    slow,
  )
})

describe('the first poster', () => {
  it(
    'is there before the analysis ends, and is looked for no more once a video has its poster',
    async () => {
      const id = await library.take(await fixtureClip('three-scenes'))
      await until(async () => (await library.video(id)).firstPosterMs !== null)
      const { contentId, firstPosterMs } = await library.video(id)
      expect(firstPosterMs).toBe(1_400)
      const file = join(library.contentFolder(contentId), 'first-poster.jpg')
      const jpeg = await readFile(file)
      expect([...jpeg.subarray(0, 2), ...jpeg.subarray(-2)]).toEqual([0xff, 0xd8, 0xff, 0xd9])
      await library.idle()
      expect((await library.video(id)).posterFrame).not.toBeNull()
      await library.again(id, 'poster')
      expect(await library.job(id, 'poster')).toMatchObject({ state: 'skipped', code: 'no_first_poster' })
      expect(await library.video(id)).toMatchObject({ state: 'ready', warnings: [] })
    },
    slow,
  )
})
