import { describe, expect, it } from 'vitest'
import {
  type AccessRequest,
  authority,
  bearerToken,
  checkDesktopRequest,
  checkServerRequest,
  cookieValues,
  createToken,
  sameSecret,
  serverAccess,
} from './access.ts'
import { statusOf } from './failure.ts'

const token = 'correct-token'
const rules = {
  authorities: ['127.0.0.1:4000'],
  token,
  cookieName: 'goodclips-4000',
  cookieValue: 'cookie-value',
}

const request = (
  headers: Readonly<Record<string, string>>,
  method = 'GET',
  path = '/api/v1/videos',
): AccessRequest => ({
  method,
  url: new URL(path, 'http://127.0.0.1:4000'),
  header: (name) => ({ host: '127.0.0.1:4000', ...headers })[name],
})

const bearer = { authorization: `Bearer ${token}` }
const cookie = { cookie: 'other=1; goodclips-4000=cookie-value' }

const outcome = (candidate: AccessRequest): string => {
  const decision = checkServerRequest(candidate, rules)
  return decision.ok ? decision.value : String(statusOf[decision.error.code])
}

describe('checkServerRequest', () => {
  it.each<[string, Readonly<Record<string, string>>, string, string, string]>([
    ['token', bearer, 'GET', '/api/v1/videos', 'bearer'],
    ['token, any case of the scheme', { authorization: `bearer ${token}` }, 'GET', '/api/v1/videos', 'bearer'],
    ['cookie', cookie, 'GET', '/', 'cookie'],
    ['nothing', {}, 'GET', '/api/v1/videos', '401'],
    ['nothing, for the page itself', {}, 'GET', '/', '401'],
    ['wrong token', { authorization: 'Bearer wrong' }, 'GET', '/', '401'],
    ['prefix of the token', { authorization: 'Bearer correct' }, 'GET', '/', '401'],
    ['empty token', { authorization: 'Bearer ' }, 'GET', '/', '401'],
    ['wrong token beside a right cookie', { authorization: 'Bearer wrong', ...cookie }, 'GET', '/', '401'],
    ['the token as cookie', { cookie: `goodclips-4000=${token}` }, 'GET', '/', '401'],
    ['cookie of another port', { cookie: 'goodclips-4001=cookie-value' }, 'GET', '/', '401'],
    ['cookie with a longer name', { cookie: 'xgoodclips-4000=cookie-value' }, 'GET', '/', '401'],
    ['a second cookie of that name', { cookie: 'goodclips-4000=x; goodclips-4000=cookie-value' }, 'GET', '/', 'cookie'],
    ['DNS rebinding', { ...bearer, host: 'evil.example:4000' }, 'GET', '/', '403'],
    ['localhost by name', { ...bearer, host: 'localhost:4000' }, 'GET', '/', '403'],
    ['Host without port', { ...bearer, host: '127.0.0.1' }, 'GET', '/', '403'],
    ['Host of another port', { ...bearer, host: '127.0.0.1:4001' }, 'GET', '/', '403'],
    ['Host with our address as prefix', { ...bearer, host: '127.0.0.1:4000.evil.example' }, 'GET', '/', '403'],
    ['Host empty', { ...bearer, host: '' }, 'GET', '/', '403'],
    ['our Origin', { ...cookie, origin: 'http://127.0.0.1:4000' }, 'POST', '/api/v1/videos', 'cookie'],
    ['foreign Origin with cookie', { ...cookie, origin: 'https://evil.example' }, 'POST', '/api/v1/videos', '403'],
    ['foreign Origin with token', { ...bearer, origin: 'https://evil.example' }, 'GET', '/api/v1/videos', '403'],
    ['null Origin', { ...bearer, origin: 'null' }, 'GET', '/api/v1/events', '403'],
    ['Origin of another port', { ...cookie, origin: 'http://127.0.0.1:3000' }, 'GET', '/api/v1/events', '403'],
    ['Origin with https', { ...cookie, origin: 'https://127.0.0.1:4000' }, 'GET', '/', '403'],
    ['Origin that starts like ours', { ...cookie, origin: 'http://127.0.0.1:4000.evil' }, 'GET', '/', '403'],
    ['cross-site', { ...cookie, 'sec-fetch-site': 'cross-site' }, 'GET', '/api/v1/events', '403'],
    ['same-site, another port', { ...cookie, 'sec-fetch-site': 'same-site' }, 'GET', '/', '403'],
    ['same-origin', { ...cookie, 'sec-fetch-site': 'same-origin' }, 'GET', '/', 'cookie'],
    ['typed by the person', { ...cookie, 'sec-fetch-site': 'none' }, 'GET', '/', 'cookie'],
    ['cookie without any sign of origin, reading', cookie, 'GET', '/', 'cookie'],
    ['cookie without any sign of origin, changing', cookie, 'DELETE', '/api/v1/videos/v1', '403'],
    ['cookie, same-origin, changing', { ...cookie, 'sec-fetch-site': 'same-origin' }, 'DELETE', '/x', 'cookie'],
    ['token, changing', bearer, 'DELETE', '/api/v1/videos/v1', 'bearer'],
    ['health without token', {}, 'GET', '/health', 'open'],
    ['health under a foreign Host', { host: 'evil.example' }, 'GET', '/health', '403'],
    ['health from a foreign page', { origin: 'https://evil.example' }, 'GET', '/health', '403'],
    ['open without token', {}, 'GET', '/open?code=1', 'open'],
    ['open by a link on another site', { 'sec-fetch-site': 'cross-site' }, 'GET', '/open?code=1', '403'],
    ['below health', {}, 'GET', '/health/x', '401'],
  ])('%s', (_name, headers, method, path, expected) => {
    expect(outcome(request(headers, method, path))).toBe(expected)
  })

  it('refuses a request without Host', () => {
    expect(
      outcome({ ...request(bearer), header: (name) => (name === 'host' ? undefined : bearer.authorization) }),
    ).toBe('403')
  })

  it('never repeats a presented secret in a refusal', () => {
    const decision = checkServerRequest(request({ authorization: 'Bearer secret-guess' }), rules)
    expect(JSON.stringify(decision)).not.toContain('secret-guess')
  })
})

