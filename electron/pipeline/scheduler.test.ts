import { describe, expect, it } from 'vitest'

import type { Failure } from '../contract/index.ts'
import { longestHoldMs } from '../domain/jobs/attention.ts'
import type { VideoDetailsRecord } from '../domain/ports/index.ts'
import { ok } from '../domain/result.ts'
import { settle } from './fixtures/manual-clock.ts'
import { done, failure, instant, obedient, scripted, settings, world } from './fixtures/scheduler-world.ts'
import { createScheduler } from './scheduler.ts'

describe('order and slots', () => {
  it('runs a stage only when what it depends on is done or skipped', async () => {
    const first = scripted('probe', [], 'a')
    const second = scripted('analyse', ['probe'], 'b', instant)
    const { jobs, scheduler } = world([first, second])
    const [a, b] = [jobs.add('v1', 'probe'), jobs.add('v1', 'analyse')]
    await scheduler.start()
    await settle()
    expect([jobs.stateOf(a), jobs.stateOf(b)]).toEqual(['running', 'waiting'])
    first.running[0]?.end(ok({ kind: 'skipped', reason: { code: 'nothing', message: 'Nothing to do.' } }))
    await settle()
    expect([jobs.stateOf(a), jobs.stateOf(b)]).toEqual(['skipped', 'done'])
  })

  it('keeps to the slots of each resource, and a long queue for one does not hold up another', async () => {
    const decode = scripted('analyse', [], 'decode')
    const io = scripted('captions', [], 'io', instant)
    const { jobs, scheduler } = world([decode, io], { decode: 2 })
    for (let index = 0; index < 200; index += 1) jobs.add(`v${index}`, 'analyse')
    const caption = jobs.add('v999', 'captions')
    await scheduler.start()
    await settle()
    expect(decode.running).toHaveLength(2)
    expect(jobs.stateOf(caption)).toBe('done')
    decode.running[0]?.end(done)
    await settle()
    expect(decode.running).toHaveLength(2)
    expect(decode.ran).toEqual(['v0', 'v1', 'v2'])
  })

  it('begins with what is on screen, and gives the oldest job every fourth turn', async () => {
    const decode = scripted('analyse', [], 'decode')
    const { jobs, scheduler, look } = world([decode])
    for (let index = 0; index < 20; index += 1) jobs.add(`v${index}`, 'analyse')
    await scheduler.start()
    await settle()
    look({ opened: [], first: ['v17', 'v5', 'v12', 'v6', 'v7', 'v8'] })
    for (let turn = 0; turn < 9; turn += 1) {
      decode.running[0]?.end(done)
      await settle()
    }
    expect(decode.ran).toEqual(['v0', 'v17', 'v5', 'v1', 'v12', 'v6', 'v7', 'v2', 'v8', 'v3'])
  })

  it('gives a video that is opened a slot of its own, so that it never waits behind a long film', async () => {
    const decode = scripted('analyse', [], 'decode')
    const { jobs, scheduler, look } = world([decode])
    for (const id of ['long', 'next', 'opened']) jobs.add(id, 'analyse')
    await scheduler.start()
    await settle()
    expect(decode.ran).toEqual(['long'])
    look({ opened: ['opened'], first: ['opened', 'next'] })
    await settle()
    expect(decode.ran).toEqual(['long', 'opened'])
    decode.running.find(({ task }) => task.video.id === 'opened')?.end(done)
    await settle()
    expect(decode.ran).toEqual(['long', 'opened'])
  })

  it('holds long work until every short one is done, but not what is opened, and a minute at most', async () => {
    const probe = { ...scripted('probe', [], 'probe'), isShort: true as const }
    const decode = scripted('analyse', ['probe'], 'decode', instant)
    const { jobs, scheduler, clock, look } = world([probe, decode])
    const ids = ['v1', 'v2', 'v3', 'v4']
    for (const id of ids) jobs.add(id, 'probe')
    for (const id of ids) jobs.add(id, 'analyse')
    await scheduler.start()
    await settle()
    probe.running[0]?.end(done)
    await settle()
    expect([probe.ran, decode.ran]).toEqual([['v1', 'v2'], []])
    probe.running[0]?.end(done)
    await settle()
    look({ opened: ['v2'], first: ['v2'] })
    await settle()
    expect([probe.ran, decode.ran]).toEqual([['v1', 'v2', 'v3'], ['v2']])
    look({ opened: [], first: [] })
    await clock.advance(longestHoldMs)
    expect([probe.ran, decode.ran]).toEqual([
      ['v1', 'v2', 'v3'],
      ['v2', 'v1'],
    ])
  })

  it('takes a new stage as data alone', async () => {
    const probe = scripted('probe', [], 'probe', instant)
    const audio = scripted('audio', ['probe'], 'io', instant)
    const embed = scripted('embed-audio', ['audio'], 'model', instant)
    const { jobs, scheduler, clock } = world([probe, audio, embed], { model: 1 })
    const ids = ['probe', 'audio', 'embed-audio'].map((stage) => jobs.add('v1', stage))
    await scheduler.start()
    await clock.advance(10)
    expect(ids.map(jobs.stateOf)).toEqual(['done', 'done', 'done'])
    await scheduler.idle(new AbortController().signal)
  })

  it('refuses stages that depend on each other in a circle', () => {
    expect(() => world([scripted('a', ['b'], 'x'), scripted('b', ['a'], 'x')])).toThrow('circle')
  })
})

