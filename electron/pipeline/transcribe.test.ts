import { mkdtemp, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { fixtureClip } from '../../build/fixtures/clips.ts'
import { ffmpeg } from '../media/analyse/fixtures/analysed.ts'
import { type StageLibrary, stageLibrary } from './fixtures/stage-library.ts'
import { whyNotTranscribed } from './transcribe.ts'

const slow = 120_000
const base = { model: 'base', revision: 'r1' }

let library: StageLibrary
let folder: string
beforeEach(async () => {
  library = await stageLibrary()
  folder = await mkdtemp(join(tmpdir(), 'goodclips-speech-'))
})
afterEach(async () => {
  await library.close()
  await rm(folder, { recursive: true, force: true })
})

const imported = async (path: string): Promise<string> => {
  const id = await library.take(path)
  await library.idle()
  return id
}
const tracksOf = async (id: string) =>
  (await library.video(id)).captionTracks.map(({ source, codec, cueCount }) => `${source} ${codec} ${cueCount}`)
const said = async (id: string) => (await library.store.captions.all(id, 1000)).map(({ text }) => text)

/** A film of so many seconds whose sound is a tone with a pause at each of these seconds. */
const film = async (seconds: number, pauses: readonly number[]): Promise<string> => {
  const path = join(folder, 'film.mkv')
  const isPause = pauses.map((at) => `between(t,${at - 1},${at + 1})`).join('+')
  const picture = ['-f', 'lavfi', '-i', `color=c=gray:s=64x36:r=2:d=${seconds}`]
  const tone = ['-f', 'lavfi', '-i', `sine=frequency=440:sample_rate=48000:duration=${seconds}`]
  await ffmpeg([...picture, ...tone, '-af', `volume=0:enable='${isPause}'`, '-c:v', 'ffv1', '-c:a', 'pcm_s16le', path])
  return path
}

describe('turning speech into captions', () => {
  it(
    'is skipped without a model; with one, a film without captions gets a track that can be searched and embedded',
    async () => {
      const id = await imported(await fixtureClip('three-scenes'))
      expect(await library.job(id, 'transcribe')).toMatchObject({ state: 'skipped', code: 'no_model' })
      expect(await tracksOf(id)).toEqual([])
      library.speech.model = base
      await library.again(id, 'transcribe')
      expect(await library.job(id, 'transcribe')).toMatchObject({ state: 'done' })
      expect(await tracksOf(id)).toEqual(['speech base 1'])
      expect(await said(id)).toEqual(['Heard by base loud.'])
      expect((await library.store.captions.search({ query: 'loud', typing: false, limit: 9 })).total).toBe(1)
      await library.again(id, 'embed-captions')
      const words = library.embedding.asked.flatMap((item) => (item.kind === 'text' ? [item.text] : []))
      expect(words).toEqual(['Heard by base loud.'])
      expect(await library.video(id)).toMatchObject({ state: 'ready', warnings: [], captionCount: 1 })
    },
    slow,
  )

  it(
    'leaves films with captions alone unless it is always wanted, and none is made where it is never wanted',
    async () => {
      library.speech.model = base
      const id = await imported(await fixtureClip('captioned-mkv'))
      expect(await library.job(id, 'transcribe')).toMatchObject({ state: 'skipped', code: 'has_captions' })
      await library.store.library.patchSettings({ speech: 'never' })
      await library.again(id, 'transcribe')
      expect(await library.job(id, 'transcribe')).toMatchObject({ state: 'skipped', code: 'speech_off' })
      expect(library.speech.asked).toEqual([])
      const own = await tracksOf(id)
      await library.store.library.patchSettings({ speech: 'always' })
      await library.again(id, 'transcribe')
      expect(await tracksOf(id)).toEqual([...own, 'speech base 1'])
      await library.again(id, 'captions')
      expect(await tracksOf(id)).toEqual([...own, 'speech base 1'])
      const silent = await imported(await fixtureClip('two-scenes'))
      expect(await library.job(silent, 'transcribe')).toMatchObject({ state: 'skipped', code: 'no_audio' })
    },
    slow,
  )

  it(
    'works in pieces that end in pauses; after a stop only those that are missing are asked for, and again changes nothing',
    async () => {
      library.speech.model = base
      const path = await film(300, [150])
      const id = await imported(path)
      const lengths = () => library.speech.asked.map(({ pcm }) => Math.round(pcm.length / 96_000))
      expect(lengths()).toEqual([149, 151].map((seconds) => expect.closeTo(seconds, -0.5)))
      expect(library.speech.asked.map(({ likelyLanguage }) => likelyLanguage)).toEqual([null, 'en'])
      const cues = await library.store.captions.all(id, 1000)
      expect(cues).toHaveLength(2)
      expect((cues[1]?.startMs ?? 0) / 1000).toBeCloseTo(149.5, -0.5)
      const wishes = { language: null, hotWords: '', translation: false }
      const key = { videoId: id, ...base, wishes, heard: (await library.video(id)).probe?.audio.heard ?? [] }
      const pieces = await library.store.transcripts.pieces(key)
      expect(pieces).toHaveLength(2)

      await library.again(id, 'transcribe')
      expect(library.speech.asked).toHaveLength(2)
      expect(await library.store.captions.all(id, 1000)).toEqual(cues)

      // As after a stop in the middle of the second piece of another model.
      const next = { ...base, model: 'small' }
      const [first] = pieces
      if (first === undefined) throw new Error('no piece')
      await library.store.transcripts.writePiece({ ...key, ...next }, first)
      library.speech.model = next
      library.speech.asked.length = 0
      const gate = Promise.withResolvers<void>()
      library.speech.gate = gate.promise
      await library.scheduler.retry((await library.job(id, 'transcribe')).id)
      while (library.speech.asked.length === 0) await new Promise((resolve) => setTimeout(resolve, 10))
      // The old track stays until the new one is complete.
      expect(await said(id)).toEqual(cues.map(({ text }) => text))
      gate.resolve()
      await library.idle()
      expect(lengths()).toEqual([expect.closeTo(151, -0.5)])
      expect(await tracksOf(id)).toEqual(['speech small 2'])
      expect(await said(id)).toEqual(['Heard by base loud.', 'Heard by small loud.'])
    },
    slow,
  )

  it(
    'listens for what a person asks for, once for each wish',
    async () => {
      library.speech.model = base
      const id = await imported(await fixtureClip('three-scenes'))
      const asked = () => library.speech.asked.map(({ language, hotWords }) => [language, hotWords])
      expect(asked()).toEqual([[null, '']])
      await library.store.library.patchSettings({ speechLanguage: 'de', speechWords: 'Goethe, Weimar' })
      await library.again(id, 'transcribe')
      await library.again(id, 'transcribe')
      expect(asked()).toEqual([
        [null, ''],
        ['de', 'Goethe, Weimar'],
      ])
      expect((await library.video(id)).captionTracks.find(({ source }) => source === 'speech')?.language).toBe('de')
    },
    slow,
  )

  it(
    'translates what is not English into a track beside it; without the wish that track goes, and pieces in English are no translation',
    async () => {
      library.speech.model = base
      await library.store.library.patchSettings({ speechLanguage: 'de', speechTranslation: true })
      const id = await imported(await fixtureClip('three-scenes'))
      const tracks = async () =>
        (await library.video(id)).captionTracks.map((one) => [one.track, one.language, one.isTranslation ?? false])
      expect(await tracks()).toEqual([
        [1000, 'de', false],
        [1001, 'en', true],
      ])
      expect(await said(id)).toEqual(['Heard by base loud.'])
      expect((await library.store.captions.all(id, 1001)).map(({ text }) => text)).toEqual(['Translated by base loud.'])
      expect(library.speech.asked.map(({ language, translation }) => [language, translation])).toEqual([
        ['de', false],
        ['de', true],
      ])
      await library.again(id, 'transcribe')
      expect(library.speech.asked).toHaveLength(2)

      // What the video says of its own speech goes before the settings; words are of both.
      await library.store.library.patchSettings({ speechWords: 'Goethe' })
      await library.store.videos.setSpeech(id, { translation: false, language: 'auto', words: 'Faust' })
      await library.again(id, 'transcribe')
      expect(await tracks()).toEqual([[1000, 'en', false]])
      expect(library.speech.asked.at(-1)).toMatchObject({ language: null, hotWords: 'Faust, Goethe' })

      await library.store.videos.setSpeech(id, { language: 'en', translation: true })
      await library.again(id, 'transcribe')
      expect(await tracks()).toEqual([[1000, 'en', false]])

      await library.store.videos.setSpeech(id, { language: 'fr' })
      library.speech.model = { model: 'turbo', revision: '1', translates: false }
      await library.again(id, 'transcribe')
      expect(await tracks()).toEqual([[1000, 'fr', false]])
      expect(await library.video(id)).toMatchObject({ warnings: [{ code: 'no_translation' }] })
      expect(await library.store.videos.get(id)).toMatchObject({ speech: { language: 'fr' } })
    },
    slow,
  )

  it(
    'transcribes each sound track by itself on demand, each in its language',
    async () => {
      library.speech.model = base
      const path = join(folder, 'two.mkv')
      const sounds = [440, 880].flatMap((tone) => ['-f', 'lavfi', '-i', `sine=frequency=${tone}:duration=3`])
      const maps = ['-map', '0', '-map', '1', '-map', '2', '-map', '3', '-metadata:s:a:0', 'language=eng']
      const silence = ['-f', 'lavfi', '-i', 'anullsrc=r=48000:cl=mono:d=3']
      const languages = ['-metadata:s:a:1', 'language=ger', '-disposition:a:0', 'default', '-disposition:a:1', '0']
      const picture = ['-f', 'lavfi', '-i', 'testsrc=s=64x36:r=5:d=3']
      await ffmpeg([...picture, ...sounds, ...silence, ...maps, ...languages, '-c:v', 'ffv1', '-c:a', 'flac', path])
      const id = await imported(path)
      const tracks = async () =>
        (await library.video(id)).captionTracks.map((one) => [one.track, one.language, one.audioStreamIndexes])
      expect(await tracks()).toEqual([[1000, 'en', [1]]])
      await library.store.videos.setSpeech(id, { tracks: 'all' })
      await library.again(id, 'transcribe')
      expect(await tracks()).toEqual([
        [1000, 'en', [1]],
        [1004, 'de', [2]],
      ])
      expect(library.speech.asked.map(({ likelyLanguage }) => likelyLanguage)).toEqual(['en', 'de'])
      await library.again(id, 'transcribe')
      expect(library.speech.asked).toHaveLength(2)
      await expect(stat(library.speech.asked.at(-1)?.pcm.path ?? '')).rejects.toThrow('ENOENT')
      expect(await library.video(id)).toMatchObject({ state: 'ready', warnings: [] })
    },
    slow,
  )

  it(
    'keeps the samples until the last stage that reads them is done',
    async () => {
      library.speech.model = base
      const gate = Promise.withResolvers<void>()
      library.speech.gate = gate.promise
      const id = await library.take(await fixtureClip('three-scenes'))
      while (library.speech.asked.length === 0) await new Promise((resolve) => setTimeout(resolve, 10))
      const path = library.speech.asked[0]?.pcm.path ?? ''
      expect((await stat(path)).size).toBeGreaterThan(0)
      gate.resolve()
      await library.idle()
      expect(await library.job(id, 'transcribe')).toMatchObject({ state: 'done' })
      await expect(stat(path)).rejects.toThrow('ENOENT')
    },
    slow,
  )

  it(
    'stops at once when it is cancelled, and goes over to another model that is chosen meanwhile',
    async () => {
      library.speech.model = base
      const gate = Promise.withResolvers<void>()
      library.speech.gate = gate.promise
      const id = await library.take(await fixtureClip('three-scenes'))
      while (library.speech.asked.length === 0) await new Promise((resolve) => setTimeout(resolve, 10))
      // The model answers only after the end of this test's first half: what waits for it would never be idle.
      await library.scheduler.cancel((await library.job(id, 'transcribe')).id)
      await library.idle()
      expect(await library.job(id, 'transcribe')).toMatchObject({ state: 'cancelled' })
      expect(await tracksOf(id)).toEqual([])
      await library.scheduler.retry((await library.job(id, 'transcribe')).id)
      while (library.speech.asked.length === 1) await new Promise((resolve) => setTimeout(resolve, 10))
      library.speech.model = { model: 'small', revision: 'r1' }
      gate.resolve()
      await library.idle()
      expect(await tracksOf(id)).toEqual(['speech small 1'])
    },
    slow,
  )

  it('looks at captions of files alone to decide', () => {
    const track = { source: 'speech', readable: true, cueCount: 9, language: null, isForced: false } as const
    expect(whyNotTranscribed('where_no_captions', [track])).toBeNull()
    expect(whyNotTranscribed('where_no_captions', [{ ...track, source: 'sidecar', readable: false }])).toBeNull()
    expect(whyNotTranscribed('where_no_captions', [{ ...track, source: 'sidecar' }])?.code).toBe('has_captions')
    expect(whyNotTranscribed('always', [{ ...track, source: 'stream' }])).toBeNull()
    expect(whyNotTranscribed('never', [])?.code).toBe('speech_off')
    const inGerman = { ...track, source: 'sidecar', language: 'de' } as const
    const because = (spoken: string | null, change: { isForced?: boolean; language?: string | null } = {}) =>
      whyNotTranscribed('where_no_captions', [{ ...inGerman, ...change }], spoken)?.code
    expect([because('ger'), because('de-AT'), because(null), because('en', { language: null })]).toEqual(
      Array(4).fill('has_captions'),
    )
    expect([because('en'), because('de', { isForced: true })]).toEqual([undefined, undefined])
  })
})
