import { afterEach, expect, it } from 'vitest'
import type { DemoLibrary } from '../core-api.ts'
import { type TestLibrary, testLibrary, until } from '../fixtures/test-library.ts'

let library: TestLibrary | null = null
afterEach(async () => {
  await library?.close()
})

it('says which clip of a demo is being made, in the counts that windows follow, until all are there', async () => {
  library = await testLibrary()
  const told: DemoLibrary['onProgress'][] = []
  const core = await library.open({
    demo: true,
    fillDemo: async ({ onProgress, signal }) => {
      told.push(onProgress)
      await new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve()))
    },
  })
  expect((await core.stats()).demo).toBeUndefined()
  const closing = new AbortController()
  const seen: unknown[] = []
  const following = (async () => {
    for await (const event of core.events(closing.signal))
      if (event.stats?.demo !== undefined) seen.push(event.stats.demo)
  })()
  told[0]?.({ clip: 7, clips: 24 })
  expect((await core.stats()).demo).toEqual({ clip: 7, clips: 24 })
  await until(() => seen.length > 0)
  expect(seen.at(-1)).toEqual({ clip: 7, clips: 24 })
  told[0]?.(null)
  expect((await core.stats()).demo).toBeUndefined()
  closing.abort()
  await following
})