describe('checkDesktopRequest', () => {
  const ask = (url: string, headers: Readonly<Record<string, string>> = {}) =>
    checkDesktopRequest({ method: 'GET', url: new URL(url), header: (name) => headers[name] }, 'goodclips://app').ok

  it.each<[string, Readonly<Record<string, string>>, boolean]>([
    ['goodclips://app/api/v1/videos', {}, true],
    ['goodclips://app/', { origin: 'goodclips://app' }, true],
    ['goodclips://other/', {}, false],
    ['goodclips://app.evil/', {}, false],
    ['http://app/', {}, false],
    ['goodclips://app/', { origin: 'null' }, false],
    ['goodclips://app/', { origin: 'https://evil.example' }, false],
    ['goodclips://app/', { 'sec-fetch-site': 'cross-site' }, false],
  ])('%s %j → %s', (url, headers, allowed) => {
    expect(ask(url, headers)).toBe(allowed)
  })
})

describe('one-time codes', () => {
  const session = () => {
    const found = serverAccess({ authorities: rules.authorities, port: 4000, token }).session
    if (found === null) throw new Error('a server has sessions')
    return found
  }

  it('work once', () => {
    const codes = session()
    const { code } = codes.mintCode(0)
    expect(codes.redeem(code, 1)).toBe(true)
    expect(codes.redeem(code, 2)).toBe(false)
  })

  it('expire after five minutes', () => {
    const codes = session()
    const { code, expiresAt } = codes.mintCode(1000)
    expect(expiresAt).toBe(301_000)
    expect(codes.redeem(code, 301_000)).toBe(false)
    expect(codes.redeem(codes.mintCode(1000).code, 300_999)).toBe(true)
  })

  it('cannot be guessed from another and are not the token', () => {
    const codes = session()
    const { code } = codes.mintCode(0)
    expect(codes.redeem(`${code}x`, 1)).toBe(false)
    expect(codes.redeem('', 1)).toBe(false)
    expect(code).not.toContain(token)
    expect(codes.mintCode(0).code).not.toBe(code)
    expect(code.length).toBeGreaterThanOrEqual(32)
  })

  it('do not pile up', () => {
    const codes = session()
    const first = codes.mintCode(0).code
    for (let index = 0; index < 200; index += 1) codes.mintCode(0)
    expect(codes.redeem(first, 1)).toBe(false)
    expect(codes.redeem(codes.mintCode(0).code, 1)).toBe(true)
  })

  it('become an HttpOnly SameSite=Strict cookie that is not the token', () => {
    const header = session().setCookie()
    expect(header).toMatch(/^goodclips-4000=[\w-]{43}; Path=\/; HttpOnly; SameSite=Strict$/)
    expect(header).not.toContain(token)
  })
})

describe('parts', () => {
  it('a token has 256 bits', () => {
    expect(Buffer.from(createToken(), 'base64url')).toHaveLength(32)
    expect(createToken()).not.toBe(createToken())
  })

  it.each([
    ['a', 'a', true],
    ['a', 'b', false],
    ['', '', true],
    ['a', 'aa', false],
  ])('sameSecret(%j, %j) is %s', (left, right, same) => {
    expect(sameSecret(left, right)).toBe(same)
  })

  it.each([
    ['127.0.0.1', 4000, '127.0.0.1:4000'],
    ['::1', 4000, '[::1]:4000'],
    ['127.0.0.1', 80, '127.0.0.1'],
    ['Box.Local', 4000, 'box.local:4000'],
  ])('authority(%j, %i) is %j', (host, port, expected) => {
    expect(authority(host, port)).toBe(expected)
  })

  it.each([
    [undefined, null],
    ['Basic abc', null],
    ['Bearer', null],
    ['Bearer a b', null],
    ['Bearer abc', 'abc'],
  ])('bearerToken(%j) is %j', (header, expected) => {
    expect(bearerToken(header)).toBe(expected)
  })

  it('reads cookies by exact name', () => {
    expect(cookieValues('a=1; b=2;a=3; aa=4', 'a')).toEqual(['1', '3'])
    expect(cookieValues(undefined, 'a')).toEqual([])
  })
})
