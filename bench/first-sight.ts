import { appendFile, copyFile, mkdir, mkdtemp, rm } from 'node:fs/promises'
import { availableParallelism, loadavg, tmpdir } from 'node:os'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { fixtureClip } from '../build/fixtures/clips.ts'
import type { Video } from '../electron/contract/index.ts'
import type { Core } from '../electron/core/core-api.ts'
import { createCore } from '../electron/core/create-core.ts'

/**
 * `npm run bench -- first-sight [CLIPS]`: how soon a person sees something of a folder of clips, 300 by default, looking at the
 * newest ones as the library shows them. Times are of this machine and its load; the aim is for two idle cores.
 */
const screen = 16
const aimSeconds = 15
const pollMs = 200
const lookMs = 5_000
const limitMs = 30 * 60_000

const say = (line: string): void => {
  process.stdout.write(`${line}\n`)
}

/** Clips of their own, each under a name as cameras give them. */
const makeClips = async (folder: string, count: number): Promise<void> => {
  await mkdir(folder)
  const sources = [await fixtureClip('two-scenes'), await fixtureClip('three-scenes')]
  for (let index = 1; index <= count; index += 1) {
    const file = path.join(folder, `A001_C${String(index).padStart(3, '0')}.mp4`)
    await copyFile(sources[index % 2] ?? '', file)
    // A few bytes behind make each a content of its own.
    await appendFile(file, Buffer.from(String(index).padStart(6, '0')))
  }
}

/** What can be seen of a library: changes of it are what a person notices. */
const sightOf = (videos: readonly Video[]): string =>
  videos.map(({ posterUrl, sceneCount, state }) => `${posterUrl} ${sceneCount} ${state}`).join('\n')

const watch = async (core: Core, count: number): Promise<void> => {
  const started = performance.now()
  const seconds = (): number => (performance.now() - started) / 1000
  const reached = new Map<string, number>()
  const reach = (what: string, isReached: boolean): void => {
    if (!isReached || reached.has(what)) return
    reached.set(what, seconds())
    say(`${what}: ${seconds().toFixed(1)} s`)
  }
  let sight = ''
  let changedAt = 0
  let longestStill = 0
  let lookedAt = Number.NEGATIVE_INFINITY
  while (!reached.has('all searchable') && seconds() * 1000 < limitMs) {
    const { items } = await core.videos.list({ limit: 500, sort: 'added', order: 'desc' })
    const onScreen = items.slice(0, screen)
    if (seconds() * 1000 - lookedAt > lookMs) {
      lookedAt = seconds() * 1000
      core.lookAt({ window: 'bench', visible: onScreen.map(({ id }) => id), open: null })
    }
    const shown = items.filter(({ posterUrl }) => posterUrl !== null).length
    const ready = items.filter(({ state }) => state === 'ready').length
    reach('first poster', shown > 0)
    reach(
      `first screen of ${Math.min(screen, count)} posters`,
      onScreen.length >= Math.min(screen, count) && onScreen.every(({ posterUrl }) => posterUrl !== null),
    )
    reach('first video searchable', ready > 0)
    reach('all posters', shown === count)
    reach('all searchable', ready === count)
    const now = sightOf(items)
    if (now !== sight) {
      sight = now
      changedAt = seconds()
    }
    longestStill = Math.max(longestStill, seconds() - changedAt)
    await sleep(pollMs)
  }
  say(`longest time without a visible change: ${longestStill.toFixed(1)} s`)
  const first = reached.get(`first screen of ${Math.min(screen, count)} posters`) ?? Number.POSITIVE_INFINITY
  say(`aim: first screen within ${aimSeconds} s on two idle cores: ${first <= aimSeconds ? 'met' : 'missed'}`)
}

const count = Number(process.argv[2] ?? 300)
const folder = await mkdtemp(path.join(tmpdir(), 'goodclips-first-sight-'))
try {
  const clips = path.join(folder, 'clips')
  await makeClips(clips, count)
  const load = loadavg()[0] ?? 0
  say(`${count} clips of 4 to 7 s, ${availableParallelism()} cores, load ${load.toFixed(1)} before`)
  const opened = await createCore({ libraryPath: path.join(folder, 'Library'), version: '0.0.0', log: () => {} })
  if (!opened.ok) throw new Error(opened.error.message)
  const core = opened.value
  try {
    const importing = core.videos.import([clips], AbortSignal.timeout(limitMs))
    await watch(core, count)
    await importing
  } finally {
    await core.close()
  }
} finally {
  await rm(folder, { recursive: true, force: true })
}
