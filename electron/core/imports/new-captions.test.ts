import { copyFile, mkdir, rename, rm, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { hangLimitMs } from '../../../build/fixtures/patience.ts'
import type { CaptionTrack } from '../../contract/index.ts'
import { writeVobSub } from '../../media/text/fixtures/picture-captions.ts'
import type { Core } from '../core-api.ts'
import { importAll, type TestLibrary, testLibrary, unwrap } from '../fixtures/test-library.ts'

let library: TestLibrary
beforeEach(async () => {
  library = await testLibrary()
})
afterEach(async () => {
  await library.close()
})

const srt = (text: string): string => `1\n00:00:01,000 --> 00:00:02,000\n${text}\n`
const tracksOf = async (core: Core, id: string): Promise<readonly CaptionTrack[]> =>
  unwrap(await core.videos.get(id)).captionTracks
const wordsOf = async (core: Core, id: string): Promise<readonly string[]> =>
  unwrap(await core.videos.captions(id, null, { limit: 50 })).items.map(({ text }) => text)

it('sees caption files that come, change and go, whatever they are called', async () => {
  const core = await library.open()
  const path = await library.clip('two-scenes', 'Caf\u00e9.mp4')
  const folder = dirname(path)
  const [added] = await importAll(core, path)
  const id = added?.videoId ?? ''
  expect(await wordsOf(core, id)).toEqual([])
  // The folder again finds it, decomposed as macOS writes names.
  await writeFile(join(folder, 'Cafe\u0301.track3_[eng].srt'), srt('one'))
  await importAll(core, folder)
  expect(await tracksOf(core, id)).toMatchObject([{ language: 'en', cueCount: 1 }])
  // A caption file by itself, in a folder of captions.
  const inside = join(folder, 'Subs', '2_French.srt')
  await mkdir(dirname(inside))
  await writeFile(inside, srt('deux'))
  expect((await importAll(core, inside))[0]).toMatchObject({ outcome: 'known', videoId: id })
  expect(await wordsOf(core, id)).toEqual(['one', 'deux'])
  await writeFile(inside, srt('deux fois'))
  await importAll(core, path)
  expect(await wordsOf(core, id)).toEqual(['one', 'deux fois'])
  await rm(inside)
  await importAll(core, path)
  expect(await wordsOf(core, id)).toEqual(['one'])
  // One of no film is told.
  const stray = join(folder, 'other.srt')
  await writeFile(stray, srt('stray'))
  expect((await importAll(core, stray))[0]).toMatchObject({ error: { code: 'caption_without_video' } })
})

it('sees that the pictures of a VobSub index are others, of the same size beside the same index', async () => {
  const core = await library.open()
  const path = await library.clip('two-scenes', 'film.mp4')
  const folder = dirname(path)
  const times = { startMs: 500, endMs: 1500 }
  writeVobSub(join(folder, 'film'), [{ language: 'nl', captions: [{ ...times, stripes: 4 }] }])
  writeVobSub(join(folder, 'other'), [{ language: 'nl', captions: [{ ...times, stripes: 6 }] }])
  const [added] = await importAll(core, path)
  const finished = async () =>
    (await core.jobs.list({ videoId: added?.videoId ?? '', limit: 50 })).items.find(({ stage }) => stage === 'captions')
      ?.finishedAt
  const before = await finished()
  await importAll(core, path)
  expect(await finished()).toBe(before)
  await rename(join(folder, 'other.sub'), join(folder, 'film.sub'))
  await importAll(core, path)
  expect(await finished()).not.toBe(before)
})

it('reads the captions of both places of a film, and what a person chose stays', async () => {
  const core = await library.open()
  const first = await library.clip('two-scenes', 'talk.mp4')
  const second = join(dirname(first), 'copy', 'talk.mp4')
  await mkdir(dirname(second))
  await copyFile(first, second)
  await writeFile(join(dirname(first), 'talk.en.srt'), srt('English words'))
  await writeFile(join(dirname(second), 'talk.de.srt'), Buffer.from(srt('deutsche W\u0094rter'), 'latin1'))
  const [added] = await importAll(core, first, second)
  const id = added?.videoId ?? ''
  const languages = (await tracksOf(core, id)).map(({ language }) => language)
  expect(languages.toSorted()).toEqual(['de', 'en'])
  const german = (await tracksOf(core, id)).find(({ language }) => language === 'de')?.track ?? -1
  unwrap(await core.videos.readCaptions(id, german, { encoding: 'cp850', offsetMs: 1500 }))
  await core.jobs.idle(AbortSignal.timeout(hangLimitMs))
  const chosen = (await tracksOf(core, id)).find(({ language }) => language === 'de')
  expect(chosen).toMatchObject({ encoding: 'cp850', encodingChosen: true, offsetMs: 1500, offsetFrom: 'person' })
  expect((await core.search.captions({ query: 'Wörter', typing: false, limit: 5 })).items[0]?.caption.startMs).toBe(
    2500,
  )
  // Read again for another reason, it is read the same way.
  await writeFile(join(dirname(first), 'talk.fr.srt'), srt('des mots'))
  await importAll(core, first)
  expect((await tracksOf(core, id)).find(({ language }) => language === 'de')).toMatchObject({
    encoding: 'cp850',
    offsetMs: 1500,
  })
  expect(await core.videos.readCaptions(id, 99, { offsetMs: 0 })).toMatchObject({ error: { code: 'not_found' } })
})
