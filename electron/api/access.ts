import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto'
import type { ApiFailure } from '../domain/failure.ts'
import { err, ok, type Result } from '../domain/result.ts'

/** What of a request decides about access; header names are lower case. */
export interface AccessRequest {
  readonly method: string
  readonly url: URL
  readonly header: (name: string) => string | undefined
}

/** Who asks, once allowed in. `open` is a request that needs no identity, `panel` a page that a person let in (`panel-access.ts`). */
export type Identity = 'bearer' | 'cookie' | 'desktop' | 'open' | 'panel'
/** Outcome of an access check: who asks, or why not (`unauthorized` or `forbidden`, with a remedy). */
export type AccessDecision = Result<Identity, ApiFailure>

/** Access rules of one host. `session` exists only where a browser must first be let in by a one-time code. */
export interface Access {
  readonly decide: (request: AccessRequest) => AccessDecision
  readonly session: Session | null
  /** Whether a `Host` header is an address of this host, where pages of other origins could reach it; else null. */
  readonly ownsHost: ((host: string | undefined) => boolean) | null
  /** Where `img-src` and `media-src` of the page may point. */
  readonly mediaSource: string
}

/** One-time codes and the cookie that they become. */
export interface Session {
  readonly mintCode: (now: number) => { readonly code: string; readonly expiresAt: number }
  /** True once per code, and only before it expires. */
  readonly redeem: (code: string, now: number) => boolean
  readonly setCookie: () => string
}

const codeLifetimeMs = 5 * 60_000
const maxOpenCodes = 100

/** Compares two secrets in a time that depends on neither's content nor length. */
export const sameSecret = (left: string, right: string): boolean => {
  const key = randomBytes(32)
  const digest = (value: string) => createHmac('sha256', key).update(value).digest()
  return timingSafeEqual(digest(left), digest(right))
}

/** Values of one cookie name in a `Cookie` header, in order. */
export const cookieValues = (header: string | undefined, name: string): readonly string[] =>
  (header ?? '')
    .split(';')
    .map((part) => part.trim())
    .filter((part) => part.startsWith(`${name}=`))
    .map((part) => part.slice(name.length + 1))

/** The token of an `Authorization: Bearer` header, or null. */
export const bearerToken = (header: string | undefined): string | null =>
  /^Bearer +([\x21-\x7e]+)$/i.exec(header ?? '')?.[1] ?? null

const unauthorized = (message: string, remedy: string): AccessDecision => err({ code: 'unauthorized', message, remedy })
const forbidden = (message: string, remedy: string): AccessDecision => err({ code: 'forbidden', message, remedy })

const openAgain = 'Open GoodCLIPS again with `npm start` or `goodclips serve`.'

const isAuthority = (host: string | undefined, authorities: readonly string[]): boolean =>
  host !== undefined && authorities.includes(host.toLowerCase())

/** Rules of a loopback server: exact hosts, same-origin pages only, and a token or the cookie that stands for it. */
export const checkServerRequest = (
  request: AccessRequest,
  rules: {
    readonly authorities: readonly string[]
    readonly token: string
    readonly cookieName: string
    readonly cookieValue: string
  },
): AccessDecision => {
  const host = request.header('host')?.toLowerCase()
  if (host === undefined || !isAuthority(host, rules.authorities))
    return forbidden('This address does not belong to GoodCLIPS.', openAgain)
  const origin = request.header('origin')
  if (origin !== undefined && origin !== `http://${host}`)
    return forbidden('Pages of other sites may not use this library.', openAgain)
  const site = request.header('sec-fetch-site')
  if (site !== undefined && site !== 'same-origin' && site !== 'none')
    return forbidden('Pages of other sites may not use this library.', openAgain)
  if (request.url.pathname === '/health' || request.url.pathname === '/open') return ok('open')
  const presented = bearerToken(request.header('authorization'))
  if (presented !== null) {
    if (sameSecret(presented, rules.token)) return ok('bearer')
    return unauthorized(
      'The token is not valid for this run.',
      'Read the token from server.json in the library folder.',
    )
  }
  const cookies = cookieValues(request.header('cookie'), rules.cookieName)
  if (!cookies.some((value) => sameSecret(value, rules.cookieValue)))
    return unauthorized('This browser has not been let in.', openAgain)
  const changes = request.method !== 'GET' && request.method !== 'HEAD'
  if (changes && origin === undefined && site !== 'same-origin')
    return forbidden('A change must come from the page of this library.', openAgain)
  return ok('cookie')
}

/** Rules of the desktop window: our own scheme and host, and no other origin. */
export const checkDesktopRequest = (request: AccessRequest, origin: string): AccessDecision => {
  const from = request.header('origin')
  const site = request.header('sec-fetch-site')
  const ours = `${request.url.protocol}//${request.url.host}` === origin
  const foreign = from !== undefined && from !== origin
  const crossSite = site !== undefined && site !== 'same-origin' && site !== 'none'
  return ours && !foreign && !crossSite
    ? ok('desktop')
    : forbidden('Only the window of GoodCLIPS may use this library.', 'Use the window of GoodCLIPS.')
}

/** Access of the desktop host, whose scheme no other program can reach. `origin` is for example `goodclips://app`. */
export const desktopAccess = (origin: string): Access => ({
  decide: (request) => checkDesktopRequest(request, origin),
  session: null,
  ownsHost: null,
  mediaSource: `${new URL(origin).protocol}`,
})

const createSession = (cookieName: string, cookieValue: string): Session => {
  const codes = new Map<string, number>()
  return {
    mintCode: (now) => {
      for (const [code, expiresAt] of codes) if (expiresAt <= now || codes.size >= maxOpenCodes) codes.delete(code)
      const code = randomBytes(24).toString('base64url')
      const expiresAt = now + codeLifetimeMs
      codes.set(code, expiresAt)
      return { code, expiresAt }
    },
    redeem: (presented, now) => {
      const known = [...codes].find(([code]) => sameSecret(code, presented))
      if (known === undefined) return false
      codes.delete(known[0])
      return now < known[1]
    },
    setCookie: () => `${cookieName}=${cookieValue}; Path=/; HttpOnly; SameSite=Strict`,
  }
}

/** Host header values under which a server at `host`:`port` may be addressed; port 80 is left out as browsers do. */
export const authority = (host: string, port: number): string => {
  const name = host.includes(':') ? `[${host}]` : host.toLowerCase()
  return port === 80 ? name : `${name}:${port}`
}

/**
 * Access of a serving host. The cookie holds a value derived from the token, never the token itself; its name holds
 * the port because browsers send cookies to every port of a host.
 */
export const serverAccess = (options: {
  readonly authorities: readonly string[]
  readonly port: number
  readonly token: string
}): Access => {
  const cookieName = `goodclips-${options.port}`
  const cookieValue = createHmac('sha256', options.token).update('cookie').digest('base64url')
  const rules = { authorities: options.authorities, token: options.token, cookieName, cookieValue }
  return {
    decide: (request) => checkServerRequest(request, rules),
    session: createSession(cookieName, cookieValue),
    ownsHost: (host) => isAuthority(host, options.authorities),
    mediaSource: "'self'",
  }
}

/** A new 256-bit token. */
export const createToken = (): string => randomBytes(32).toString('base64url')
