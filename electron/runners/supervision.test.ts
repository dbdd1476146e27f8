import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, describe, expect, test } from 'vitest'
import type { EmbedOutcome } from '../domain/ports/embedding-port.ts'
import type { Result } from '../domain/result.ts'
import { fakeVector } from './fixtures/fake-vectors.mjs'
import { type BenchOptions, isAlive, openBench, type RunnerBench, summary, texts } from './fixtures/runner-bench.ts'

let bench: RunnerBench | null = null
const open = (options: BenchOptions = {}): RunnerBench => {
  bench = openBench(options)
  return bench
}
afterEach(async () => {
  await bench?.close()
  bench = null
})

const words = (count: number, word = 'words'): readonly string[] =>
  Array.from({ length: count }, (_, index) => `${word} ${index}`)
const codes = (result: Result<readonly EmbedOutcome[]>): readonly string[] => {
  if (!result.ok) throw new Error(`${result.error.code}: ${result.error.message}`)
  return result.value.map(summary)
}
const embeds = ({ journal }: RunnerBench, modelId?: string) => journal(modelId).filter(({ event }) => event === 'embed')
const never = new AbortController().signal

describe('batches', () => {
  test('calls of the same moment share requests, of at most what the runner takes', async () => {
    const it = open({ scripts: { fake: { maxBatch: 16 } } })
    const calls = words(10).map((word) => it.embed(texts([`${word} a`, `${word} b`])))
    const results = await it.finish(Promise.all(calls))
    expect(results.flatMap(codes)).toEqual(Array.from({ length: 20 }, () => 'vector'))
    expect(embeds(it).map(({ items }) => items)).toEqual([16, 4])
    const [result] = results
    expect(result?.ok && result.value[1]).toEqual({
      key: '1:words 0 b',
      vector: fakeVector('passage: words 0 b', 8),
    })
  })

  test('at most two requests are in flight', async () => {
    const it = open({ scripts: { fake: { maxBatch: 4, gate: '' } } })
    const result = it.embed(texts(words(40)))
    await it.until('it is busy', () => embeds(it).length === 1)
    expect(it.status().pendingItems).toBe(40)
    writeFileSync(it.gate(), '')
    expect(codes(await it.finish(result))).toHaveLength(40)
    expect(it.status()).toMatchObject({ state: 'ready', pendingItems: 0 })
  })

  test('a batch is about a second of work, so that a query need not wait long', async () => {
    const it = open({ scripts: { fake: { maxBatch: 64, speed: { perSecond: 20, unit: 'captions' } } } })
    await it.finish(it.embed(texts(words(50))))
    expect(embeds(it).map(({ items }) => items)).toEqual([20, 20, 10])
    expect(it.status().speed).toEqual({ perSecond: 20, unit: 'captions' })
  })

  test('kinds are not mixed, and files are read where they say', async () => {
    const it = open()
    const path = join(it.folder, 'frames.pack')
    writeFileSync(path, 'onetwothree')
    const slice = (offset: number, length: number) => ({ path, offset, length })
    const result = await it.finish(
      it.embed([
        { kind: 'image', key: 'a', image: slice(0, 3) },
        { kind: 'text', key: 'b', text: 'two', role: 'passage' },
        { kind: 'clip', key: 'c', frames: [slice(0, 3), slice(6, 5)] },
        { kind: 'audio', key: 'd', pcm: slice(3, 3) },
      ]),
    )
    expect(result).toEqual({
      ok: true,
      value: [
        { key: 'a', vector: fakeVector('one', 8) },
        { key: 'b', vector: fakeVector('passage: two', 8) },
        { key: 'c', vector: fakeVector('onethree', 8) },
        { key: 'd', vector: fakeVector('two', 8) },
      ],
    })
    expect(embeds(it).map(({ kind }) => kind)).toEqual(['images', 'texts', 'clips', 'audio'])
  })

  test('sounds share a request while they are short together', async () => {
    const it = open()
    const path = join(it.folder, 'sound.pcm')
    writeFileSync(path, 'sound')
    const sounds = [50, 60, 20, 500, 10].map((seconds, index) => ({
      kind: 'audio' as const,
      key: String(index),
      // The file is shorter than that, which the fake does not mind.
      pcm: { path, offset: 0, length: seconds * 96_000 },
    }))
    expect(codes(await it.finish(it.embed(sounds)))).toEqual(sounds.map(() => 'vector'))
    expect(embeds(it).map(({ items }) => items)).toEqual([2, 1, 1, 1])
  })

  test('an item too large for any request is refused at once, the rest is not held up', async () => {
    const it = open({ limits: { maxLineBytes: 100_000 } })
    const result = await it.finish(it.embed(texts(['short', 'long '.repeat(20_000)])))
    expect(codes(result)).toEqual(['vector', 'too_large'])
  })

  test('nothing to embed needs no runner', async () => {
    const it = open()
    expect(await it.embed([])).toEqual({ ok: true, value: [] })
    expect(it.journal()).toEqual([])
  })

  test('errors of items, forgotten and unknown ones, and vectors that are no unit vectors', async () => {
    const it = open({
      scripts: {
        fake: {
          extraItem: true,
          items: { bad: 'unreadable', lost: 'forgotten', short: 'wrong-dimension', stretched: 'long' },
        },
      },
    })
    const result = await it.finish(it.embed(texts(['good', 'bad', 'lost', 'short', 'stretched', 'fine'])))
    expect(codes(result)).toEqual(['vector', 'unreadable', 'no_answer', 'invalid_vector', 'invalid_vector', 'vector'])
    expect(it.status().counters).toMatchObject({ unknownIds: 1, invalidVectors: 2, crashes: 0 })
  })

  test('a request that the runner refuses is narrowed down to the item', async () => {
    const it = open({ scripts: { fake: { refuse: 'poison' } } })
    const result = await it.finish(it.embed(texts(words(20).with(7, 'poison'))))
    expect(codes(result)).toEqual(words(20).map((_, index) => (index === 7 ? 'internal' : 'vector')))
    expect(it.status().counters).toMatchObject({ crashes: 0, quarantined: 0 })
  })
})