describe('failures', () => {
  it('tries again with growing delays what may pass by itself, three times at most', async () => {
    const stage = scripted('probe', [], 'a', async () => failure('io_error'))
    const { jobs, scheduler, clock } = world([stage])
    const id = jobs.add('v1', 'probe')
    await scheduler.start()
    await settle()
    expect([jobs.stateOf(id), stage.ran.length]).toEqual(['waiting', 1])
    expect(jobs.record(id).reason?.code).toBe('io_error')
    await clock.advance(4_000)
    expect(stage.ran).toHaveLength(2)
    await clock.advance(4_000)
    expect(stage.ran).toHaveLength(2)
    await clock.advance(12_000)
    expect([jobs.stateOf(id), stage.ran.length]).toEqual(['failed', 3])
  })

  it('never tries again what says something about the file, and tells the stages behind it', async () => {
    const probe = scripted('probe', [], 'a', async () => failure('not_media'))
    const analyse = scripted('analyse', ['probe'], 'b', instant)
    const embed = scripted('embed-visual', ['analyse'], 'c', instant)
    const { jobs, scheduler, clock } = world([probe, analyse, embed])
    const ids = ['probe', 'analyse', 'embed-visual'].map((stage) => jobs.add('v1', stage))
    await scheduler.start()
    await clock.advance(600_000)
    expect(probe.ran).toHaveLength(1)
    expect(ids.map(jobs.stateOf)).toEqual(['failed', 'skipped', 'skipped'])
    expect(jobs.record('v1-embed-visual').reason).toMatchObject({ code: 'dependency_failed' })
    expect(jobs.record('v1-embed-visual').reason?.message).toContain('It was not_media.')
    await scheduler.idle(new AbortController().signal)
  })

  it('frees what an earlier process left waiting behind a failure', async () => {
    const { jobs, scheduler } = world([scripted('probe', [], 'a'), scripted('analyse', ['probe'], 'b')])
    const reason: Failure = { code: 'quarantined', message: 'It died.', remedy: 'Retry.' }
    jobs.add('v1', 'probe', { state: 'failed', reason })
    const behind = jobs.add('v1', 'analyse')
    await scheduler.start()
    await settle()
    expect(jobs.stateOf(behind)).toBe('skipped')
  })

  it('brings a failed stage and those behind it back by retry', async () => {
    let broken = true
    const probe = scripted('probe', [], 'a', async () => (broken ? failure('not_media') : done))
    const { jobs, scheduler } = world([probe, scripted('analyse', ['probe'], 'b', instant)])
    const ids = ['probe', 'analyse'].map((stage) => jobs.add('v1', stage))
    await scheduler.start()
    await settle()
    broken = false
    expect(await scheduler.retry('v1-probe')).toBe(true)
    await settle()
    expect(ids.map(jobs.stateOf)).toEqual(['done', 'done'])
    expect(await scheduler.retry('nothing')).toBeNull()
  })

  it('shows a thrown error as a failure of that job alone', async () => {
    const stage = scripted('probe', [], 'a', async (task) => {
      if (task.video.id === 'v1') throw new TypeError('a bug')
      return done
    })
    const { jobs, scheduler } = world([stage])
    const [bad, good] = [jobs.add('v1', 'probe'), jobs.add('v2', 'probe')]
    await scheduler.start()
    await settle()
    expect([jobs.stateOf(bad), jobs.stateOf(good)]).toEqual(['failed', 'done'])
    expect(jobs.record(bad).reason).toMatchObject({ code: 'internal' })
  })
})

