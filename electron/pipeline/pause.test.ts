import { describe, expect, it } from 'vitest'
import { StoreError } from '../domain/store-error.ts'
import { settle } from './fixtures/manual-clock.ts'
import { done, failure, instant, obedient, scripted, world } from './fixtures/scheduler-world.ts'

const full = new StoreError('disk_full', 'The disk is full.', 'Free some space.')
const minute = 60_000

describe('a store that cannot be written', () => {
  it('pauses the work when jobs end, keeps what they did, and goes on by itself', async () => {
    const stage = scripted('probe', [], 'a')
    const behind = scripted('analyse', ['probe'], 'b', instant)
    const { jobs, scheduler, clock, log } = world([stage, behind], { a: 2 })
    for (const video of ['v1', 'v2', 'v3', 'v4']) for (const each of ['probe', 'analyse']) jobs.add(video, each)
    await scheduler.start()
    await settle()
    jobs.refuse(full)
    stage.running[0]?.end(done)
    stage.running[0]?.end(failure('not_media'))
    await clock.advance(10 * minute)
    expect(scheduler.pause()).toMatchObject({ code: 'disk_full', since: '2026-01-01T00:00:00.000Z' })
    expect([...scheduler.unsaved()].map(([id, { state }]) => [id, state])).toEqual([
      ['v1-probe', 'done'],
      ['v2-probe', 'failed'],
    ])
    // A look every 15 s at most, not one after the other; one line about it.
    expect(jobs.refused()).toBeLessThan(60)
    expect(log).toHaveLength(1)
    expect(stage.ran).toEqual(['v1', 'v2'])
    jobs.refuse(null)
    await clock.advance(6 * minute)
    expect(scheduler.pause()).toBeNull()
    expect(scheduler.unsaved().size).toBe(0)
    expect(['v1-probe', 'v1-analyse', 'v2-probe', 'v2-analyse'].map(jobs.stateOf)).toEqual([
      'done',
      'done',
      'failed',
      'skipped',
    ])
    expect(stage.ran).toEqual(['v1', 'v2', 'v3', 'v4'])
    expect(log).toHaveLength(2)
  })

  it('goes on soon after there is room, when that can be measured', async () => {
    const stage = scripted('probe', [], 'a')
    const { jobs, scheduler, clock, setFree } = world([stage])
    setFree(0)
    for (const video of ['v1', 'v2']) jobs.add(video, 'probe')
    await scheduler.start()
    await settle()
    jobs.refuse(full)
    stage.running[0]?.end(done)
    await clock.advance(30 * minute)
    jobs.refuse(null)
    setFree(50e6)
    await clock.advance(16_000)
    expect([jobs.stateOf('v1-probe'), jobs.stateOf('v2-probe')]).toEqual(['done', 'running'])
  })

  it('waits when not even the beginning of a job can be written', async () => {
    const stage = scripted('probe', [], 'a', instant)
    const { jobs, scheduler, clock } = world([stage])
    const busy = new StoreError('store_busy', 'Another program holds it.', 'Close it.')
    jobs.refuse(busy)
    await scheduler.start()
    jobs.add('v1', 'probe')
    scheduler.wake()
    await clock.advance(minute)
    expect(scheduler.pause()).toMatchObject({ code: 'store_busy', message: 'Another program holds it.' })
    expect(jobs.record('v1-probe')).toMatchObject({ state: 'waiting', attempts: 0 })
    jobs.refuse(null)
    await clock.advance(16_000)
    expect(jobs.stateOf('v1-probe')).toBe('done')
  })

  it('lets a person cancel and retry meanwhile', async () => {
    const stage = scripted('probe', [], 'a')
    const { jobs, scheduler, clock } = world([stage], { a: 2 })
    const ids = ['v1', 'v2', 'v3'].map((video) => jobs.add(video, 'probe'))
    await scheduler.start()
    await settle()
    jobs.refuse(full)
    stage.running[0]?.end(failure('not_media'))
    stage.running[0]?.end(failure('not_media'))
    await settle()
    expect(await scheduler.cancel('v1-probe')).toBe(true)
    expect(await scheduler.retry('v2-probe')).toBe(true)
    expect([...scheduler.unsaved().values()].map(({ state }) => state)).toEqual(['cancelled', 'waiting'])
    // Nothing that cannot be kept is promised.
    await expect(scheduler.cancel('v3-probe')).rejects.toMatchObject({ code: 'disk_full' })
    jobs.refuse(null)
    await scheduler.retry('v2-probe')
    await clock.advance(minute)
    expect(ids.map(jobs.stateOf)).toEqual(['cancelled', 'running', 'running'])
    expect(jobs.record('v2-probe').attempts).toBe(1)
  })

  it('takes over what an earlier process left as soon as that can be written', async () => {
    const stage = scripted('probe', [], 'a', instant)
    const { jobs, scheduler, clock } = world([stage])
    const id = jobs.add('v1', 'probe', { state: 'running' })
    jobs.refuse(full)
    expect(await scheduler.start()).toEqual({ resumed: 0, quarantined: 0 })
    await clock.advance(minute)
    expect(jobs.stateOf(id)).toBe('running')
    jobs.refuse(null)
    await clock.advance(6 * minute)
    expect(jobs.stateOf(id)).toBe('done')
  })

  it('closes at once, and idle waits for what is not written', async () => {
    const stage = scripted('probe', [], 'a', obedient)
    const { jobs, scheduler, clock } = world([stage])
    jobs.add('v1', 'probe')
    await scheduler.start()
    await settle()
    let idle = false
    void scheduler.idle(new AbortController().signal).then(() => {
      idle = true
    })
    jobs.refuse(full)
    await settle()
    expect(idle).toBe(false)
    await scheduler.close()
    expect(jobs.stateOf('v1-probe')).toBe('running')
    await clock.advance(minute)
    expect(idle).toBe(true)
  })
})

