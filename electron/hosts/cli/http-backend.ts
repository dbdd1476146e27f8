import { createWriteStream } from 'node:fs'
import { open } from 'node:fs/promises'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import type { ReadableStream as NodeReadableStream } from 'node:stream/web'
import { EventSourceParserStream } from 'eventsource-parser/stream'
import type { z } from 'zod'
import {
  type ApiErrorBody,
  apiErrorSchema,
  byteRoutes,
  eventSchema,
  type LibraryEvent,
  type Route,
  type RouteName,
  routePath,
  routes,
  type ServerFile,
  searchResponseSchema,
} from '../../contract/index.ts'
import type { CoreError } from '../../core/core-error.ts'
import { err, ok, type Result } from '../../domain/result.ts'
import type { CliBackend } from './backend.ts'

type Response_<Name extends RouteName> = z.output<(typeof routes)[Name]['response']>

interface Ask {
  readonly params?: Readonly<Record<string, string>>
  readonly query?: Readonly<Record<string, string | number | boolean | undefined>>
  readonly body?: unknown
  readonly signal?: AbortSignal
}

const lost = (cause: unknown): CoreError => ({
  code: 'unavailable',
  message: `The program that holds this library does not answer (${cause instanceof Error ? cause.message : String(cause)}).`,
  remedy: 'Try again; if it was stopped, the command opens the library itself.',
})

const strange: CoreError = {
  code: 'unavailable',
  message: 'The program that holds this library answers in a way this version does not understand.',
  remedy: 'Stop it and start it again from the same version.',
}

const coreErrorFrom = ({ code, message, remedy }: ApiErrorBody['error']): CoreError => ({
  code,
  message,
  ...(remedy === undefined ? {} : { remedy }),
})

const changing: CoreError = {
  code: 'conflict',
  message: 'The vectors changed again and again while they were fetched.',
  remedy: 'Try again when fewer jobs run.',
}

const maxExports = 5

/** Rows and columns, from the description in the first bytes of a NumPy file (numpy.lib.format). */
const shapeOf = async (path: string): Promise<{ readonly rows: number; readonly dimension: number } | null> => {
  const file = await open(path)
  try {
    const { buffer } = await file.read(Buffer.alloc(128), 0, 128, 0)
    const shape = /'shape': \((\d+), (\d+)\)/.exec(buffer.toString('latin1'))
    return shape === null ? null : { rows: Number(shape[1]), dimension: Number(shape[2]) }
  } finally {
    await file.close()
  }
}

const queryText = (query: Ask['query']): string => {
  const parameters = new URLSearchParams()
  for (const [name, value] of Object.entries(query ?? {})) if (value !== undefined) parameters.set(name, String(value))
  return parameters.size === 0 ? '' : `?${parameters}`
}

