import { createHash, type Hash } from 'node:crypto'
import { access, cp, mkdir, readdir, readFile, rename, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import process from 'node:process'
import { setTimeout as delay } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { searchStatusSchema } from '../../electron/contract/index.ts'
import { demoClips } from './demo-labels.ts'
import { listVideos } from './library.ts'
import { type ServerUnderTest, startServer } from './server.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))
const cache = join(root, 'node_modules', '.cache', 'goodclips')
const pollMs = 500
/** Clips are drawn and encoded, three toy models loaded, 24 clips imported; on a busy machine this takes minutes. */
const buildLimitMs = 900_000

/** How long the first use of the demo library may take. */
export const demoLibraryLimitMs = buildLimitMs + 60_000

/** What decides what is in the library. What only reads it may change without building anew; older tables are migrated. */
const madeOf = [
  'resources/demo-library',
  'resources/demo-models',
  'native-runners',
  'electron/demo',
  'electron/domain/captions',
  'electron/domain/cuts',
  'electron/domain/embedding',
  'electron/domain/look',
  'electron/domain/sound',
  'electron/media',
  'electron/pipeline',
  'electron/store/sqlite/migrations',
]
const isIgnored = (name: string): boolean =>
  name.startsWith('.') ||
  name === '__pycache__' ||
  name === 'tests' ||
  name.endsWith('.test.ts') ||
  name === 'README.md'

const addFolder = async (hash: Hash, path: string): Promise<void> => {
  const entries = await readdir(join(root, path), { withFileTypes: true })
  for (const entry of entries.toSorted((a, b) => (a.name < b.name ? -1 : 1))) {
    const inner = `${path}/${entry.name}`
    if (isIgnored(entry.name)) continue
    if (entry.isDirectory()) await addFolder(hash, inner)
    else if (entry.isFile()) hash.update(`${inner}\0`).update(await readFile(join(root, inner)))
  }
}

const keyOf = async (): Promise<string> => {
  const hash = createHash('sha256')
  for (const path of madeOf) await addFolder(hash, path)
  return hash.digest('hex').slice(0, 16)
}

/** Waits until every clip is there with all its vectors, and none of it is still at work. */
const filled = async (server: ServerUnderTest): Promise<void> => {
  const clips = await demoClips()
  const deadline = Date.now() + buildLimitMs
  for (;;) {
    const videos = await listVideos(server)
    const failed = videos.filter(({ state }) => state === 'failed' || state === 'partial')
    if (failed.length > 0) throw new Error(`not imported: ${failed.map(({ title }) => title).join(', ')}`)
    const ready = videos.filter(({ state }) => state === 'ready')
    if (ready.length === clips.length) break
    if (Date.now() > deadline) throw new Error(`${ready.length} of ${clips.length} clips after ${buildLimitMs} ms`)
    await delay(pollMs)
  }
  const answer = await server.fetch('/api/v1/search/status')
  const { modalities } = searchStatusSchema.parse(await answer.json())
  const empty = modalities.filter(({ present }) => present === 0).map(({ modality }) => modality)
  if (empty.length > 0) throw new Error(`the demo library has no vectors of ${empty.join(', ')}`)
}

/** The app itself fills the library, as `--demo` does for a person. The clips end beside it, at their final place. */
const build = async (folder: string): Promise<void> => {
  await rm(folder, { recursive: true, force: true })
  await mkdir(folder, { recursive: true })
  const unfinished = join(folder, 'unfinished')
  const server = await startServer(unfinished, { args: ['--demo'] })
  try {
    await filled(server)
  } catch (cause) {
    throw new Error(`The demo library could not be built:\n${server.log()}`, { cause })
  } finally {
    await server.stop()
  }
  await rename(unfinished, join(folder, 'Library'))
}

/** Takes away what older code made: each is a dozen megabytes. */
const forgetOthers = async (kept: string): Promise<void> => {
  const names = await readdir(cache).catch(() => [])
  const others = names.filter((name) => name.startsWith('demo-library-') && !name.startsWith(kept))
  await Promise.all(others.map((name) => rm(join(cache, name), { recursive: true, force: true })))
}

const exists = (path: string): Promise<boolean> =>
  access(path).then(
    () => true,
    () => false,
  )

/** Builds it, or waits while another worker does; one that began longer ago than a build takes has been stopped. */
const buildOnce = async (folder: string, made: string): Promise<void> => {
  const lock = `${folder}.building`
  const startedAt = (await stat(lock).catch(() => null))?.mtimeMs
  if (startedAt !== undefined && Date.now() - startedAt > buildLimitMs) await rm(lock, { recursive: true, force: true })
  await mkdir(cache, { recursive: true })
  const isOurs = await mkdir(lock).then(
    () => true,
    () => false,
  )
  if (!isOurs) {
    while (await exists(lock)) await delay(pollMs)
    if (!(await exists(made))) throw new Error('Another worker could not build the demo library.')
    return
  }
  try {
    process.stdout.write('building the demo library, once\n')
    await build(folder)
  } finally {
    await rm(lock, { recursive: true, force: true })
  }
}

/**
 * Copies the demo library, all clips imported, to a folder that is not there yet. The app builds it once; later runs with
 * the same code take it from node_modules/.cache. The clips themselves stay there: they are only read.
 */
export const copyDemoLibrary = async (libraryPath: string): Promise<void> => {
  const name = `demo-library-${await keyOf()}`
  const made = join(cache, name, 'Library')
  if (!(await exists(made))) {
    await forgetOthers(name)
    await buildOnce(join(cache, name), made)
  }
  await cp(made, libraryPath, { recursive: true })
}
