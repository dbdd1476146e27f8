import type { ServerUnderTest } from '../../e2e/support/server.ts'

const answerMs = 30_000

/** A request with a JSON body, which is given up when it takes too long. */
export const sendJson = (server: ServerUnderTest, method: string, path: string, body?: unknown): Promise<Response> =>
  server.fetch(path, {
    method,
    signal: AbortSignal.timeout(answerMs),
    ...(body === undefined ? {} : { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }),
  })
