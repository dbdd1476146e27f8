import { createWriteStream } from 'node:fs'
import { open } from 'node:fs/promises'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import type { ReadableStream as NodeReadableStream } from 'node:stream/web'
import { EventSourceParserStream } from 'eventsource-parser/stream'
import {
  type Answer,
  type CallInput,
  createClient,
  type Fetch,
  queryString,
  readAnswer,
  refusalOf,
} from '../../client/client.ts'
import type { ClientError, ClientResult } from '../../client/client-error.ts'
import {
  byteRoutes,
  eventSchema,
  type LibraryEvent,
  type RouteName,
  routePath,
  routes,
  type ServerFile,
  searchResponseSchema,
} from '../../contract/index.ts'
import type { ApiFailure } from '../../domain/failure.ts'
import { err, ok, type Result } from '../../domain/result.ts'
import type { CliBackend } from './backend.ts'

const strange: ApiFailure = {
  code: 'unavailable',
  message: 'The program that holds this library answers in a way this version does not understand.',
  remedy: 'Stop it and start it again from the same version.',
}

const lost = (cause: unknown): ApiFailure => ({
  code: 'unavailable',
  message: `The program that holds this library does not answer (${cause instanceof Error ? cause.message : String(cause)}).`,
  remedy: 'Try again; if it was stopped, the command opens the library itself.',
  cause,
})

/** What the command line says about a call that did not succeed. */
const failureOf = (error: ClientError): ApiFailure => {
  switch (error.kind) {
    case 'refused': {
      const { code, message, remedy } = error
      return { code, message, ...(remedy === undefined ? {} : { remedy }) }
    }
    case 'offline':
      return lost(error.cause)
    case 'aborted':
      return lost(new Error('it was given up'))
    case 'unexpected-answer':
      return { ...strange, cause: error.cause }
  }
}

const replyOf = <Value>(answer: ClientResult<Value>): Result<Value, ApiFailure> =>
  answer.ok ? answer : err(failureOf(answer.error))

