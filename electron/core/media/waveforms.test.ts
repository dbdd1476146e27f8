import { afterEach, beforeEach, expect, it } from 'vitest'
import type { WaveformQuery } from '../../contract/index.ts'
import { importAll, type TestLibrary, testLibrary, unwrap } from '../fixtures/test-library.ts'

let library: TestLibrary
beforeEach(async () => {
  library = await testLibrary()
})
afterEach(async () => {
  await library.close()
})

const whole: WaveformQuery = { startMs: 0, points: 4096 }

it('answers the sound of a film along its time, in parts that agree, and nothing of a silent one', async () => {
  const core = await library.open()
  const [loud, silent] = await importAll(core, await library.clip('three-scenes'), await library.clip('two-scenes'))
  const id = loud?.videoId ?? ''
  const fine = unwrap(await core.media.waveform(id, whole))
  // Seven seconds of a tone at an eighth of full scale: 140 blocks of 50 ms.
  expect(fine).toMatchObject({ startMs: 0, pointMs: 50 })
  expect(fine.lowest.length).toBeGreaterThanOrEqual(140)
  const middle = fine.highest.slice(20, 120)
  expect(Math.min(...middle)).toBeGreaterThan(10)
  expect(Math.max(...middle)).toBeLessThan(24)
  expect(Math.max(...fine.lowest.slice(20, 120))).toBeLessThan(-10)
  const part = unwrap(await core.media.waveform(id, { startMs: 2000, endMs: 4000, points: 10 }))
  expect(part).toMatchObject({ startMs: 2000, pointMs: 200 })
  expect(part.highest).toEqual(
    Array.from({ length: 10 }, (_, index) => Math.max(...fine.highest.slice(40 + index * 4, 44 + index * 4))),
  )
  expect(unwrap(await core.media.waveform(silent?.videoId ?? '', whole)).lowest).toEqual([])
  expect(await core.media.waveform('nobody', whole)).toMatchObject({ ok: false, error: { code: 'not_found' } })
  unwrap(await core.videos.remove(id))
  expect(await core.media.waveform(id, whole)).toMatchObject({ ok: false })
})