/** The library held by another process, asked with the token of its `server.json`. */
export const httpBackend = (server: ServerFile): CliBackend => {
  const authorization = { Authorization: `Bearer ${server.token}` }

  /** Sends a request and reads the JSON that answers it. */
  const exchange = async <Schema extends z.ZodType>(
    url: URL,
    init: RequestInit,
    schema: Schema,
  ): Promise<Result<z.output<Schema>, CoreError>> => {
    try {
      const headers = { ...authorization, ...init.headers }
      const response = await fetch(url, { ...init, redirect: 'error', headers })
      const body: unknown = response.status === 204 ? null : await response.json()
      if (!response.ok) {
        const failure = apiErrorSchema.safeParse(body)
        if (!failure.success) return err(strange)
        return err(coreErrorFrom(failure.data.error))
      }
      const parsed = schema.safeParse(body)
      return parsed.success ? ok(parsed.data) : err(strange)
    } catch (cause) {
      return err(lost(cause))
    }
  }

  const ask = async <Name extends RouteName>(
    name: Name,
    input: Ask = {},
  ): Promise<Result<Response_<Name>, CoreError>> => {
    const route: Route = routes[name]
    const url = new URL(routePath(route.path, input.params) + queryText(input.query), server.url)
    const init = {
      method: route.method,
      ...(input.body === undefined
        ? {}
        : { headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(input.body) }),
      ...(input.signal === undefined ? {} : { signal: input.signal }),
    }
    // The schema is the route's own; TypeScript cannot follow it through the generic name.
    return (await exchange(url, init, routes[name].response)) as Result<Response_<Name>, CoreError>
  }

  /** Fetches one file of an export; answers its ETag. */
  const download = async (
    url: URL,
    path: string,
    etag: string | null,
    signal: AbortSignal,
  ): Promise<Result<string, CoreError | 'changed'>> => {
    let response: Response
    try {
      const headers = { ...authorization, ...(etag === null ? {} : { 'If-Match': etag }) }
      response = await fetch(url, { redirect: 'error', headers, signal })
    } catch (cause) {
      return err(lost(cause))
    }
    if (response.status === 412) return err('changed')
    if (!response.ok) {
      const failure = apiErrorSchema.safeParse(await response.json().catch(() => null))
      return err(failure.success ? coreErrorFrom(failure.data.error) : strange)
    }
    const found = response.headers.get('etag')
    if (response.body === null || found === null) return err(strange)
    // The web's and Node's types of the same stream differ in name only.
    await pipeline(Readable.fromWeb(response.body as NodeReadableStream), createWriteStream(path), { signal })
    return ok(found)
  }

  const saveVectors: CliBackend['saveVectors'] = async (id, paths, signal) => {
    const urlOf = (path: string): URL => new URL(routePath(path, { id }), server.url)
    for (let attempt = 1; attempt <= maxExports; attempt += 1) {
      const npy = await download(urlOf(byteRoutes.spaceVectors.path), paths.npy, null, signal)
      if (!npy.ok) return err(npy.error === 'changed' ? strange : npy.error)
      const jsonl = await download(urlOf(byteRoutes.spaceRows.path), paths.jsonl, npy.value, signal)
      if (!jsonl.ok && jsonl.error !== 'changed') return err(jsonl.error)
      if (!jsonl.ok || jsonl.value !== npy.value) continue
      const shape = await shapeOf(paths.npy)
      return shape === null ? err(strange) : ok(shape)
    }
    return err(changing)
  }

  async function* events(signal: AbortSignal): AsyncGenerator<LibraryEvent> {
    const response = await fetch(new URL(byteRoutes.events.path, server.url), {
      headers: authorization,
      redirect: 'error',
      signal,
    })
    if (!response.ok || response.body === null) return
    const messages = response.body.pipeThrough(new TextDecoderStream()).pipeThrough(new EventSourceParserStream())
    for await (const message of messages) {
      const event = eventSchema.safeParse(JSON.parse(message.data))
      if (event.success) yield event.data
    }
  }

  return {
    outlivesCommand: true,
    import: async (paths, { followLinks }, signal) => {
      const answer = await ask('importVideos', { body: { paths, ...(followLinks ? { followLinks } : {}) }, signal })
      return answer.ok ? ok({ items: answer.value.items, leftOut: answer.value.leftOut ?? [] }) : answer
    },
    videos: (query) => ask('listVideos', { query }),
    video: (id) => ask('getVideo', { params: { id } }),
    scenes: (id, query) => ask('listScenes', { params: { id }, query }),
    jobs: (query) => ask('listJobs', { query }),
    search: (body) => ask('searchCaptions', { body }),
    searchStatus: () => ask('searchStatus'),
    semantic: (body, signal) => ask('searchSemantic', { body, signal }),
    similarScenes: (body, signal) => ask('searchScenes', { body, signal }),
    similarToFile: (kind, { name, bytes }, request, signal) => {
      const { method, path } = kind === 'image' ? byteRoutes.similarToImage : byteRoutes.similarToAudio
      const url = new URL(path + queryText({ name, search: JSON.stringify(request) }), server.url)
      const headers = { 'Content-Type': 'application/octet-stream' }
      return exchange(url, { method, headers, body: bytes.slice(), signal }, searchResponseSchema)
    },
    spaces: async () => {
      const answer = await ask('listSpaces')
      return answer.ok ? ok(answer.value.items) : answer
    },
    saveVectors,
    doctor: async () => {
      const answer = await ask('doctor')
      return answer.ok ? ok(answer.value.items) : answer
    },
    events,
    close: async () => undefined,
  }
}
