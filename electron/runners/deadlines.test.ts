import { afterEach, describe, expect, test } from 'vitest'
import { defaultLimits } from './create-model-runners.ts'
import { type BenchOptions, isAlive, openBench, type RunnerBench, texts } from './fixtures/runner-bench.ts'
import { loadDeadlineMs, mostModelMemory } from './model-memory.ts'

let bench: RunnerBench | null = null
const open = (options: BenchOptions = {}): RunnerBench => {
  bench = openBench(options)
  return bench
}
afterEach(async () => {
  await bench?.close()
  bench = null
})

const starts = (it: RunnerBench): number => it.journal().filter(({ event }) => event === 'start').length

describe('a load that does not come to an end', () => {
  test('is given up within about a minute when the runner falls silent, and tried again', async () => {
    const it = open({ scripts: { fake: { load: 'stall' } } })
    const result = it.embed(texts(['a']))
    await it.until('it shows a sign of life', () => it.status().memoryBytes === 3000)
    await it.clock.advance(55_000)
    expect(it.status().state).toBe('starting')
    await it.clock.advance(10_000)
    await it.until('it is replaced', () => starts(it) === 2)
    expect(it.logged.some(({ message }) => message.includes('no sign of life any more while it loaded'))).toBe(true)
    await it.finish(it.embedding.close())
    expect(await result).toMatchObject({ ok: false })
  })

  test('has a deadline by the size of the model when the runner says nothing at all', async () => {
    const it = open({ scripts: { fake: { load: 'hang' } }, memoryBytes: { fake: 1e9 }, memoryBudgetBytes: 2e9 })
    const result = it.embed(texts(['a']))
    await it.until('it loads', () => starts(it) === 1)
    await it.clock.advance(330_000)
    expect(it.status().state).toBe('starting')
    await it.clock.advance(20_000)
    await it.until('it is replaced', () => starts(it) === 2)
    await it.finish(it.embedding.close())
    expect(await result).toMatchObject({ ok: false })
    expect([0, 1e8, 1e9].map((bytes) => loadDeadlineMs(bytes, 60_000))).toEqual([60_000, 70_000, 160_000])
  })

  test('is not tried again when it took more memory than a model of its size may', async () => {
    const it = open({ scripts: { fake: { load: 'grow' } }, limits: { libraryMemoryBytes: 200e6 } })
    expect(await it.finish(it.embed(texts(['a'])))).toMatchObject({
      ok: false,
      error: { code: 'memory_limit', message: expect.stringContaining('0.2 GB') },
    })
    expect(it.status()).toMatchObject({ state: 'disabled', pid: null })
    expect(starts(it)).toBe(1)
    expect(mostModelMemory(1e6, 1e6)).toBe(4e6)
  })
})

describe('closing', () => {
  test('does not wait as long for a runner as a host waits for closing', async () => {
    const it = open({ scripts: { fake: { gate: '', ignoreShutdown: true } } })
    const result = it.embed(texts(['a']))
    await it.until('it is busy', () => it.journal().some(({ event }) => event === 'embed'))
    const pid = it.status().pid ?? 0
    const closing = it.embedding.close()
    expect(await result).toMatchObject({ ok: false, error: { code: 'cancelled' } })
    await it.clock.advance(defaultLimits.closeMs + 1000)
    await closing
    expect(isAlive(pid)).toBe(false)
    expect(defaultLimits.closeMs).toBeLessThanOrEqual(5000)
  })

  test('shortens the wait for a runner that was already asked to end', async () => {
    const it = open({ scripts: { fake: { ignoreShutdown: true } }, limits: { idleMs: 1000 } })
    await it.finish(it.embed(texts(['a'])))
    const pid = it.status().pid ?? 0
    await it.clock.advance(1500)
    await it.until('it is asked to end', () => it.status().state === 'draining')
    const closing = it.embedding.close()
    await it.clock.advance(defaultLimits.closeMs + 1000)
    await closing
    expect(isAlive(pid)).toBe(false)
  })
})
