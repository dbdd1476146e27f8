import type { Server } from 'node:http'
import { isIP } from 'node:net'
import { networkInterfaces } from 'node:os'
import { createAdaptorServer } from '@hono/node-server'
import { authority, createToken, serverAccess } from '../../api/access.ts'
import { createApi } from '../../api/app.ts'
import type { Core, CoreConfig, CreateCore } from '../../core/core-api.ts'
import { type ApiFailure, systemCode } from '../../domain/failure.ts'
import { err, ok, type Result } from '../../domain/result.ts'
import { answerConnectionErrors } from './connection-errors.ts'
import { removeServerFile, writeServerFile } from './server-file.ts'

/** What a serving host needs to know. */
export interface ServerOptions extends CoreConfig {
  /** 0 takes any free port. */
  readonly port: number
  /** Address to listen on; anything but loopback must be the person's explicit wish. */
  readonly host: string
  readonly rendererFolder: string
  /** In every such span a body that is being sent must make progress; by default a minute. */
  readonly bodySpanMs?: number
}

/** A library that is being served. */
export interface RunningServer {
  readonly core: Core
  /** For example `http://127.0.0.1:41234`. */
  readonly url: string
  /** A new link that lets one browser in, once. */
  readonly openUrl: () => string
  /** Ends streams, waits for requests under way, closes the library and removes `server.json`. */
  readonly close: () => Promise<void>
  /** Removes `server.json` at once, for a process that exits without time to close. */
  readonly abandon: () => void
}

const graceMs = 2_000

/** Whether an address can be reached from this machine only. */
export const isLoopback = (host: string): boolean =>
  host === 'localhost' || host === '::1' || (isIP(host) === 4 && host.startsWith('127.'))

const isWildcard = (host: string): boolean => host === '0.0.0.0' || host === '::'

/** Addresses under which a browser may ask; names other than the given one never count (DNS rebinding). */
export const addressesOf = (host: string): readonly string[] => {
  if (!isWildcard(host)) return [host]
  const own = Object.values(networkInterfaces()).flatMap((addresses) => addresses?.map(({ address }) => address) ?? [])
  return ['127.0.0.1', ...own]
}

const listenFailure = (cause: unknown, host: string, port: number): ApiFailure => {
  const code = systemCode(cause)
  if (code === 'EADDRINUSE')
    return {
      code: 'unavailable',
      message: `Port ${port} of ${host} is in use by another program.`,
      remedy: 'Choose another one with --port, or --port 0 for any free one.',
      cause,
    }
  return {
    code: 'unavailable',
    message: `Cannot listen on ${host}, port ${port}${code === '' ? '' : ` (${code})`}.`,
    remedy: 'Choose another address with --host or another port with --port.',
    cause,
  }
}

const listen = (server: Server, host: string, port: number): Promise<Result<number, ApiFailure>> =>
  new Promise((resolve) => {
    server.once('error', (cause) => resolve(err(listenFailure(cause, host, port))))
    server.listen(port, host, () => {
      const address = server.address()
      resolve(ok(typeof address === 'object' && address !== null ? address.port : port))
    })
  })

const closeServer = (server: Server): Promise<void> =>
  new Promise((resolve) => {
    const force = setTimeout(() => server.closeAllConnections(), graceMs)
    server.close(() => {
      clearTimeout(force)
      resolve()
    })
    server.closeIdleConnections()
  })

/** Opens a library and serves it until closed. */
export const startServer = async (
  options: ServerOptions,
  createCore: CreateCore,
): Promise<Result<RunningServer, ApiFailure>> => {
  const { host, rendererFolder } = options
  const opened = await createCore(options)
  if (!opened.ok) return opened
  const core = opened.value
  let answer = (_request: Request): Response | Promise<Response> => new Response(null, { status: 503 })
  const server = createAdaptorServer({
    fetch: (request) => answer(request),
    overrideGlobalObjects: false,
    // An upload of a film may take longer than any limit on a whole request: the API watches that bodies make progress.
    serverOptions: { requestTimeout: 0, headersTimeout: 30_000, connectionsCheckingInterval: 10_000 },
  }) as Server
  answerConnectionErrors(server)
  const listening = await listen(server, host, options.port)
  if (!listening.ok) {
    await core.close()
    return listening
  }
  const port = listening.value
  const token = createToken()
  const access = serverAccess({ authorities: addressesOf(host).map((name) => authority(name, port)), port, token })
  const stopping = new AbortController()
  const { log } = options
  const api = createApi({
    core,
    access,
    rendererFolder,
    signal: stopping.signal,
    ...(options.bodySpanMs === undefined ? {} : { bodySpanMs: options.bodySpanMs }),
    ...(log === undefined ? {} : { log }),
  })
  answer = (request) => api.fetch(request)
  const url = `http://${authority(addressesOf(host)[0] ?? host, port)}`
  const abandon = () => removeServerFile(options.libraryPath, token)
  try {
    await writeServerFile(options.libraryPath, { url, token, pid: process.pid })
  } catch (cause) {
    await closeServer(server)
    await core.close()
    const reason = cause instanceof Error ? cause.message : String(cause)
    return err({ code: 'unavailable', message: `Cannot write server.json into the library: ${reason}` })
  }
  let closing: Promise<void> | undefined
  const close = async () => {
    abandon()
    stopping.abort()
    await closeServer(server)
    await core.close()
  }
  return ok({
    core,
    url,
    openUrl: () => `${url}/open?code=${access.session?.mintCode(Date.now()).code ?? ''}`,
    close: () => {
      closing ??= close()
      return closing
    },
    abandon,
  })
}