describe('a disk without room for results', () => {
  it('pauses all work instead of failing one film after the other', async () => {
    let room = false
    const stage = scripted('analyse', [], 'a', async () => (room ? done : failure('disk_full')))
    const { jobs, scheduler, clock, setFree, log } = world([stage])
    setFree(1_000)
    const ids = ['v1', 'v2', 'v3'].map((video) => jobs.add(video, 'analyse'))
    await scheduler.start()
    await clock.advance(60 * minute)
    expect(scheduler.pause()?.code).toBe('disk_full')
    expect(ids.map(jobs.stateOf)).toEqual(['waiting', 'waiting', 'waiting'])
    // One film now and then, another one each time.
    expect(stage.ran.length).toBeLessThan(25)
    expect(new Set(stage.ran).size).toBe(3)
    expect(log).toHaveLength(1)
    expect(jobs.record('v1-analyse')).toMatchObject({ attempts: 0, reason: { code: 'disk_full' } })
    room = true
    setFree(100e6)
    await clock.advance(minute)
    expect(ids.map(jobs.stateOf)).toEqual(['done', 'done', 'done'])
    expect(scheduler.pause()).toBeNull()
  })

  it('lets other films go on when one needs more than there is, and does not read that one for ever', async () => {
    const stage = scripted('analyse', [], 'a')
    const { jobs, scheduler, clock, setFree } = world([stage])
    setFree(1e9)
    jobs.add('huge', 'analyse')
    for (let film = 0; film < 30; film += 1) jobs.add(`v${film}`, 'analyse')
    await scheduler.start()
    for (let at = 0; at < 240; at += 1) {
      await clock.advance(20_000)
      for (const { task, end } of [...stage.running]) {
        end(task.video.id === 'huge' ? failure('disk_full') : done)
      }
    }
    const counts = await jobs.counts()
    expect(counts).toMatchObject({ done: 30, waiting: 1 })
    expect(stage.ran.filter((id) => id === 'huge').length).toBeLessThan(25)
  })
})

