import { setTimeout as delay } from 'node:timers/promises'
import { expect, it } from 'vitest'
import type { TrialOrder } from './fixtures/thread-worker.ts'
import { runMediaThread } from './media-thread.ts'

const never = new AbortController().signal
const run = (order: TrialOrder, signal = never) =>
  runMediaThread<number, TrialOrder>(
    {
      script: new URL('fixtures/thread-worker.ts', import.meta.url),
      order,
      resourceLimits: { maxOldGenerationSizeMb: 32 },
      abortGraceMs: 60_000,
      crashed: { code: 'trial_failed', what: 'The trial stopped', remedy: 'Retry.' },
    },
    signal,
    () => {},
  )

const idOf = async (): Promise<number> => {
  const result = await run('name yourself')
  if (!result.ok) throw new Error(result.error.code)
  return result.value
}

it('gives the next order to the thread that has done the last one', async () => {
  const id = await idOf()
  expect(await idOf()).toBe(id)
})

it('keeps nothing of the orders that a thread has done', async () => {
  const warned: string[] = []
  const hear = ({ name }: Error): void => void warned.push(name)
  process.on('warning', hear)
  const first = await idOf()
  for (let order = 0; order < 20; order += 1) expect(await idOf()).toBe(first)
  await delay(50)
  process.off('warning', hear)
  expect(warned).toEqual([])
})

it('gives orders at the same time to threads of their own', async () => {
  expect(new Set(await Promise.all([idOf(), idOf(), idOf()])).size).toBe(3)
})

it('tells of an order that broke its thread, and does not use that thread again', async () => {
  const id = await idOf()
  expect(await run('throw')).toMatchObject({
    ok: false,
    error: { code: 'trial_failed', message: 'The trial stopped: the order was bad.' },
  })
  expect(await idOf()).not.toBe(id)
})

it('does not use a thread again that was stopped', async () => {
  const id = await idOf()
  const stop = new AbortController()
  const running = run('work until stopped', stop.signal)
  setTimeout(() => stop.abort(), 20)
  expect(await running).toMatchObject({ ok: false, error: { code: 'cancelled' } })
  expect(await idOf()).not.toBe(id)
})

it('does not blame an order for a thread that ended before it began', async () => {
  const ended = await run('end afterwards')
  if (!ended.ok) throw new Error(ended.error.code)
  // An order may still reach it before it ends; whichever thread takes it, it is done.
  while ((await idOf()) === ended.value);
})
