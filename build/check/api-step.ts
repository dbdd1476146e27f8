import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { copyFile, mkdtemp, readFile, realpath, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import process from 'node:process'
import { setTimeout as delay } from 'node:timers/promises'
import { z } from 'zod'
import { fixtureClip } from '../fixtures/clips.ts'
import { inRoot } from '../setup/paths.mjs'
import { environmentPython } from '../setup/python.mjs'
import { junitFailures } from './failures.ts'
import { junitCounts, type StepReport, withExitCode } from './step-report.ts'

const name = 'API: generated requests'
const startMs = 120_000
const importMs = 180_000
const runMs = 600_000

/** What reaches outside of the library (any file, the network), never ends, or would take away what the others ask for. */
const leftOut = ['importVideos', 'importModel', 'installModel', 'installRuntime', 'events', 'deleteVideo'] as const

/** Cases an operation, and the seed that makes them the same in every run. */
const [cases, seed] = [4, 1]

/**
 * All checks of schemathesis but one: that whatever the schema allows is accepted. A cursor of another list or a path
 * that is none is refused, which a schema cannot say.
 */
const leftOutChecks = 'positive_data_acceptance'

/**
 * A film that is not examined yet (503) and a full disk (507) are answers with a remedy; any other failure is a fault. Texts that
 * are too long for an address are refused (431) before anything reads them.
 */
const configuration = `[checks.not_a_server_error]
expected-statuses = ["2xx", "3xx", "4xx", "503", "507"]

[checks.negative_data_rejection]
expected-statuses = ["400", "401", "403", "404", "405", "406", "409", "415", "422", "428", "429", "431", "5xx"]
`

interface Host {
  readonly child: ChildProcess
  readonly url: string
  readonly token: string
  readonly log: () => string
}

const serverFileSchema = z.object({ url: z.string(), token: z.string() })
const videosSchema = z.object({ items: z.array(z.object({ state: z.string() })) })

const readServerFile = async (library: string): Promise<z.infer<typeof serverFileSchema> | null> => {
  try {
    return serverFileSchema.parse(JSON.parse(await readFile(join(library, 'server.json'), 'utf8')))
  } catch {
    return null
  }
}

/** Starts the serving host on an empty library, on any free port. */
const startHost = async (library: string): Promise<Host> => {
  const script = inRoot('electron', 'hosts', 'server', 'main.ts')
  const child = spawn(process.execPath, [script, '--no-open', '--port', '0', '--library', library], {
    stdio: ['ignore', 'ignore', 'pipe'],
    env: { ...process.env, GOODCLIPS_MODELS: join(library, 'models-of-the-check') },
  })
  let errors = ''
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    errors += text
  })
  const deadline = performance.now() + startMs
  for (;;) {
    const file = await readServerFile(library)
    if (file !== null) return { child, ...file, log: () => errors }
    if (child.exitCode !== null || performance.now() > deadline) {
      child.kill('SIGKILL')
      throw new Error(`the host did not start:\n${errors}`)
    }
    await delay(100)
  }
}

const stopHost = async ({ child }: Host): Promise<void> => {
  if (child.exitCode !== null || child.signalCode !== null) return
  const ended = once(child, 'exit')
  child.kill('SIGTERM')
  const hard = setTimeout(() => child.kill('SIGKILL'), 30_000)
  await ended
  clearTimeout(hard)
}

/** Two small films with captions, so that there is something to ask for. */
const fill = async ({ url, token }: Host, folder: string): Promise<void> => {
  const headers = { Authorization: `Bearer ${token}`, 'Content-Type': 'application/json' }
  const paths = [join(folder, 'Harbour.mkv'), join(folder, 'Shapes.mp4')]
  await copyFile(await fixtureClip('captioned-mkv'), join(folder, 'Harbour.mkv'))
  await copyFile(await fixtureClip('three-scenes'), join(folder, 'Shapes.mp4'))
  await fetch(`${url}/api/v1/videos`, { method: 'POST', headers, body: JSON.stringify({ paths }) })
  const deadline = performance.now() + importMs
  for (;;) {
    const { items } = videosSchema.parse(await (await fetch(`${url}/api/v1/videos`, { headers })).json())
    if (items.length === paths.length && items.every(({ state }) => state === 'ready')) return
    if (performance.now() > deadline) throw new Error(`the films are ${items.map(({ state }) => state).join(', ')}`)
    await delay(200)
  }
}

const runSchemathesis = (args: readonly string[], folder: string): Promise<number> =>
  new Promise((resolve) => {
    const child = spawn(environmentPython(), ['-m', 'schemathesis.cli', ...args], {
      cwd: folder,
      stdio: ['ignore', 'inherit', 'inherit'],
      env: { ...process.env, PYTHONUTF8: '1', NO_COLOR: '1' },
      timeout: runMs,
    })
    child.on('error', () => resolve(127))
    child.on('exit', (code) => resolve(code ?? 1))
  })

const generatedRequests = async (host: Host, folder: string, args: readonly string[]): Promise<StepReport> => {
  const startedAt = performance.now()
  const headers = { Authorization: `Bearer ${host.token}` }
  const description = await (await fetch(`${host.url}/api/v1/openapi.json`, { headers })).text()
  await writeFile(join(folder, 'openapi.json'), description)
  await writeFile(join(folder, 'schemathesis.toml'), configuration)
  const report = join(folder, 'report.xml')
  const code = await runSchemathesis(
    [
      ...['run', 'openapi.json', '--url', host.url, '--header', `Authorization: Bearer ${host.token}`],
      ...leftOut.flatMap((operation) => ['--exclude-operation-id', operation]),
      ...['--phases', 'fuzzing', '--max-examples', String(cases), '--seed', String(seed), '--no-shrink'],
      ...['--exclude-checks', leftOutChecks, '--continue-on-failure', '--suppress-health-check', 'all'],
      ...['--warnings', 'off', '--report', 'junit', '--report-junit-path', report],
      ...args,
    ],
    folder,
  )
  const stillRuns = host.child.exitCode === null
  if (!stillRuns) process.stdout.write(`the host ended while it was asked:\n${host.log()}\n`)
  const xml = await readFile(report, 'utf8').catch(() => '<testsuites />')
  const counts = withExitCode(junitCounts(xml), stillRuns ? code : 1)
  const failures = [...junitFailures(xml)]
  return { kind: 'ran', name, durationMs: performance.now() - startedAt, ...counts, failures }
}

/**
 * Schemathesis makes requests from the API's own description and holds every answer against it: no failure inside, no
 * status, type or shape that is not described, nothing accepted that the description forbids. `args` go to it.
 */
export const apiStep = async (args: readonly string[]): Promise<StepReport> => {
  process.stdout.write(`\n── ${name}\n`)
  const folder = await realpath(await mkdtemp(join(tmpdir(), 'goodclips-api-')))
  try {
    if ((await runSchemathesis(['--version'], folder)) !== 0) {
      return { kind: 'notRun', name, reason: 'schemathesis is not in native-runners/.venv; it needs Python 3.11' }
    }
    const host = await startHost(join(folder, 'library'))
    try {
      await fill(host, folder)
      return await generatedRequests(host, folder, args)
    } finally {
      await stopHost(host)
    }
  } finally {
    await rm(folder, { recursive: true, force: true, maxRetries: 5 })
  }
}