describe('queries', () => {
  test('overtake indexing: the request that was not begun makes way', async () => {
    const it = open({ scripts: { fake: { maxBatch: 4, gate: '' } } })
    const indexing = it.embed(texts(words(40)))
    await it.until('two are in flight', () => embeds(it).length === 1 && it.status().state === 'busy')
    const query = it.embed(texts(['what I look for'], 'query'), { priority: 'query' })
    await it.until('the second is called back', () => it.journal().some(({ event }) => event === 'cancel'))
    writeFileSync(it.gate(), '')
    expect(codes(await it.finish(query))).toEqual(['vector'])
    expect(codes(await it.finish(indexing))).toEqual(words(40).map(() => 'vector'))
    const order = embeds(it).map(({ texts: given }) => given?.[0])
    expect(order.slice(0, 3)).toEqual(['words 0', 'what I look for', 'words 4'])
  })

  test('asked again need no runner', async () => {
    const it = open()
    const ask = () => it.finish(it.embed(texts(['red circle'], 'query'), { priority: 'query' }))
    const first = await ask()
    const received: EmbedOutcome[] = []
    const again = await it.embed(texts(['red circle'], 'query'), {
      priority: 'query',
      onOutcomes: (outcomes) => void received.push(...outcomes),
    })
    expect(again).toEqual(first)
    expect(received).toHaveLength(1)
    expect(embeds(it)).toHaveLength(1)
    await it.finish(it.embed(texts(['red circle'], 'passage')))
    expect(embeds(it)).toHaveLength(2)
  })
})

