import { fileURLToPath } from 'node:url'
import open from 'open'
import { z } from 'zod'
import type { ServerFile } from '../../contract/index.ts'
import type { CreateCore } from '../../core/core-api.ts'
import type { ApiFailure } from '../../domain/failure.ts'
import type { DataFolders } from '../library-path.ts'
import { version } from '../version.ts'
import { findRunningServer } from './server-file.ts'
import { isLoopback, type RunningServer, startServer } from './start-server.ts'

/** What `goodclips serve` and `npm start -- --server` were asked for. */
export interface ServeRequest {
  readonly folders: DataFolders
  readonly port: number
  readonly host: string
  readonly open: boolean
}

/** Where a host writes: results to `out`, everything else to `note`. */
export interface HostOutput {
  readonly out: (line: string) => void
  readonly note: (line: string) => void
}

/** Folder of the built interface when the program runs from its sources. */
export const rendererFolder = fileURLToPath(new URL('../../../dist/renderer', import.meta.url))

const stopSignals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const
const closeMs = 10_000

const canOpenBrowser = (): boolean =>
  process.platform !== 'linux' ||
  Boolean(process.env['DISPLAY'] || process.env['WAYLAND_DISPLAY'] || process.env['WSL_DISTRO_NAME'])

const showInBrowser = async (url: string, output: HostOutput): Promise<void> => {
  const failed = () => output.note('No browser could be opened here: open the address above in one.')
  if (!canOpenBrowser()) return failed()
  try {
    const child = await open(url)
    child.once('error', failed)
  } catch {
    failed()
  }
}

const linkSchema = z.object({ url: z.url() })

/** Asks a host that already serves the library for a new link. */
const requestLink = async (server: ServerFile): Promise<string | null> => {
  try {
    const response = await fetch(new URL('/api/v1/session/codes', server.url), {
      method: 'POST',
      headers: { Authorization: `Bearer ${server.token}` },
      redirect: 'error',
      signal: AbortSignal.timeout(closeMs),
    })
    return linkSchema.safeParse(await response.json()).data?.url ?? null
  } catch {
    return null
  }
}

/** Tells a person what went wrong and what to do. */
export const describeError = (error: ApiFailure): string =>
  error.remedy === undefined ? error.message : `${error.message} ${error.remedy}`

/** Waits for the first stop signal, then closes; a second signal, or a close that hangs, ends the process at once. */
const untilStopped = (server: RunningServer, output: HostOutput): Promise<number> =>
  new Promise((resolve) => {
    let stopping = false
    const exitNow = () => {
      server.abandon()
      process.exit(1)
    }
    const stop = () => {
      if (stopping) return exitNow()
      stopping = true
      output.note('Stopping; unfinished jobs go on next time.')
      setTimeout(exitNow, closeMs).unref()
      server.close().then(
        () => resolve(0),
        (cause: unknown) => {
          output.note(`The library could not be closed cleanly: ${String(cause)}`)
          resolve(1)
        },
      )
    }
    for (const signal of stopSignals) process.on(signal, stop)
    process.once('exit', server.abandon)
  })

/** Serves a library until a stop signal; when another process serves it already, opens that one. Answers an exit code. */
export const serve = async (request: ServeRequest, createCore: CreateCore, output: HostOutput): Promise<number> => {
  const running = await findRunningServer(request.folders.libraryPath)
  if (running !== null) {
    const link = await requestLink(running)
    output.note(`This library is already open in process ${running.pid}.`)
    if (link === null) {
      output.note('It does not hand out a link. Stop it, then try again.')
      return 3
    }
    output.out(link)
    if (request.open) await showInBrowser(link, output)
    return 0
  }
  if (!isLoopback(request.host))
    output.note(
      `Warning: ${request.host} can be reached from other machines, without encryption. A link is still needed.`,
    )
  const started = await startServer(
    {
      ...request.folders,
      version,
      port: request.port,
      host: request.host,
      rendererFolder,
      log: ({ message }) => output.note(message),
    },
    createCore,
  )
  if (!started.ok) {
    output.note(describeError(started.error))
    return 3
  }
  const server = started.value
  const stopped = untilStopped(server, output)
  const link = server.openUrl()
  output.out(link)
  if (request.open) await showInBrowser(link, output)
  return await stopped
}
