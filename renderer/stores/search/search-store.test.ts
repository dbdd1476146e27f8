import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { SearchStatus } from '../../../electron/contract/index.ts'
import { createClient } from '../../client/client.ts'
import {
  captionHit,
  fakeNetwork,
  json,
  type SeenRequest,
  searchAnswer,
  searchHit,
  searchStatus,
  settle,
  videoRow,
} from '../../client/fixtures/fake-core.ts'
import { emptyQuery, type SearchQuery } from './search-query.ts'
import { createSearchStore } from './search-store.ts'
import { balancedValues } from './weights.ts'

type Pending = { readonly request: SeenRequest; readonly answer: (response: Response) => void }

const words = (text: string, patch: Partial<SearchQuery> = {}): SearchQuery => ({
  ...emptyQuery,
  ...patch,
  words: text,
})

const makeSearch = (known: SearchStatus | null) => {
  let status = known
  const pending: Pending[] = []
  const network = fakeNetwork(
    (request) => new Promise<Response>((resolve) => pending.push({ request, answer: resolve })),
  )
  const store = createSearchStore(createClient(network.fetch), { whenKnown: () => Promise.resolve(status) }, 150)
  const replyCaptions = async (index: number, texts: readonly string[], nextCursor: string | null = null) => {
    const items = texts.map((text) => captionHit(text.replaceAll(/\W/g, '-'), text))
    pending[index]?.answer(json({ items, nextCursor, total: texts.length }))
    await settle()
  }
  const reply = async (index: number, ids: readonly string[], nextCursor: string | null = null) => {
    pending[index]?.answer(
      json(
        searchAnswer(
          ids.map((id) => searchHit(id)),
          { nextCursor },
        ),
      ),
    )
    await settle()
  }
  const shown = () => store.getState().answered?.results.map(({ id }) => id)
  const know = (next: SearchStatus | null): void => {
    status = next
  }
  return { store, know, reply, replyCaptions, shown, pending, asked: () => pending.map(({ request }) => request.body) }
}

beforeEach(() => {
  vi.useFakeTimers()
})
afterEach(() => {
  vi.useRealTimers()
})

describe('search word for word, while no model takes words', () => {
  it('waits until typing rests, then asks once for the newest words', async () => {
    const { store, asked } = makeSearch(null)
    for (const text of ['r', 're', 'red']) {
      store.getState().type(words(text))
      await vi.advanceTimersByTimeAsync(100)
    }
    expect(asked()).toEqual([])
    expect(store.getState()).toMatchObject({ query: { words: 'red' }, status: 'searching' })
    await vi.advanceTimersByTimeAsync(50)
    expect(asked()).toEqual([{ query: 'red', foldAlike: true, typing: true, limit: 100 }])
  })

  it('drops an answer that a newer query overtook and aborts its request', async () => {
    const { store, replyCaptions, pending } = makeSearch(null)
    store.getState().type(words('red'))
    await vi.advanceTimersByTimeAsync(150)
    store.getState().type(words('red bridge'))
    expect(pending[0]?.request.signal.aborted).toBe(true)
    await vi.advanceTimersByTimeAsync(150)
    await replyCaptions(1, ['the red bridge'])
    await replyCaptions(0, ['red', 'reddish'])
    expect(store.getState()).toMatchObject({ status: 'ready', answered: { query: { words: 'red bridge' }, total: 1 } })
  })

  it('keeps the old results on show while the next answer is under way', async () => {
    const { store, replyCaptions, shown } = makeSearch(null)
    store.getState().submit(words('red'))
    await settle()
    await replyCaptions(0, ['red'])
    store.getState().type(words('blue'))
    await vi.advanceTimersByTimeAsync(150)
    expect(store.getState()).toMatchObject({ query: { words: 'blue' }, status: 'searching' })
    expect(shown()).toEqual(['red'])
  })

  it('forgets everything when the words are cleared, even a request under way', async () => {
    const { store, replyCaptions, pending } = makeSearch(null)
    store.getState().type(words('red'))
    await vi.advanceTimersByTimeAsync(150)
    store.getState().type(words(''))
    expect(pending[0]?.request.signal.aborted).toBe(true)
    await replyCaptions(0, ['red'])
    expect(store.getState()).toMatchObject({ status: 'idle', answered: null })
  })

  it('reads on by cursor, one page at a time, and drops a page of an older query', async () => {
    const { store, replyCaptions, asked, shown } = makeSearch(null)
    store.getState().submit(words('red'))
    await settle()
    await replyCaptions(0, ['one'], 'page-2')
    store.getState().loadMore()
    store.getState().loadMore()
    await settle()
    expect(asked()).toHaveLength(2)
    expect(asked()[1]).toEqual({ query: 'red', foldAlike: true, typing: false, limit: 100, cursor: 'page-2' })
    store.getState().submit(words('blue'))
    await settle()
    await replyCaptions(2, ['sky'])
    await replyCaptions(1, ['two'])
    expect(shown()).toEqual(['sky'])
  })

  it('reads on again after a moment in which there was nothing to ask for', async () => {
    const { store, know, replyCaptions, asked, shown } = makeSearch(null)
    store.getState().submit(words('-red'))
    await settle()
    await replyCaptions(0, ['one'], 'page-2')
    // By meaning, only words to avoid ask for nothing; word for word they are looked for.
    know(searchStatus())
    store.getState().loadMore()
    await settle()
    expect(asked()).toHaveLength(1)
    know(null)
    store.getState().loadMore()
    await settle()
    await replyCaptions(1, ['two'])
    expect(shown()).toEqual(['one', 'two'])
  })

  it('says what failed', async () => {
    const { store, pending } = makeSearch(null)
    store.getState().submit(words('red'))
    await settle()
    pending[0]?.answer(json({ error: { code: 'internal', message: 'Something broke.' } }, 500))
    await settle()
    expect(store.getState()).toMatchObject({ status: 'failed', error: { message: 'Something broke.' }, answered: null })
  })
})