describe('a runner whose items are not to blame', () => {
  test('is disabled when even a harmless item ends it; nothing is quarantined', async () => {
    // Every text holds one of these letters, also the harmless one.
    const it = open({ scripts: { fake: { items: { e: 'crash', o: 'crash' } } } })
    const result = await it.finish(it.embed(texts(words(20))))
    expect(result).toMatchObject({ ok: false, error: { code: 'runner_crashed' } })
    expect(it.status()).toMatchObject({ state: 'disabled', counters: { quarantined: 0 } })
  })

  test('a single item that ends it is tried again, then quarantined once a harmless one works', async () => {
    const it = open({ scripts: { fake: { items: { poison: 'crash' } } } })
    expect(codes(await it.finish(it.embed(texts(['poison']))))).toEqual(['quarantined'])
    expect(it.status()).toMatchObject({ state: 'ready', counters: { crashes: 2, quarantined: 1 } })
    expect(embeds(it).map(({ texts: given }) => given?.[0]?.includes('poison'))).toEqual([true, true, false])
  })

  test('killed from outside three times within five minutes it is disabled', async () => {
    const it = open({ scripts: { fake: { gate: '' } } })
    const result = it.embed(texts(words(4)))
    for (const kill of [1, 2, 3]) {
      await it.until(`start ${kill}`, () => embeds(it).length === kill)
      process.kill(it.status().pid ?? 0, 'SIGKILL')
      await it.until(`end ${kill}`, () => it.status().counters.crashes === kill)
    }
    writeFileSync(it.gate(), '')
    // Four, two, one: each kill made them smaller, and all of them work.
    expect(codes(await it.finish(result))).toEqual(words(4).map(() => 'vector'))
    expect(it.status()).toMatchObject({ state: 'disabled', failure: { code: 'runner_crashed' } })
    expect(await it.embed(texts(['more']))).toMatchObject({ ok: false, error: { code: 'runner_crashed' } })
    it.embedding.restart('fake')
    expect(codes(await it.finish(it.embed(texts(['more']))))).toEqual(['vector'])
  })
})

describe('loading', () => {
  test('tells the space without embedding anything, once', async () => {
    const it = open({ scripts: { fake: { dimension: 12 } } })
    const space = {
      modality: 'captions',
      model: 'fake',
      revision: 'r1',
      dimension: 12,
      preprocessingVersion: 1,
    }
    expect(await it.finish(it.embedding.space('fake', never))).toEqual({ ok: true, value: space })
    expect(await it.embedding.space('fake', never)).toEqual({ ok: true, value: space })
    expect(it.journal().map(({ event }) => event)).toEqual(['start'])
    expect(it.journal()[0]?.arguments).toEqual([
      ...['--model-dir', join(it.folder, 'model'), '--model', 'fake', '--revision', 'r1', '--encoder', 'text-mean'],
      ...['--prompts', '{"query":"{}","passage":"{}"}', '--preprocessing', 'default', '--device', 'auto'],
      ...['--state-dir', join(it.folder, 'state', 'engines')],
    ])
  })

  test('fails with the reason when the model is not there, and tries again next time', async () => {
    const it = open({ scripts: {} })
    const missing = { ok: false, error: { code: 'model_missing' } }
    expect(await it.finish(it.embedding.space('fake', never))).toMatchObject(missing)
    expect(await it.finish(it.embed(texts(['a'])))).toMatchObject(missing)
    expect(it.status().state).toBe('stopped')
  })

  test.each([
    ['the runner says so', { load: 'fatal' }, {}, 'model_invalid'],
    ['it speaks another protocol', { protocol: 2 }, {}, 'environment'],
    ['its dimension is not the declared one', { dimension: 8 }, { dimension: 512 }, 'model_invalid'],
    ['there is no such program', {}, { program: { command: '/nowhere/python', args: [] } }, 'environment'],
  ] as const)('is not tried again when %s', async (_, script, model, code) => {
    const it = open({ scripts: { fake: script }, model })
    expect(await it.finish(it.embed(texts(['a'])))).toMatchObject({ ok: false, error: { code } })
    expect(it.status()).toMatchObject({ state: 'disabled', failure: { code } })
    expect(it.journal().filter(({ event }) => event === 'start').length).toBeLessThanOrEqual(1)
  })
})

