import { expect, it } from 'vitest'
import { eventually } from '../../../../build/fixtures/eventually.ts'
import type { ApiFailure } from '../../../domain/failure.ts'
import { err, ok, type Result } from '../../../domain/result.ts'
import type { CliBackend } from '../backend.ts'
import { createLibraryLease } from './library-lease.ts'

const gone: ApiFailure = { code: 'unavailable', message: 'It was stopped.' }

const opener = (outlivesCommand: boolean) => {
  const events: string[] = []
  const open = async (): Promise<Result<CliBackend, ApiFailure>> => {
    events.push('open')
    // Only what a lease looks at.
    return ok({ outlivesCommand, close: async () => void events.push('close') } as unknown as CliBackend)
  }
  return { events, open }
}
const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms))

it('opens once for work that overlaps, and closes after a rest', async () => {
  const { events, open } = opener(false)
  const lease = createLibraryLease({ open, idleMs: 20 })
  const gate = Promise.withResolvers<void>()
  const slow = lease.use(async () => ok(await gate.promise), { repeatable: true })
  await lease.use(async () => ok(null), { repeatable: true })
  await pause(40)
  expect(events).toEqual(['open'])
  gate.resolve()
  await slow
  await eventually(() => expect(events).toEqual(['open', 'close']))
  await lease.use(async () => ok(null), { repeatable: true })
  await lease.close()
  expect(events).toEqual(['open', 'close', 'open', 'close'])
})

it('looks for another holder when a host has gone, and repeats only what changes nothing', async () => {
  const { events, open } = opener(true)
  const lease = createLibraryLease({ open, idleMs: 1000 })
  let calls = 0
  const flaky = async (): Promise<Result<string, ApiFailure>> => {
    calls += 1
    return calls === 1 ? err(gone) : ok('there')
  }
  expect(await lease.use(flaky, { repeatable: true })).toEqual(ok('there'))
  expect(events).toEqual(['open', 'open'])
  calls = 0
  expect(await lease.use(flaky, { repeatable: false })).toEqual(err(gone))
  expect(await lease.use(flaky, { repeatable: false })).toEqual(ok('there'))
  await lease.close()
})