const changing: ApiFailure = {
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

/** The library held by another process, asked with the token of its `server.json`. */
export const httpBackend = (server: ServerFile): CliBackend => {
  const request: Fetch = (path, init) => {
    const headers = new Headers(init.headers)
    headers.set('authorization', `Bearer ${server.token}`)
    return fetch(new URL(path, server.url), { ...init, redirect: 'error', headers })
  }
  const client = createClient(request)

  const ask = async <const Name extends RouteName>(
    name: Name,
    input: CallInput<Name>,
    signal: AbortSignal = new AbortController().signal,
  ): Promise<Result<Answer<Name>, ApiFailure>> => replyOf(await client.call(name, input, signal))

  /** Fetches one file of an export; answers its ETag. */
  const download = async (
    from: string,
    path: string,
    etag: string | null,
    signal: AbortSignal,
  ): Promise<Result<string, ApiFailure | 'changed'>> => {
    let response: Response
    try {
      response = await request(from, { headers: etag === null ? {} : { 'If-Match': etag }, signal })
    } catch (cause) {
      return err(lost(cause))
    }
    if (response.status === 412) return err('changed')
    if (!response.ok) return err(failureOf(await refusalOf(response)))
    const found = response.headers.get('etag')
    if (response.body === null || found === null) return err(strange)
    // The web's and Node's types of the same stream differ in name only.
    await pipeline(Readable.fromWeb(response.body as NodeReadableStream), createWriteStream(path), { signal })
    return ok(found)
  }

  const saveVectors: CliBackend['saveVectors'] = async (id, paths, signal) => {
    const urlOf = (path: string): string => routePath(path, { id })
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
    const response = await request(byteRoutes.events.path, { signal })
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
      const answer = await ask(
        'importVideos',
        { body: { paths: [...paths], ...(followLinks ? { followLinks } : {}) } },
        signal,
      )
      return answer.ok ? ok({ items: answer.value.items, leftOut: answer.value.leftOut ?? [] }) : answer
    },
    videos: (query) => ask('listVideos', { query }),
    video: (id) => ask('getVideo', { params: { id } }),
    patch: (id, body) => ask('patchVideo', { params: { id }, body }),
    remove: (id) => ask('deleteVideo', { params: { id } }),
    scenes: (id, query) => ask('listScenes', { params: { id }, query }),
    scene: (id) => ask('getScene', { params: { id } }),
    picture: async (id, frame) => {
      const url = routePath(byteRoutes.keyframe.path, { id }) + queryString(frame === null ? {} : { frame })
      try {
        const response = await request(url, {})
        if (!response.ok) return err(failureOf(await refusalOf(response)))
        return ok(new Uint8Array(await response.arrayBuffer()))
      } catch (cause) {
        return err(lost(cause))
      }
    },
    captionFile: async (id, track, format) => {
      const url =
        routePath(routes.exportCaptions.path, { id }) + queryString({ format, ...(track === null ? {} : { track }) })
      try {
        const response = await request(url, {})
        return response.ok ? ok(await response.text()) : err(failureOf(await refusalOf(response)))
      } catch (cause) {
        return err(lost(cause))
      }
    },
    jobs: (query) => ask('listJobs', { query }),
    retry: (id) => ask('retryJob', { params: { id } }),
    models: async () => {
      const answer = await ask('listModels', {})
      return answer.ok ? ok(answer.value.items) : answer
    },
    model: (action, id) => ask(`${action}Model`, { params: { id } }),
    importModel: (id, body) => ask('importModel', { params: { id }, body }),
    search: (body) => ask('searchCaptions', { body }),
    searchStatus: () => ask('searchStatus', {}),
    semantic: (body, signal) => ask('searchSemantic', { body }, signal),
    similarScenes: (body, signal) => ask('searchScenes', { body }, signal),
    similarToFile: async (kind, { name, bytes }, search, signal) => {
      const { method, path } = kind === 'image' ? byteRoutes.similarToImage : byteRoutes.similarToAudio
      const url = path + queryString({ name, search: JSON.stringify(search) })
      const headers = { 'Content-Type': 'application/octet-stream' }
      try {
        const response = await request(url, { method, headers, body: bytes.slice(), signal })
        return replyOf(await readAnswer(response, searchResponseSchema))
      } catch (cause) {
        return err(lost(cause))
      }
    },
    spaces: async () => {
      const answer = await ask('listSpaces', {})
      return answer.ok ? ok(answer.value.items) : answer
    },
    marks: {
      list: async (videoId) => {
        const answer = await ask('listMarks', { query: { videoId } })
        return answer.ok ? ok(answer.value.items) : answer
      },
      put: async (body) => {
        const answer = await ask('putMarks', { body })
        return answer.ok ? ok(answer.value.items) : answer
      },
      exportAll: () => ask('exportMarks', {}),
      importAll: (body) => ask('importMarks', { body }),
    },
    exports: {
      create: (body) => ask('createExport', { body }),
      get: (id) => ask('getExport', { params: { id } }),
      cancel: (id) => ask('cancelExport', { params: { id } }),
    },
    watchFolders: {
      list: async () => {
        const answer = await ask('listWatchFolders', {})
        return answer.ok ? ok(answer.value.items) : answer
      },
      create: (body) => ask('createWatchFolder', { body }),
      patch: (id, body) => ask('patchWatchFolder', { params: { id }, body }),
      delete: (id) => ask('deleteWatchFolder', { params: { id } }),
    },
    bins: {
      list: async () => {
        const answer = await ask('listBins', {})
        return answer.ok ? ok(answer.value.items) : answer
      },
      get: (id, signal) => ask('getBin', { params: { id } }, signal),
      create: (body) => ask('createBin', { body }),
      import: (body, signal) => ask('importBins', { body }, signal),
      patch: (id, body) => ask('patchBin', { params: { id }, body }),
      delete: (id) => ask('deleteBin', { params: { id } }),
      add: (id, { items, ...rest }) => ask('addBinItems', { params: { id }, body: { ...rest, items: [...items] } }),
      changeItems: (id, body, signal) => ask('patchBinItems', { params: { id }, body }, signal),
    },
    saveVectors,
    doctor: async () => {
      const answer = await ask('doctor', {})
      return answer.ok ? ok(answer.value.items) : answer
    },
    events,
    close: async () => undefined,
  }
}