describe('limits', () => {
  it('stops a stage that gets nowhere, even one that does not listen, and goes on', async () => {
    const stage = scripted('probe', [], 'a', (task) => (task.video.id === 'v1' ? new Promise(() => {}) : instant()))
    const { jobs, scheduler, clock } = world([stage], { a: 2 })
    const [stuck, next] = [jobs.add('v1', 'probe'), jobs.add('v2', 'probe')]
    await scheduler.start()
    await clock.advance(settings.limits.noProgressMs + 4_000)
    expect(jobs.stateOf(stuck)).toBe('failed')
    expect(jobs.record(stuck).reason).toMatchObject({ code: 'no_progress' })
    expect(jobs.stateOf(next)).toBe('done')
  })

  it('lets a stage that moves run past the no-progress time, but not past its wall clock', async () => {
    const stage = scripted('probe', [], 'a', obedient)
    const { jobs, scheduler, clock } = world([stage], {}, 1000)
    const id = jobs.add('v1', 'probe')
    const reporting = scripted('analyse', [], 'b')
    const second = world([reporting], {}, 1000)
    const moving = second.jobs.add('v1', 'analyse')
    await scheduler.start()
    await second.scheduler.start()
    await settle()
    for (let at = 0; at < 590_000; at += 10_000) {
      reporting.running[0]?.task.report({ fraction: at / 600_000, positionMs: at })
      await second.clock.advance(10_000)
    }
    expect(second.jobs.stateOf(moving)).toBe('running')
    reporting.running[0]?.task.report({ fraction: 0.99, positionMs: 600_000 })
    await second.clock.advance(20_000)
    expect(second.jobs.record(moving).reason).toMatchObject({ code: 'timed_out' })
    await clock.advance(70_000)
    expect(jobs.record(id).reason).toMatchObject({ code: 'no_progress' })
  })
})