describe('search by meaning', () => {
  it('asks the core with all that is looked for, and keeps the search a person submitted', async () => {
    const { store, asked, reply, shown } = makeSearch(searchStatus())
    store.getState().submit(words('red circle -car', { filter: { hasAudio: true } }), true)
    await settle()
    expect(asked()).toEqual([
      expect.objectContaining({
        query: 'red circle',
        not: 'car',
        filter: { hasAudio: true },
        remember: true,
        limit: 100,
      }),
    ])
    await reply(0, ['a', 'b'])
    expect(shown()).toEqual(['a', 'b'])
    store.getState().remember()
    await settle()
    expect(asked(), 'it is kept already').toHaveLength(1)
  })

  it('sends one request at a time while a slider moves, the newest place last, and keeps showing results', async () => {
    const { store, asked, reply, shown, pending } = makeSearch(searchStatus())
    store.getState().submit(words('red'))
    await settle()
    await reply(0, ['a', 'b'])
    for (const visual of [60, 70, 80, 90]) store.getState().weigh({ ...balancedValues, visual })
    await settle()
    expect(asked()).toHaveLength(2)
    expect(store.getState().status).toBe('ready')
    expect(pending[1]?.request.signal.aborted).toBe(false)
    await reply(1, ['b', 'a'])
    expect(shown()).toEqual(['b', 'a'])
    expect(asked()).toHaveLength(3)
    expect(asked()[2]).toMatchObject({ weights: { visual: 0.9, audio: 0.5, captions: 0.5 } })
    await reply(2, ['a', 'b'])
    expect(asked()).toHaveLength(3)
  })

  it('moves sliders, reads on and refreshes after typing as after Enter', async () => {
    const { store, asked, reply } = makeSearch(searchStatus())
    store.getState().type(words('red'))
    store.getState().weigh({ ...balancedValues, visual: 20 })
    await vi.advanceTimersByTimeAsync(150)
    expect(asked()).toEqual([expect.objectContaining({ weights: { visual: 0.2, audio: 0.5, captions: 0.5 } })])
    await reply(0, ['a'], 'more')
    store.getState().loadMore()
    await settle()
    expect(asked()[1]).toMatchObject({ cursor: 'more' })
    await reply(1, ['b'])
    store.getState().weigh({ ...balancedValues, visual: 30 })
    await settle()
    expect(asked()[2]).toMatchObject({ weights: { visual: 0.3 } })
    await reply(2, ['b', 'a'])
    for (let i = 0; i < 5; i += 1) store.getState().refresh()
    await vi.advanceTimersByTimeAsync(2000)
    expect(asked()).toHaveLength(4)
  })

  it('weighs anew as many results as are on show', async () => {
    const { store, asked, reply } = makeSearch(searchStatus())
    store.getState().submit(words('red'))
    await settle()
    await reply(
      0,
      Array.from({ length: 100 }, (_, i) => `a${i}`),
      'more',
    )
    store.getState().loadMore()
    await settle()
    await reply(
      1,
      Array.from({ length: 100 }, (_, i) => `b${i}`),
    )
    store.getState().weigh({ ...balancedValues, audio: 0 })
    await settle()
    expect(asked()[2]).toMatchObject({ limit: 200 })
  })

  it('lists videos where only their names are asked for, and asks for no scene', async () => {
    const { store, pending, asked } = makeSearch(searchStatus())
    store.getState().submit(words('file:A001'))
    await settle()
    expect(String(pending[0]?.request.url)).toMatch(/\/api\/v1\/videos\?.*q=A001/)
    pending[0]?.answer(json({ items: [videoRow('v1')], nextCursor: null, total: 4 }))
    await settle()
    expect(store.getState().answered).toMatchObject({
      kind: 'videos',
      total: 4,
      results: [],
      videos: [{ id: 'v1', matchedIn: [] }],
      videoCount: 4,
    })
    expect(asked()).toHaveLength(1)
  })

  it('still shows the videos that a refused search names, until it asks for something else', async () => {
    const { store, pending } = makeSearch(searchStatus())
    store.getState().submit(words('picture: harbour'))
    await settle()
    pending[0]?.answer(json({ error: { code: 'conflict', message: 'No model.' } }, 409))
    await settle()
    expect(String(pending[1]?.request.url)).toMatch(/\/api\/v1\/videos\?.*q=harbour/)
    pending[1]?.answer(json({ items: [videoRow('v1')], nextCursor: null, total: 1 }))
    await settle()
    expect(store.getState()).toMatchObject({ status: 'failed', named: { videos: [{ id: 'v1' }], videoCount: 1 } })
    store.getState().submit(words(''))
    expect(store.getState().named).toBeNull()
  })

  it('asks for nothing while every slider is at zero', async () => {
    const { store, asked } = makeSearch(searchStatus())
    const weights = { ...balancedValues, visual: 0, audio: 0, captions: 0 }
    store.getState().submit(words('red', { weights }))
    await settle()
    expect(asked()).toEqual([])
    expect(store.getState().status).toBe('muted')
  })
})
