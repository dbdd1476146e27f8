import type { Server } from 'node:http'
import type { Duplex } from 'node:stream'
import { failureResponse } from '../../api/failure.ts'
import type { ApiFailure } from '../../domain/failure.ts'

/** The answer to a request that Node's parser refused before the API saw it, by the code of Node's error. */
export const connectionFailure = (code: string): ApiFailure => {
  switch (code) {
    case 'HPE_HEADER_OVERFLOW':
      return {
        code: 'headers_too_large',
        message: 'The address and the headers of the request are too long.',
        remedy: 'Send long texts in the body, as POST /api/v1/search/semantic takes them.',
      }
    case 'ERR_HTTP_REQUEST_TIMEOUT':
      return { code: 'request_timeout', message: 'The request did not come within its time.', remedy: 'Send it again.' }
    default:
      return { code: 'bad_request', message: 'This is not a valid HTTP request.', remedy: 'Send HTTP/1.1.' }
  }
}

/** The bytes of an answer that ends its connection. */
export const connectionAnswer = async (failure: ApiFailure): Promise<string> => {
  const response = failureResponse(failure)
  const body = await response.text()
  const headers = [
    ...response.headers,
    ['Content-Length', String(Buffer.byteLength(body))],
    ['X-Content-Type-Options', 'nosniff'],
    ['Connection', 'close'],
  ]
  const reasons: Readonly<Record<number, string>> = { 400: 'Bad Request', 408: 'Request Timeout' }
  const reason = reasons[response.status] ?? 'Request Header Fields Too Large'
  const head = [`HTTP/1.1 ${response.status} ${reason}`, ...headers.map(([name, value]) => `${name}: ${value}`)]
  return `${head.join('\r\n')}\r\n\r\n${body}`
}

/** Whether an answer is on its way already: another one must not be written into it. */
const isAnswering = (socket: Duplex): boolean => {
  const message: unknown = Reflect.get(socket, '_httpMessage')
  return typeof message === 'object' && message !== null && Reflect.get(message, 'headersSent') === true
}

/** Answers what Node's parser refuses (a malformed or endless head) in the one shape of all errors, as JSON. */
export const answerConnectionErrors = (server: Server): void => {
  server.on('clientError', (error: NodeJS.ErrnoException, socket) => {
    if (error.code === 'ECONNRESET' || !socket.writable || isAnswering(socket)) {
      socket.destroy(error)
      return
    }
    connectionAnswer(connectionFailure(error.code ?? '')).then(
      (answer) => socket.end(answer),
      () => socket.destroy(error),
    )
  })
}
