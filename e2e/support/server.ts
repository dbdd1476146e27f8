import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import process from 'node:process'
import { createInterface } from 'node:readline'
import { setTimeout as delay } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { type ServerFile, serverFileSchema } from '../../electron/contract/index.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))
const startLimitMs = 120_000
const stopLimitMs = 60_000

/** A serving host that a test started: a process of its own, on a port of its own, with its own library. */
export interface ServerUnderTest {
  readonly libraryPath: string
  /** For example `http://127.0.0.1:40123`. */
  readonly origin: string
  readonly token: string
  readonly pid: number
  /** Link with a one-time code, as the program printed it. */
  readonly link: string
  /** What the program wrote to stderr so far. */
  readonly log: () => string
  /** A request of the API as a program outside makes it. */
  readonly fetch: (path: string, init?: RequestInit) => Promise<Response>
  /** Stops it as a person would, and waits until it is gone. */
  readonly stop: () => Promise<void>
  /** Kills it without warning, as a crash would. */
  readonly kill: () => Promise<void>
}

const readServerFile = async (libraryPath: string): Promise<ServerFile> => {
  const text = await readFile(join(libraryPath, 'server.json'), 'utf8')
  return serverFileSchema.parse(JSON.parse(text))
}

const firstLine = async (child: ChildProcess, log: () => string): Promise<string> => {
  const output = child.stdout
  if (output === null) throw new Error('the server has no stdout')
  const limit = AbortSignal.timeout(startLimitMs)
  const lines = createInterface({ input: output })
  const line = new Promise<string>((resolve) => lines.once('line', resolve))
  const gone = once(child, 'exit', { signal: limit }).then(([code]) => {
    throw new Error(`the server ended with code ${String(code)} before it was ready:\n${log()}`)
  })
  const late = delay(startLimitMs, undefined, { ref: false }).then(() => {
    throw new Error(`the server was not ready within ${startLimitMs} ms:\n${log()}`)
  })
  gone.catch(() => undefined)
  late.catch(() => undefined)
  return await Promise.race([line, gone, late])
}

const endOf = async (child: ChildProcess, signal: NodeJS.Signals): Promise<void> => {
  if (child.exitCode !== null || child.signalCode !== null) return
  const exited = once(child, 'exit')
  child.kill(signal)
  const timer = setTimeout(() => child.kill('SIGKILL'), stopLimitMs)
  await exited
  clearTimeout(timer)
}

/** Starts the server host on a library folder, on any free port, without opening a browser. */
export const startServer = async (
  libraryPath: string,
  options: { readonly args?: readonly string[]; readonly env?: Readonly<Record<string, string>> } = {},
): Promise<ServerUnderTest> => {
  // Models of this machine must not be found, nor anything be installed among them.
  const ownFolders = { GOODCLIPS_MODELS: join(libraryPath, 'models-of-the-test') }
  const script = join(root, 'electron', 'hosts', 'server', 'main.ts')
  const child = spawn(
    process.execPath,
    [script, '--no-open', '--port', '0', '--library', libraryPath, ...(options.args ?? [])],
    { cwd: root, stdio: ['ignore', 'pipe', 'pipe'], env: { ...process.env, ...ownFolders, ...options.env } },
  )
  let errors = ''
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    errors += text
  })
  const log = () => errors
  try {
    const link = await firstLine(child, log)
    const { url, token, pid } = await readServerFile(libraryPath)
    const { origin } = new URL(url)
    return {
      libraryPath,
      origin,
      token,
      pid,
      link,
      log,
      fetch: (path, init = {}) => {
        const headers = new Headers(init.headers)
        headers.set('Authorization', `Bearer ${token}`)
        return fetch(new URL(path, origin), { ...init, headers })
      },
      stop: () => endOf(child, 'SIGTERM'),
      kill: () => endOf(child, 'SIGKILL'),
    }
  } catch (error) {
    await endOf(child, 'SIGKILL')
    throw error
  }
}