describe('cancel and close', () => {
  it('cancels a running job through its signal, and the ones behind it', async () => {
    const stage = scripted('probe', [], 'a', obedient)
    const { jobs, scheduler } = world([stage, scripted('analyse', ['probe'], 'b')])
    const ids = ['probe', 'analyse'].map((each) => jobs.add('v1', each))
    await scheduler.start()
    await settle()
    expect(await scheduler.cancel('v1-probe')).toBe(true)
    expect(ids.map(jobs.stateOf)).toEqual(['cancelled', 'cancelled'])
    expect(await scheduler.cancel('v1-probe')).toBe(false)
    expect(await scheduler.cancel('nothing')).toBeNull()
  })

  it('acknowledges within two seconds when the stage does not obey, and holds its slot until it does', async () => {
    const stage = scripted('probe', [], 'a')
    const { jobs, scheduler, clock } = world([stage])
    const [deaf, next] = [jobs.add('v1', 'probe'), jobs.add('v2', 'probe')]
    await scheduler.start()
    await settle()
    const before = clock.now()
    const cancelled = scheduler.cancel(deaf).then(() => clock.now() - before)
    await clock.advance(2_000)
    expect(await cancelled).toBeLessThanOrEqual(2_000)
    expect([jobs.stateOf(deaf), jobs.stateOf(next)]).toEqual(['cancelled', 'waiting'])
    stage.running[0]?.end(done)
    await settle()
    expect([jobs.stateOf(deaf), jobs.stateOf(next)]).toEqual(['cancelled', 'running'])
  })

  it('cancels a waiting job before it ever ran', async () => {
    const stage = scripted('probe', [], 'a')
    const { jobs, scheduler } = world([stage])
    jobs.add('v1', 'probe')
    const second = jobs.add('v2', 'probe')
    await scheduler.start()
    await settle()
    expect(await scheduler.cancel(second)).toBe(true)
    stage.running[0]?.end(done)
    await settle()
    expect(stage.ran).toEqual(['v1'])
  })

  it('does not start jobs of a removed video', async () => {
    const stage = scripted('probe', [], 'a', instant)
    const { jobs, scheduler, removed } = world([stage])
    const id = jobs.add('v1', 'probe')
    removed.add('v1')
    await scheduler.start()
    await settle()
    expect([stage.ran.length, jobs.stateOf(id)]).toEqual([0, 'cancelled'])
  })

  it('leaves what ran waiting at close, and the next scheduler finishes it', async () => {
    const stage = scripted('probe', [], 'a', obedient)
    const { jobs, scheduler, clock } = world([stage])
    const ids = [jobs.add('v1', 'probe'), jobs.add('v2', 'probe')]
    await scheduler.start()
    await settle()
    await scheduler.close()
    expect(ids.map(jobs.stateOf)).toEqual(['waiting', 'waiting'])
    const second = createScheduler({
      jobs,
      video: async (id) => ({ id, durationMs: 1, removedAt: null }) as VideoDetailsRecord,
      settings: async () => settings,
      stages: [scripted('probe', [], 'a', instant)],
      slots: () => 1,
      events: {
        jobChanged: () => {},
        progressed: () => {},
        settled: async () => {},
        pauseChanged: () => {},
        log: () => {},
      },
      clock,
      freeBytes: async () => null,
      blameless: false,
    })
    await second.start()
    await settle()
    expect(ids.map(jobs.stateOf)).toEqual(['done', 'done'])
  })
})

describe('stages that wait for models', () => {
  it('are not taken for standing still, however long a model loads or serves others', async () => {
    const patient = { ...scripted('embed-visual', [], 'a'), limitedByRunner: true as const }
    const { jobs, scheduler, clock } = world([patient])
    const id = jobs.add('v1', 'embed-visual')
    await scheduler.start()
    await clock.advance(settings.limits.noProgressMs + settings.limits.minWallClockMs + 60_000)
    expect(jobs.stateOf(id)).toBe('running')
    patient.running[0]?.end(done)
    await settle()
    expect(jobs.stateOf(id)).toBe('done')
  })
})

describe('progress and reruns', () => {
  it('tells progress at most ten times a second, with speed and time left', async () => {
    const stage = scripted('analyse', [], 'a')
    const { jobs, scheduler, clock, progressed } = world([stage])
    const id = jobs.add('v1', 'analyse')
    await scheduler.start()
    await settle()
    for (let at = 10; at <= 2_000; at += 10) {
      stage.running[0]?.task.report({ fraction: at / 4_000, positionMs: at * 5 })
      await clock.advance(10)
    }
    expect(progressed.length).toBeGreaterThan(10)
    expect(progressed.length).toBeLessThanOrEqual(20)
    const reading = scheduler.progressOf(id)
    expect(reading?.speed).toBeCloseTo(5, 0)
    expect((reading?.etaMs ?? 0) / 1000).toBeCloseTo(2, 0)
    expect(jobs.record(id).progress).toBeGreaterThan(0.4)
    stage.running[0]?.end(done)
    await settle()
    expect(scheduler.progressOf(id)).toBeNull()
  })

  it('runs a stage once more after the attempt that was already under way', async () => {
    const stage = scripted('captions', [], 'a')
    const { jobs, scheduler } = world([stage])
    const id = jobs.add('v1', 'captions')
    await scheduler.start()
    await settle()
    await scheduler.rerun('v1', 'captions')
    await scheduler.rerun('v1', 'captions')
    stage.running[0]?.end(done)
    await settle()
    expect([stage.ran.length, jobs.stateOf(id)]).toEqual([2, 'running'])
    stage.running[0]?.end(done)
    await settle()
    expect([stage.ran.length, jobs.stateOf(id)]).toEqual([2, 'done'])
  })
})
