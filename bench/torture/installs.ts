import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { startFakeHub } from '../../electron/core/fixtures/fake-hub.ts'
import {
  layResources,
  modelFiles,
  modelFolder,
  modelId,
  pythonEnvironment,
} from '../../electron/core/fixtures/small-model.ts'
import { seededRandom } from '../../electron/domain/seeded-random.ts'
import { inspectLibrary, processesLeft } from './library-state.ts'
import { addCounts, noCounts, type TortureCounts, type TortureOptions, type TorturePart } from './part.ts'

const script = fileURLToPath(new URL('./installs/install-once.ts', import.meta.url))
const orphanMs = 10_000
const installMs = 240_000

/** Where everything of one run lies. */
interface Places {
  readonly library: string
  readonly models: string
  readonly resources: string
  readonly hubUrl: string
}

interface Install {
  readonly child: ChildProcess
  readonly said: () => string
  readonly ended: Promise<unknown>
}

const install = ({ library, models, resources, hubUrl }: Places, fromFolder: boolean): Install => {
  const args = [script, library, models, resources, pythonEnvironment, ...(fromFolder ? [modelFolder] : [])]
  const child = spawn(process.execPath, args, {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, HF_ENDPOINT: hubUrl },
    timeout: installMs,
  })
  let text = ''
  const add = (part: string): void => {
    text += part
  }
  child.stdout.setEncoding('utf8').on('data', add)
  child.stderr.setEncoding('utf8').on('data', add)
  return { child, said: () => text, ended: once(child, 'close') }
}

/** What is wrong with the files of the model: all of one revision are there, or none. */
const halfInstalled = async (models: string, files: ReadonlyMap<string, Buffer>): Promise<readonly string[]> => {
  const folder = join(models, modelId)
  const revisions = existsSync(folder) ? await readdir(folder) : []
  const wrong: string[] = []
  for (const revision of revisions) {
    const own = join(folder, revision)
    // A folder without its manifest is none to anybody, and would stay for ever.
    if (!existsSync(join(own, 'manifest.json'))) wrong.push(`${revision} has no manifest`)
    for (const [name, bytes] of files) {
      const found = await readFile(join(own, name)).catch(() => null)
      if (found?.equals(bytes) !== true) wrong.push(`${revision}/${name} is ${found === null ? 'missing' : 'damaged'}`)
    }
  }
  return wrong
}

const hidden = async (models: string): Promise<readonly string[]> => {
  const names = (existsSync(models) ? await readdir(models) : []).filter((name) => name !== '.state')
  const staged = names.includes('.staging') ? await readdir(join(models, '.staging')) : []
  return [...names.filter((name) => name !== modelId && name !== '.staging'), ...staged]
}

/** Kills one installation, then lets another one end. */
const killOnce = async (
  places: Places,
  files: ReadonlyMap<string, Buffer>,
  fromFolder: boolean,
  killAfterMs: number,
  say: (line: string) => void,
): Promise<TortureCounts> => {
  const killed = install(places, fromFolder)
  while (!killed.said().includes('installing') && killed.child.exitCode === null) await delay(5)
  await delay(killAfterMs)
  killed.child.kill('SIGKILL')
  await killed.ended
  const orphaned = await processesLeft([places.models, places.library], orphanMs)
  const half = await halfInstalled(places.models, files)
  const again = install(places, fromFolder)
  await again.ended
  const isInstalled = /^ended installed/m.test(again.said())
  const wrong = [...half, ...(await halfInstalled(places.models, files))]
  const left = await hidden(places.models)
  const database = inspectLibrary(places.library)
  for (const line of [...wrong, ...left, ...database.problems]) say(`  found: ${line}`)
  if (!isInstalled) say(`  the next one: ${again.said()}`)
  return {
    ...noCounts,
    tried: 1,
    lost: isInstalled ? 0 : 1,
    doubled: database.doubled,
    orphaned: orphaned + database.orphaned,
    leftBehind: left.length,
    silent: wrong.length + database.problems.length,
  }
}

/** Installs once undisturbed, to know how long that takes, then kills `rounds` installations, each at another moment. */
const run = async ({ folder, rounds, seed, signal, say }: TortureOptions): Promise<TortureCounts> => {
  if (!existsSync(pythonEnvironment)) {
    say('  not run: there is no Python environment here')
    return noCounts
  }
  const random = seededRandom(seed)
  const files = await modelFiles()
  const hub = await startFakeHub(files)
  const resources = join(folder, 'app')
  await layResources(resources, new Map([...files].map(([name, { length }]) => [name, length])))
  try {
    let counts = noCounts
    let longestMs = 4000
    for (let round = 0; round < rounds && !signal.aborted; round += 1) {
      const startedAt = performance.now()
      // From a hub into an empty folder first, then from a folder over what is there.
      const own = join(folder, `place-${Math.floor(round / 2)}-`)
      const library = join(own, 'Library')
      const places: Places = { library, models: join(own, 'Models'), resources, hubUrl: hub.url }
      const killAfterMs = random() * longestMs
      counts = addCounts(counts, await killOnce(places, files, round % 2 === 1, killAfterMs, say))
      // Half of a round is an installation to its end: whatever the machine does meanwhile, the next kill is within one.
      longestMs = (performance.now() - startedAt) / 2
    }
    return counts
  } finally {
    await hub.close()
  }
}

/** kill -9 of a host that installs a model, from a hub and from a folder. */
export const installs: TorturePart = {
  name: 'installs',
  summary: 'kill -9 during installations of a model, from a hub and from a folder; the next one must end well',
  rounds: 20,
  run,
}
