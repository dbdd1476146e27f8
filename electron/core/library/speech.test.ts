import { afterEach, beforeEach, expect, it } from 'vitest'
import { fixtureClip } from '../../../build/fixtures/clips.ts'
import { finish, importAll, type TestLibrary, testLibrary, unwrap } from '../fixtures/test-library.ts'

let library: TestLibrary
beforeEach(async () => {
  library = await testLibrary()
})
afterEach(async () => {
  await library.close()
})

it('keeps what a video says of its own speech, and transcribes it again only where that makes a difference', async () => {
  const core = await library.open()
  const [item] = await importAll(core, await fixtureClip('captioned-mkv'))
  const id = item?.videoId ?? ''
  const reason = async () => {
    const jobs = await core.jobs.list({ limit: 100 })
    return jobs.items.find(({ stage }) => stage === 'transcribe')?.reason
  }
  expect(unwrap(await core.videos.get(id)).speech).toEqual({})
  const before = await reason()
  const own = { transcribe: 'always', language: 'de', words: 'Goethe', translation: true } as const
  expect(unwrap(await core.videos.patch(id, { speech: own })).speech).toEqual(own)
  await finish(core)
  expect(await reason()).toBe(before)
  // All that it says, not what is added to it.
  expect(unwrap(await core.videos.patch(id, { speech: { tracks: 'all' } })).speech).toEqual({ tracks: 'all' })
  expect(unwrap(await core.videos.patch(id, { speech: null })).speech).toEqual({})
  await finish(core)
})
