import { EventSourceParserStream } from 'eventsource-parser/stream'
import type { z } from 'zod'
import {
  apiErrorSchema,
  byteRoutes,
  eventSchema,
  type LibraryEvent,
  type Route,
  type RouteName,
  routePath,
  routes,
  type ServerFile,
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

const queryText = (query: Ask['query']): string => {
  const parameters = new URLSearchParams()
  for (const [name, value] of Object.entries(query ?? {})) if (value !== undefined) parameters.set(name, String(value))
  return parameters.size === 0 ? '' : `?${parameters}`
}

/** The library held by another process, asked with the token of its `server.json`. */
export const httpBackend = (server: ServerFile): CliBackend => {
  const authorization = { Authorization: `Bearer ${server.token}` }

  const ask = async <Name extends RouteName>(
    name: Name,
    input: Ask = {},
  ): Promise<Result<Response_<Name>, CoreError>> => {
    const route: Route = routes[name]
    const url = new URL(routePath(route.path, input.params) + queryText(input.query), server.url)
    try {
      const response = await fetch(url, {
        method: route.method,
        redirect: 'error',
        headers: { ...authorization, ...(input.body === undefined ? {} : { 'Content-Type': 'application/json' }) },
        ...(input.body === undefined ? {} : { body: JSON.stringify(input.body) }),
        ...(input.signal === undefined ? {} : { signal: input.signal }),
      })
      const body: unknown = response.status === 204 ? null : await response.json()
      if (!response.ok) {
        const failure = apiErrorSchema.safeParse(body)
        if (!failure.success) return err(strange)
        const { code, message, remedy } = failure.data.error
        return err({ code, message, ...(remedy === undefined ? {} : { remedy }) })
      }
      const parsed = routes[name].response.safeParse(body)
      // The schema is the route's own; TypeScript cannot follow it through the generic name.
      return parsed.success ? ok(parsed.data as Response_<Name>) : err(strange)
    } catch (cause) {
      return err(lost(cause))
    }
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
    import: async (paths, signal) => {
      const answer = await ask('importVideos', { body: { paths }, signal })
      return answer.ok ? ok(answer.value.items) : answer
    },
    videos: (query) => ask('listVideos', { query }),
    video: (id) => ask('getVideo', { params: { id } }),
    scenes: (id, query) => ask('listScenes', { params: { id }, query }),
    jobs: (query) => ask('listJobs', { query }),
    search: (body) => ask('searchCaptions', { body }),
    doctor: async () => {
      const answer = await ask('doctor')
      return answer.ok ? ok(answer.value.items) : answer
    },
    events,
    close: async () => undefined,
  }
}
