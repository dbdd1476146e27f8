import { existsSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { availableParallelism, loadavg, tmpdir } from 'node:os'
import path from 'node:path'
import { monitorEventLoopDelay } from 'node:perf_hooks'
import { setTimeout as sleep } from 'node:timers/promises'

import { fixtureClip } from '../build/fixtures/clips.ts'
import { realMedia, realMediaFolder } from '../build/fixtures/real-media.ts'
import type { Core } from '../electron/core/core-api.ts'
import { createCore } from '../electron/core/create-core.ts'

/**
 * `npm run bench -- responsiveness [FILE FILE…]`: delay of the core's event loop while it imports two films, with a reader
 * on the event stream and a person who looks around. The numbers contain the timer's own interval of 10 ms.
 */
const goalMs = 30
const resolutionMs = 10

const say = (line: string): void => {
  process.stdout.write(`${line}\n`)
}
const milliseconds = (nanoseconds: number): string => `${(nanoseconds / 1e6).toFixed(1)} ms`

const films = async (): Promise<readonly string[]> => {
  const given = process.argv.slice(2).map((file) => path.resolve(file))
  if (given.length > 0) return given
  const real =
    realMediaFolder === null ? [] : ['edited/steamboat_willie.mp4', 'single/sketch_portrait_4k60.mp4'].map(realMedia)
  const present = real.filter((file) => existsSync(file))
  return present.length === 2 ? present : [await fixtureClip('long-1080p'), await fixtureClip('many-scenes')]
}

/** Reads events and pages through lists, as an open window does. */
const lookAround = async (core: Core, signal: AbortSignal): Promise<number> => {
  let events = 0
  const reading = (async () => {
    for await (const _ of core.events(signal)) events += 1
  })()
  while (!signal.aborted) {
    const page = await core.videos.list({ limit: 100, sort: 'added', order: 'desc' })
    await core.stats()
    for (const video of page.items) await core.videos.scenes(video.id, { limit: 100 })
    await core.search.captions({ query: 'the', typing: true, limit: 20 })
    await sleep(200, undefined, { signal }).catch(() => {})
  }
  await reading
  return events
}

const measure = async (libraryPath: string, files: readonly string[]): Promise<boolean> => {
  const opened = await createCore({ libraryPath, version: '0.0.0' })
  if (!opened.ok) throw new Error(opened.error.message)
  const core = opened.value
  try {
    const person = new AbortController()
    const looking = lookAround(core, person.signal)
    await sleep(500)
    const histogram = monitorEventLoopDelay({ resolution: resolutionMs })
    histogram.enable()
    const startedAt = performance.now()
    await core.videos.import(files, new AbortController().signal)
    await core.jobs.idle(new AbortController().signal)
    histogram.disable()
    const seconds = (performance.now() - startedAt) / 1000
    person.abort()
    const events = await looking
    const { items } = await core.videos.list({ limit: 100, sort: 'added', order: 'asc' })
    for (const video of items) {
      say(`  ${video.title}: ${video.state}, ${video.frameCount} frames, ${video.sceneCount} scenes`)
    }
    const p99 = histogram.percentile(99)
    const verdict = p99 / 1e6 <= goalMs
    say(`  imported in ${seconds.toFixed(1)} s, ${events} events, ${histogram.count} samples`)
    say(
      `  event loop: p50 ${milliseconds(histogram.percentile(50))}, p99 ${milliseconds(p99)}, max ${milliseconds(histogram.max)}`,
    )
    say(`  ${verdict ? 'PASS' : 'FAIL'}: p99 ≤ ${goalMs} ms`)
    return verdict && items.every((video) => video.state === 'ready' || video.state === 'partial')
  } finally {
    await core.close()
  }
}

const folder = await mkdtemp(path.join(tmpdir(), 'goodclips-responsiveness-'))
try {
  const files = await films()
  say(`Core responsiveness while importing ${files.map((file) => path.basename(file)).join(' and ')}`)
  say(`  ${availableParallelism()} cores, load before ${loadavg()[0]?.toFixed(1)}`)
  if (!(await measure(path.join(folder, 'Library'), files))) process.exitCode = 1
} finally {
  await rm(folder, { recursive: true, force: true })
}