describe('the end', () => {
  test('an idle runner is unloaded, and loaded again when it is wanted', async () => {
    const it = open({ limits: { idleMs: 60_000 } })
    await it.finish(it.embed(texts(['a'])))
    const pid = it.status().pid ?? 0
    await it.clock.advance(50_000)
    expect(isAlive(pid)).toBe(true)
    await it.clock.advance(10_000)
    await it.until('it is unloaded', () => it.status().state === 'stopped')
    expect(isAlive(pid)).toBe(false)
    expect(it.statesOf('fake').slice(-2)).toEqual(['draining', 'stopped'])
    expect(
      it
        .journal()
        .slice(-2)
        .map(({ event }) => event),
    ).toEqual(['shutdown', 'exit'])
    expect(it.status()).toMatchObject({ pid: null, device: 'CPU (fp32)' })
    expect(codes(await it.finish(it.embed(texts(['b']))))).toEqual(['vector'])
  })

  test('a caller that gives up is answered at once, and its items are not embedded', async () => {
    const it = open({ scripts: { fake: { maxBatch: 4, gate: '' } } })
    const controller = new AbortController()
    const result = it.embed(texts(words(40)), { signal: controller.signal })
    const other = it.embed(texts(words(3, 'others')))
    await it.until('it is busy', () => embeds(it).length === 1)
    controller.abort()
    expect(await result).toMatchObject({ ok: false, error: { code: 'cancelled' } })
    writeFileSync(it.gate(), '')
    expect(codes(await it.finish(other))).toEqual(['vector', 'vector', 'vector'])
    expect(embeds(it).length).toBeLessThanOrEqual(3)
  })

  test('nothing is started for a call that was given up before', async () => {
    const it = open()
    expect(await it.embed(texts(['a']), { signal: AbortSignal.abort() })).toMatchObject({ ok: false })
    expect(it.journal()).toEqual([])
  })

  test('unload fails its calls, ends the process, and forgets that it was disabled', async () => {
    const it = open({ scripts: { fake: { gate: '', ignoreShutdown: true, ignoreTerm: true } } })
    const result = it.embed(texts(words(3)))
    await it.until('it is busy', () => embeds(it).length === 1)
    const pid = it.status().pid ?? 0
    const unloading = it.embedding.unload('fake')
    expect(await result).toMatchObject({ ok: false, error: { code: 'cancelled' } })
    await it.clock.advance(20_000)
    await it.finish(unloading)
    expect(isAlive(pid)).toBe(false)
    expect(it.status()).toMatchObject({ state: 'stopped', counters: { crashes: 0 } })
    writeFileSync(it.gate(), '')
    expect(codes(await it.finish(it.embed(texts(['a']))))).toEqual(['vector'])
  })

  test('a closed one refuses', async () => {
    const it = open()
    await it.finish(it.embed(texts(['a'])))
    const pid = it.status().pid ?? 0
    await it.finish(it.embedding.close())
    expect(isAlive(pid)).toBe(false)
    expect(await it.embed(texts(['a']))).toMatchObject({ ok: false, error: { code: 'cancelled' } })
    expect(await it.embedding.space('fake', never)).toMatchObject({ ok: false })
  })
})

describe('several models', () => {
  const pair = (memoryBudgetBytes: number, limits = {}): RunnerBench =>
    open({
      scripts: { fake: {}, other: {}, third: { gate: '' } },
      memoryBytes: { fake: 600, other: 600, third: 600 },
      memoryBudgetBytes,
      limits,
    })
  const other = (it: RunnerBench, word: string, priority: 'query' | 'index' = 'index') =>
    it.embed(texts([word]), { modelId: 'other', priority })

  test('stay loaded together while their memory fits', async () => {
    const it = pair(1200)
    await it.finish(it.embed(texts(['a'])))
    await it.finish(other(it, 'a'))
    expect([it.status('fake').state, it.status('other').state]).toEqual(['ready', 'ready'])
  })

  test('an idle one makes room for one that waits', async () => {
    const it = pair(1000)
    await it.finish(it.embed(texts(['a'])))
    const pid = it.status('fake').pid ?? 0
    const waiting = other(it, 'a')
    await it.clock.advance(3000)
    expect(codes(await it.finish(waiting))).toEqual(['vector'])
    expect(isAlive(pid)).toBe(false)
    expect(it.status('fake').state).toBe('stopped')
    expect(codes(await it.finish(it.embed(texts(['b']))))).toEqual(['vector'])
    expect(it.status('other').state).toBe('stopped')
  })

  test('one that indexes hands over to a query, and goes on later', async () => {
    const it = open({
      scripts: { fake: { maxBatch: 4, gate: '' }, other: {} },
      memoryBytes: { fake: 600, other: 600 },
      memoryBudgetBytes: 1000,
    })
    const indexing = it.embed(texts(words(40)))
    await it.until('it indexes', () => embeds(it).length === 1)
    const query = other(it, 'a', 'query')
    await it.until('it is asked to end', () => it.journal().some(({ event }) => event === 'shutdown'))
    writeFileSync(it.gate(), '')
    expect(codes(await it.finish(query))).toEqual(['vector'])
    expect(codes(await it.finish(indexing))).toEqual(words(40).map(() => 'vector'))
    expect(it.status('fake').counters.crashes).toBe(0)
    expect(it.statesOf('fake')).toContain('draining')
  })
})
