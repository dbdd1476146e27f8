import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import Database from 'better-sqlite3'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { hangLimitMs, patience } from '../../../build/fixtures/patience.ts'
import type { StorePort } from '../../domain/ports/index.ts'
import { StoreError } from '../../domain/store-error.ts'
import { libraryLayout } from '../library-folder/library-layout.ts'
import { openStore } from '../open-store.ts'
import { createBusyCalls } from './busy-calls.ts'
import { storeFailureOf } from './store-failure.ts'

const busy = new StoreError('store_busy', 'Held.', 'Wait.')

describe('calls while another program holds the database', () => {
  it('are repeated one at a time until they are answered', async () => {
    const whileBusy = createBusyCalls({ limitMs: hangLimitMs, everyMs: 5 })
    let held = true
    const sent = [0, 0, 0]
    const answers = sent.map((_, call) =>
      whileBusy(async () => {
        sent[call] = (sent[call] ?? 0) + 1
        if (held) throw busy
        return call
      }),
    )
    // The first asks again, however long that takes here; the others stand behind it.
    while ((sent[0] ?? 0) < 5) await wait(5)
    expect(sent.slice(1)).toEqual([1, 1])
    held = false
    expect(await Promise.all(answers)).toEqual([0, 1, 2])
  })

  it('are refused as busy after the limit, and not repeated for any other reason', async () => {
    const whileBusy = createBusyCalls({ limitMs: 60, everyMs: 5 })
    const held = async (): Promise<never> => {
      throw busy
    }
    const outcomes = await Promise.allSettled([whileBusy(held), whileBusy(held)])
    expect(outcomes.map((outcome) => outcome.status === 'rejected' && outcome.reason)).toEqual([busy, busy])
    let sent = 0
    const broken = whileBusy(async () => {
      sent += 1
      throw new Error('broken')
    })
    await expect(broken).rejects.toThrow('broken')
    expect(sent).toBe(1)
  })
})

describe('a real database that another program holds', () => {
  let libraryPath = ''
  let store: StorePort
  let other: Database.Database
  beforeEach(async () => {
    libraryPath = await mkdtemp(join(tmpdir(), 'goodclips-busy-'))
    const opened = await openStore({ libraryPath })
    if (!opened.ok) throw new Error(opened.error.message)
    store = opened.value
    other = new Database(libraryLayout(libraryPath).database)
  })
  afterEach(async () => {
    other.close()
    await store.close()
    await rm(libraryPath, { recursive: true, force: true })
  })

  it('goes on answering reads, and writes when the other is done', async () => {
    other.exec('BEGIN IMMEDIATE')
    const writes = ['/a', '/b', '/c'].map((path) =>
      store.library.addImportProblem(path, { code: 'x', message: 'X.', remedy: 'Y.' }, '2026-01-01T00:00:00.000Z'),
    )
    let written = false
    void Promise.all(writes).then(() => {
      written = true
    })
    let slowestMs = 0
    for (const end = performance.now() + 1_500; performance.now() < end; ) {
      const began = performance.now()
      await store.library.counts()
      slowestMs = Math.max(slowestMs, performance.now() - began)
      await wait(20)
    }
    expect(written).toBe(false)
    expect(slowestMs).toBeLessThan(patience(1_000))
    other.exec('COMMIT')
    await Promise.all(writes)
    expect((await store.library.counts()).importProblems).toBe(3)
  })

  it('closes without its mark while the other does not let go', async () => {
    other.exec('BEGIN IMMEDIATE')
    await store.close()
    other.exec('COMMIT')
    const opened = await openStore({ libraryPath })
    if (!opened.ok) throw new Error(opened.error.message)
    expect(opened.value.opening.checkedAfterUncleanStop).toBe(true)
    await opened.value.close()
  })

  it('calls the lock by its name', () => {
    other.exec('BEGIN IMMEDIATE')
    const third = new Database(libraryLayout(libraryPath).database, { timeout: 1 })
    try {
      third.exec('BEGIN IMMEDIATE')
      expect.unreachable()
    } catch (error) {
      expect(storeFailureOf(error)).toMatchObject({ code: 'store_busy' })
    } finally {
      third.close()
      other.exec('COMMIT')
    }
  })
})
