import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { createClient } from '../client/client.ts'
import { captionHit, fakeNetwork, json, type SeenRequest, settle } from '../client/fixtures/fake-core.ts'
import { createSearchStore } from './search-store.ts'

type Pending = { readonly request: SeenRequest; readonly answer: (response: Response) => void }

const makeSearch = () => {
  const pending: Pending[] = []
  const network = fakeNetwork(
    (request) => new Promise<Response>((resolve) => pending.push({ request, answer: resolve })),
  )
  const store = createSearchStore(createClient(network.fetch), 150)
  const reply = async (
    index: number,
    texts: readonly string[],
    nextCursor: string | null = null,
    total = texts.length,
  ) => {
    pending[index]?.answer(
      json({ items: texts.map((text) => captionHit(text.replaceAll(/\W/g, '-'), text)), nextCursor, total }),
    )
    await settle()
  }
  const asked = (): unknown[] => pending.map(({ request }) => request.body)
  return { store, reply, asked, pending }
}

describe('search', () => {
  beforeEach(() => {
    vi.useFakeTimers()
  })
  afterEach(() => {
    vi.useRealTimers()
  })

  it('waits until typing rests, then asks once for the newest words', async () => {
    const { store, asked } = makeSearch()
    for (const text of ['r', 're', 'red']) {
      store.getState().type(text)
      await vi.advanceTimersByTimeAsync(100)
    }
    expect(asked()).toEqual([])
    expect(store.getState()).toMatchObject({ query: 'red', status: 'searching' })
    await vi.advanceTimersByTimeAsync(50)
    expect(asked()).toEqual([{ query: 'red', typing: true, limit: 100 }])
  })

  it('drops an answer that a newer query overtook and aborts its request', async () => {
    const { store, reply, pending } = makeSearch()
    store.getState().type('red')
    await vi.advanceTimersByTimeAsync(150)
    store.getState().type('red bridge')
    expect(pending[0]?.request.signal.aborted).toBe(true)
    await vi.advanceTimersByTimeAsync(150)
    await reply(1, ['the red bridge'])
    await reply(0, ['red', 'reddish'])
    expect(store.getState().hits.map(({ excerpt }) => excerpt)).toEqual(['the red bridge'])
    expect(store.getState()).toMatchObject({ answered: 'red bridge', status: 'ready', total: 1 })
  })

  it('keeps the old results on show while the next answer is under way', async () => {
    const { store, reply } = makeSearch()
    store.getState().submit('red')
    await reply(0, ['red'])
    store.getState().type('blue')
    await vi.advanceTimersByTimeAsync(150)
    expect(store.getState()).toMatchObject({ query: 'blue', answered: 'red', status: 'searching' })
    expect(store.getState().hits).toHaveLength(1)
  })

  it('forgets everything when the words are cleared, even a request under way', async () => {
    const { store, reply, pending } = makeSearch()
    store.getState().type('red')
    await vi.advanceTimersByTimeAsync(150)
    store.getState().type('')
    expect(pending[0]?.request.signal.aborted).toBe(true)
    await reply(0, ['red'])
    expect(store.getState()).toMatchObject({ status: 'idle', hits: [], answered: null })
  })

  it('reads on by cursor, one page at a time, and drops a page of an older query', async () => {
    const { store, reply, asked } = makeSearch()
    store.getState().submit('red')
    await reply(0, ['one'], 'page-2', 3)
    store.getState().loadMore()
    store.getState().loadMore()
    expect(asked()[1]).toEqual({ query: 'red', typing: false, limit: 100, cursor: 'page-2' })
    expect(asked()).toHaveLength(2)
    store.getState().submit('blue')
    await reply(2, ['sky'], null, 1)
    await reply(1, ['two'])
    expect(store.getState().hits.map(({ excerpt }) => excerpt)).toEqual(['sky'])
  })

  it('says what failed', async () => {
    const { store, pending } = makeSearch()
    store.getState().submit('red')
    pending[0]?.answer(json({ error: { code: 'internal', message: 'Something broke.' } }, 500))
    await settle()
    expect(store.getState()).toMatchObject({ status: 'failed', error: { message: 'Something broke.' }, hits: [] })
  })
})
