import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { patience } from '../../../build/fixtures/patience.ts'
import { stageIdSchema } from '../../contract/index.ts'
import { failureOfStoreError } from '../../domain/failure.ts'
import { type TestLibrary, testLibrary, within } from '../fixtures/test-library.ts'

let library: TestLibrary
beforeEach(async () => {
  library = await testLibrary()
})
afterEach(async () => {
  await library.close()
})

it('rejects a cursor that is none with an error that the API can answer', async () => {
  const core = await library.open()
  const thrown = await core.jobs.list({ limit: 10, cursor: 'nonsense' }).catch((cause: unknown) => cause)
  expect(failureOfStoreError(thrown)).toMatchObject({ code: 'bad_request' })
  expect(failureOfStoreError(new Error('a bug'))).toBeNull()
})

it('registers hundreds of files in one go while the event loop stays free', async () => {
  const core = await library.open({ runJobs: false })
  const folder = join(library.folder, 'many')
  await mkdir(folder)
  const count = 600
  for (let index = 0; index < count; index += 1) {
    await writeFile(join(folder, `clip ${index}.mp4`), `\0\0\0\x18ftypisom\0\0\0\0isommp42 content ${index}`)
  }
  const delays: number[] = []
  let last = performance.now()
  const timer = setInterval(() => {
    delays.push(performance.now() - last)
    last = performance.now()
  }, 10)
  const items = await core.videos.import([folder], within(60_000))
  clearInterval(timer)
  expect(items.filter((item) => item.outcome === 'added')).toHaveLength(count)
  expect(items.slice(0, 3).map((item) => item.path)).toEqual(
    [0, 1, 2].map((index) => join(folder, `clip ${index}.mp4`)),
  )
  const slow = delays.toSorted((a, b) => a - b)[Math.floor(delays.length * 0.95)] ?? 0
  // Generous: the machine may be busy with other things. A blocking import would be one delay of many seconds.
  expect(slow).toBeLessThan(patience(250))
  expect((await core.stats()).jobs.waiting).toBe(stageIdSchema.options.length * count)
})