describe('a clock that is set', () => {
  it.each(['2030-01-01T00:00:00Z', '1970-01-02T00:00:00Z', '2025-12-31T23:58:30Z'])(
    'to %s delays the next attempt by no more than the longest delay',
    async (time) => {
      let broken = true
      const stage = scripted('probe', [], 'a', async () => (broken ? failure('io_error') : done))
      const { jobs, scheduler, clock } = world([stage])
      const id = jobs.add('v1', 'probe')
      await scheduler.start()
      await settle()
      expect(jobs.stateOf(id)).toBe('waiting')
      broken = false
      clock.setTo(time)
      await clock.advance(4 * minute)
      expect(jobs.stateOf(id)).toBe('done')
    },
  )

  it('neither stops what runs nor lets it run for ever', async () => {
    const stage = scripted('probe', [], 'a', obedient)
    const { jobs, scheduler, clock } = world([stage])
    const id = jobs.add('v1', 'probe')
    await scheduler.start()
    await settle()
    clock.setTo('2030-01-01T00:00:00Z')
    await clock.advance(30_000)
    expect(jobs.stateOf(id)).toBe('running')
    clock.setTo('1990-01-01T00:00:00Z')
    await clock.advance(5 * minute)
    expect(jobs.record(id).reason).toMatchObject({ code: 'no_progress' })
  })

  it('wakes for a delayed job although another waits with a time that has passed', async () => {
    let broken = true
    const probe = scripted('probe', [], 'a', async () => (broken ? failure('io_error') : done))
    const { jobs, scheduler, clock } = world([probe, scripted('analyse', ['probe'], 'b', instant)])
    jobs.add('v1', 'probe')
    const behind = jobs.add('v1', 'analyse', { nextAttemptAt: '2025-12-31T23:00:00.000Z' })
    await scheduler.start()
    await settle()
    broken = false
    await clock.advance(minute)
    expect(jobs.stateOf(behind)).toBe('done')
  })
})

describe('after deaths of the process', () => {
  it('runs those that were at work after everything else, each alone', async () => {
    const stage = scripted('analyse', [], 'a')
    const first = world([stage], { a: 3 })
    const ids = ['v1', 'v2', 'v3', 'v4', 'v5'].map((video) => first.jobs.add(video, 'analyse'))
    await first.scheduler.start()
    await settle()
    expect(stage.running).toHaveLength(3)
    const again = scripted('analyse', [], 'a')
    const second = world([again], { a: 3 }, 60_000, first.jobs)
    expect(await second.scheduler.start()).toEqual({ resumed: 3, quarantined: 0 })
    await settle()
    expect(again.running.map(({ task }) => task.video.id)).toEqual(['v4', 'v5'])
    again.running[0]?.end(done)
    await settle()
    expect(again.running.map(({ task }) => task.video.id)).toEqual(['v5'])
    again.running[0]?.end(done)
    for (const video of ['v1', 'v2', 'v3']) {
      await settle()
      expect(again.running.map(({ task }) => task.video.id)).toEqual([video])
      again.running[0]?.end(done)
    }
    await settle()
    expect(ids.map(second.jobs.stateOf)).toEqual(['done', 'done', 'done', 'done', 'done'])
  })

  it('does not let deaths from outside gather on one job', async () => {
    const { jobs } = world([scripted('analyse', [], 'a')])
    const ids = ['v1', 'v2', 'v3'].map((video) => jobs.add(video, 'analyse'))
    for (let process = 0; process < 5; process += 1) {
      const { scheduler } = world([scripted('analyse', [], 'a')], {}, 60_000, jobs)
      await scheduler.start()
      await settle()
    }
    const { scheduler } = world([scripted('analyse', [], 'a', instant)], {}, 60_000, jobs)
    expect(await scheduler.start()).toMatchObject({ quarantined: 0 })
    await settle()
    expect(ids.map(jobs.stateOf)).toEqual(['done', 'done', 'done'])
  })

  it('finds the one that ends the process, and the others complete', async () => {
    const { jobs } = world([scripted('analyse', [], 'a')])
    const ids = ['v1', 'poison', 'v2', 'v3'].map((video) => jobs.add(video, 'analyse'))
    for (let process = 0; process < 10; process += 1) {
      const stage = scripted('analyse', [], 'a', async ({ video }) =>
        // The process dies: nothing is written, and the next one starts.
        video.id === 'poison' ? new Promise(() => {}) : done,
      )
      const slow = {
        ...stage,
        run: async (task: Parameters<typeof stage.run>[0]) => {
          await settle()
          return stage.run(task)
        },
      }
      const { scheduler } = world([slow], { a: 2 }, 60_000, jobs)
      await scheduler.start()
      for (let round = 0; round < 20; round += 1) await settle()
      if (!stage.ran.includes('poison')) break
    }
    expect(ids.map(jobs.stateOf)).toEqual(['done', 'failed', 'done', 'done'])
    expect(jobs.record('poison-analyse').reason).toMatchObject({ code: 'quarantined' })
  })
})
