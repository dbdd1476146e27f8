import { expect, it } from 'vitest'
import { createFakeCore } from '../../api/fixtures/fake-core.ts'
import { fakeVideo } from '../../api/fixtures/fake-library.ts'
import type { Video } from '../../contract/index.ts'
import { ok } from '../../domain/result.ts'
import { coreBackend } from './core-backend.ts'
import { missingTime, parseMoment, parseSceneTarget } from './scene-target.ts'

const pal = { frameRate: { num: 25, den: 1 } }

it.each<[string, number | null]>([
  ['0', 0],
  ['12.5', 12_500],
  ['90', 90_000],
  ['01:30', 90_000],
  ['1:02:03', 3_723_000],
  ['00:00:01.500', 1500],
  ['00:00:01:12', 1480],
  ['00:00:01;12', 1480],
  ['00:00:01:25', null],
  ['00:61:00', null],
  ['00:00:75', null],
  ['-5', null],
  ['5s', null],
  ['', null],
])('reads the time %j as %j ms', (text, ms) => {
  expect(parseMoment(text, pal)).toBe(ms)
})

it('needs a rate for timecodes, and follows the rate of NTSC', () => {
  expect(parseMoment('00:00:01:12', { frameRate: null })).toBeNull()
  expect(parseMoment('00:00:01.5', { frameRate: null })).toBe(1500)
  // Frame 30 of 29.97 a second begins at 1.001 s.
  expect(parseMoment('00:00:01:00', { frameRate: { num: 30_000, den: 1001 } })).toBe(1001)
})

it('finds the video by its id, by a title that only it has, and by its whole title', async () => {
  const core = await createFakeCore()
  const titles = ['Beach', 'Beach party', 'Harbour @ night']
  const videos: readonly Video[] = titles.map((title, at) => ({ ...fakeVideo, id: `v${at + 1}`, title }))
  const backend = {
    ...coreBackend(core),
    videos: async ({ name = '' }: { readonly name?: string | undefined }) =>
      ok({
        items: videos.filter(({ title }) => title.toLowerCase().includes(name.toLowerCase())),
        nextCursor: null,
      }),
    video: async (id: string) => {
      const video = videos.find((each) => each.id === id)
      return video === undefined ? await core.videos.get('nothing') : ok({ ...fakeVideo, ...video })
    },
  }
  const target = (text: string) => parseSceneTarget(backend, text)
  expect(await target('s1')).toEqual(ok({ sceneId: 's1' }))
  expect(await target('v2@5')).toEqual(ok({ videoId: 'v2', timeMs: 5000 }))
  expect(await target('PARTY@00:00:01:00')).toEqual(ok({ videoId: 'v2', timeMs: 1000 }))
  expect(await target('beach@5')).toEqual(ok({ videoId: 'v1', timeMs: 5000 }))
  expect(await target('Harbour @ night @ 2.5')).toEqual(ok({ videoId: 'v3', timeMs: 2500 }))
  const several = await target('b@5')
  expect(several).toMatchObject({ ok: false, error: { code: 'bad_request' } })
  expect(JSON.stringify(several)).toContain('v2 (Beach party)')
  expect(await target('desert@5')).toMatchObject({ ok: false, error: { code: 'not_found' } })
  expect(await target('v1@noon')).toMatchObject({ ok: false, error: { code: 'bad_request' } })
  expect(await target('a b')).toMatchObject({
    ok: false,
    error: { code: 'bad_request', message: '"a b" is no scene.' },
  })
  // A title alone, with or without blanks, names no moment.
  expect(await target('Beach party')).toMatchObject({
    ok: false,
    error: {
      message: '"Beach party" is a video; the time is missing.',
      remedy: expect.stringContaining('@00:01:30:00'),
    },
  })
  expect(await missingTime(backend, 'harbour')).toMatchObject({ code: 'bad_request' })
  expect(await missingTime(backend, 'desert')).toBeNull()
  expect(await missingTime(backend, 'v1@5')).toBeNull()
})
