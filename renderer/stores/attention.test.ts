import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { createClient } from '../client/client.ts'
import { fakeNetwork } from '../client/fixtures/fake-core.ts'
import { createAttentionTeller } from './attention.ts'

beforeEach(() => {
  vi.useFakeTimers()
  vi.stubGlobal('document', { visibilityState: 'visible' })
})
afterEach(() => {
  vi.useRealTimers()
  vi.unstubAllGlobals()
})

const teller = (isWorking = () => true) => {
  const told: unknown[] = []
  const network = fakeNetwork(({ url, body }) => {
    if (url.pathname === '/api/v1/attention') told.push(body)
    return new Response(null, { status: 204 })
  })
  return { told, attention: createAttentionTeller(createClient(network.fetch), isWorking) }
}

it('tells what is on screen once it has gathered it, and again as long as it is shown', async () => {
  const { told, attention } = teller()
  attention.show({ visible: ['a'], open: null })
  await vi.advanceTimersByTimeAsync(300)
  attention.show({ visible: ['a', 'b'], open: null })
  await vi.advanceTimersByTimeAsync(100)
  expect(told).toMatchObject([{ visible: ['a', 'b'], open: null }])
  await vi.advanceTimersByTimeAsync(15_000)
  expect(told).toHaveLength(2)
  attention.show({ visible: [], open: 'c' })
  await vi.advanceTimersByTimeAsync(400)
  expect(told[2]).toMatchObject({ visible: [], open: 'c' })
})

it('is not put off by a list that changes all the time', async () => {
  const { told, attention } = teller()
  for (let index = 0; index < 20; index += 1) {
    attention.show({ visible: [`v${index}`], open: null })
    await vi.advanceTimersByTimeAsync(100)
  }
  expect(told.length).toBeGreaterThanOrEqual(4)
})

it('is silent while there is no work, and while the page is hidden', async () => {
  let works = false
  const { told, attention } = teller(() => works)
  attention.show({ visible: ['a'], open: null })
  await vi.advanceTimersByTimeAsync(1_000)
  expect(told).toEqual([])
  works = true
  vi.stubGlobal('document', { visibilityState: 'hidden' })
  await vi.advanceTimersByTimeAsync(15_000)
  expect(told).toEqual([])
  vi.stubGlobal('document', { visibilityState: 'visible' })
  await vi.advanceTimersByTimeAsync(15_000)
  expect(told).toHaveLength(1)
})
