import { describe, expect, it } from 'vitest'
import { apiErrorSchema } from '../../contract/index.ts'
import { connectionAnswer, connectionFailure } from './connection-errors.ts'

describe('connectionAnswer', () => {
  it.each([
    ['HPE_HEADER_OVERFLOW', 431, 'headers_too_large'],
    ['ERR_HTTP_REQUEST_TIMEOUT', 408, 'request_timeout'],
    ['HPE_INVALID_METHOD', 400, 'bad_request'],
    ['', 400, 'bad_request'],
  ])('is a whole answer in JSON for %s', async (nodeCode, status, code) => {
    const answer = await connectionAnswer(connectionFailure(nodeCode))
    const [head = '', body = ''] = answer.split('\r\n\r\n')
    expect(head).toMatch(new RegExp(`^HTTP/1\\.1 ${status} [A-Z]`))
    expect(head).toMatch(/\r\nConnection: close$/)
    expect(/Content-Length: (\d+)/.exec(head)?.[1]).toBe(String(Buffer.byteLength(body)))
    expect(apiErrorSchema.parse(JSON.parse(body)).error).toMatchObject({ code, remedy: expect.any(String) })
  })
})
