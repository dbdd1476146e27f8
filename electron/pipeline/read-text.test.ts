import { readFile, writeFile } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { ffmpeg } from '../media/analyse/fixtures/analysed.ts'
import { pgsFile, writeVobSub } from '../media/text/fixtures/picture-captions.ts'
import { type StageLibrary, stageLibrary } from './fixtures/stage-library.ts'

const longMs = 120_000
const small = { model: 'small', revision: '1' }

describe('reading text on screen', () => {
  let library: StageLibrary
  let film: string
  beforeEach(async () => {
    library = await stageLibrary()
    film = join(library.folder, 'film.mkv')
    await ffmpeg(['-f', 'lavfi', '-i', 'testsrc2=size=320x180:rate=10:duration=5', '-c:v', 'ffv1', film])
  }, longMs)
  afterEach(() => library.close(), longMs)

  const screenTracks = async (videoId: string) =>
    (await library.store.videos.get(videoId))?.captionTracks.filter(({ source }) => source === 'screen')
  const again = (videoId: string): Promise<void> => library.again(videoId, 'read-text')
  const job = (videoId: string) => library.job(videoId, 'read-text')

  it(
    'is left out without a model, or by the settings; later it makes a track with places, once',
    async () => {
      const videoId = await library.take(film)
      await library.idle()
      expect(await job(videoId)).toMatchObject({ state: 'skipped', code: 'no_model' })
      expect(await library.store.screenTexts.videosFor(small)).toEqual([videoId])

      library.screenText.model = small
      await library.store.library.patchSettings({ screenText: 'never' })
      await again(videoId)
      expect(await job(videoId)).toMatchObject({ state: 'skipped', code: 'screen_text_off' })
      expect(await library.store.screenTexts.skippedVideos(['screen_text_off'])).toEqual([videoId])

      await library.store.library.patchSettings({ screenText: 'always' })
      await again(videoId)
      expect(await job(videoId)).toMatchObject({ state: 'done' })
      expect(await screenTracks(videoId)).toMatchObject([{ track: 2000, codec: 'small', cueCount: 1, readable: true }])
      const cues = async () =>
        (await library.store.captions.all(videoId, 2000)).map(({ id, text, box }) => [id, text, box])
      const before = await cues()
      expect(before).toEqual([[expect.anything(), 'jpeg by small', [0.1, 0.8, 0.5, 0.1]]])
      const asked = library.screenText.asked.length
      await again(videoId)
      expect(await cues()).toEqual(before)
      expect(library.screenText.asked.length).toBe(asked)
      expect(await library.store.screenTexts.videosFor(small)).toEqual([])
    },
    longMs,
  )

  it(
    'reads files of pictures beside a film, each language by itself, and says why one cannot be read',
    async () => {
      const captions = [{ startMs: 1000, endMs: 2500, stripes: 4 }]
      await writeFile(join(library.folder, 'film.nl.sup'), pgsFile(captions))
      await writeFile(
        join(library.folder, 'film.damaged.sup'),
        Buffer.concat([Buffer.from('PG'), Buffer.alloc(300, 7)]),
      )
      writeVobSub(join(library.folder, 'film'), [
        { language: 'de', captions },
        { language: 'fr', captions: [{ startMs: 3000, endMs: 4000, stripes: 6 }] },
      ])
      await writeFile(join(library.folder, 'film.lost.idx'), '# VobSub index file, v7\n')
      await writeFile(join(library.folder, 'film.ru.sup'), pgsFile(captions))
      library.screenText.model = small
      library.screenText.unread = ['Cyrl']
      const videoId = await library.take(film)
      await library.idle()
      expect(await job(videoId)).toMatchObject({ state: 'done' })
      const tracks = (await library.store.videos.get(videoId))?.captionTracks.filter(
        ({ source }) => source === 'sidecar',
      )
      expect(
        tracks?.map(({ file, language, readable, note }) => [basename(file ?? ''), language, readable, note]),
      ).toEqual([
        ['film.damaged.sup', null, false, expect.stringMatching(/^Its pictures could not be decoded/)],
        ['film.idx', 'de', true, null],
        ['film.idx', 'fr', true, null],
        ['film.lost.idx', null, false, expect.stringMatching(/film\.lost\.sub: it is not beside the index/)],
        ['film.nl.sup', 'nl', true, null],
        ['film.ru.sup', 'ru', false, expect.stringMatching(/in Russian, whose letters small does not know/)],
      ])
      // The language of a track picks what recognises it; that of the film's own frames is not known.
      expect(new Set(library.screenText.asked.map(({ script }) => script))).toEqual(new Set([null, 'Latn', 'Cyrl']))
      const startsOf = async (track: number | undefined) =>
        (await library.store.captions.all(videoId, track ?? -1)).map(({ startMs, text }) => [startMs, text])
      // The model of this test reads as much in a clear picture.
      expect(await startsOf(tracks?.[4]?.track)).toContainEqual([1000, 'png by small'])
      expect(await startsOf(tracks?.[1]?.track)).toContainEqual([1000, 'png by small'])
      expect(await startsOf(tracks?.[2]?.track)).toContainEqual([3000, 'png by small'])
    },
    longMs,
  )

  it(
    'reads a file of pictures anew when another with the same times takes its place',
    async () => {
      const times = { startMs: 1000, endMs: 2500 }
      const file = join(library.folder, 'film.nl.sup')
      await writeFile(file, pgsFile([{ ...times, stripes: 4 }]))
      library.screenText.model = small
      const videoId = await library.take(film)
      await library.idle()
      const askedOfTrack = () => library.screenText.asked.filter(({ script }) => script === 'Latn').length
      const before = askedOfTrack()
      expect(before).toBeGreaterThan(0)
      await again(videoId)
      expect(askedOfTrack()).toBe(before)

      await writeFile(file, pgsFile([{ ...times, stripes: 6 }]))
      await again(videoId)
      expect(askedOfTrack()).toBe(2 * before)
      await again(videoId)
      expect(askedOfTrack()).toBe(2 * before)

      // What the first file said is not kept: back in its place it is read once more.
      await writeFile(file, pgsFile([{ ...times, stripes: 4 }]))
      await again(videoId)
      expect(askedOfTrack()).toBe(3 * before)
    },
    longMs,
  )

  it(
    'reads VobSub pictures anew when others of the same size take their place beside the same index',
    async () => {
      const times = { startMs: 1000, endMs: 2500 }
      const [stem, other] = [join(library.folder, 'film'), join(library.folder, 'other')]
      writeVobSub(stem, [{ language: 'nl', captions: [{ ...times, stripes: 4 }] }])
      writeVobSub(other, [{ language: 'nl', captions: [{ ...times, stripes: 6 }] }])
      const [before, after] = [await readFile(`${stem}.sub`), await readFile(`${other}.sub`)]
      expect(after.length).toBe(before.length)
      expect(after.equals(before)).toBe(false)
      expect(await readFile(`${other}.idx`, 'utf8')).toBe(await readFile(`${stem}.idx`, 'utf8'))
      library.screenText.model = small
      const videoId = await library.take(film)
      await library.idle()
      const askedOfTrack = () => library.screenText.asked.filter(({ script }) => script === 'Latn').length
      const once = askedOfTrack()
      expect(once).toBeGreaterThan(0)
      await again(videoId)
      expect(askedOfTrack()).toBe(once)

      await writeFile(`${stem}.sub`, after)
      await again(videoId)
      expect(askedOfTrack()).toBe(2 * once)
    },
    longMs,
  )

  it(
    'goes on behind the pieces that were read when the model fails, and keeps the old track until the new one is complete',
    async () => {
      await ffmpeg(['-f', 'lavfi', '-i', 'testsrc2=size=320x180:rate=5:duration=60', '-c:v', 'ffv1', '-y', film])
      library.screenText.model = small
      library.screenText.failsAfter = 30
      const videoId = await library.take(film)
      await library.idle()
      expect(await job(videoId)).toMatchObject({ state: 'failed' })
      const kept = (await library.store.screenTexts.pictures({ videoId, ...small, trackKey: null })).length
      expect(kept).toBe(24)
      expect(await screenTracks(videoId)).toEqual([])

      library.screenText.failsAfter = Number.POSITIVE_INFINITY
      const asked = library.screenText.asked.length
      await again(videoId)
      const pictures = library.screenText.asked.slice(asked).reduce((sum, call) => sum + call.pictures.length, 0)
      const all = await library.store.screenTexts.pictures({ videoId, ...small, trackKey: null })
      expect(pictures).toBe(all.length - kept)
      expect(await screenTracks(videoId)).toMatchObject([{ codec: 'small', cueCount: 1 }])

      const other = { model: 'other', revision: '1' }
      library.screenText.model = other
      expect(await library.store.screenTexts.videosFor(other)).toEqual([videoId])
      await again(videoId)
      expect(await screenTracks(videoId)).toMatchObject([{ codec: 'other' }])
      expect(await library.store.screenTexts.pictures({ videoId, ...small, trackKey: null })).toEqual([])
    },
    longMs,
  )
})
