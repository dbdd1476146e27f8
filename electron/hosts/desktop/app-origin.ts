/** Scheme that only our own windows can load. */
export const appScheme = 'goodclips'
const appHost = 'app'

/** Origin of the interface, for the access rules of the API. */
export const appOrigin = `${appScheme}://${appHost}`
/** First page of the window. */
export const appUrl = `${appOrigin}/`

/**
 * What Chromium grants our scheme. A standard, secure origin that may fetch and stream; nothing that lets it step
 * around the content security policy or CORS.
 */
export const schemePrivileges = {
  standard: true,
  secure: true,
  supportFetchAPI: true,
  stream: true,
  bypassCSP: false,
  allowServiceWorkers: false,
  corsEnabled: false,
} as const

const parse = (url: string): URL | null => {
  try {
    return new URL(url)
  } catch {
    return null
  }
}

/**
 * Whether an address belongs to our own interface. Parsed parts are compared, never prefixes; `URL.origin` is of no
 * use, since Node calls the origin of every custom scheme `null`.
 */
export const isAppUrl = (url: string): boolean => {
  const parsed = parse(url)
  return (
    parsed !== null &&
    parsed.protocol === `${appScheme}:` &&
    parsed.host === appHost &&
    parsed.username === '' &&
    parsed.password === ''
  )
}

/** What decides whether a message is accepted: the frame that sent it. */
export interface SenderFrame {
  readonly url: string
  /** Frame around it; null for the page itself. */
  readonly parent: object | null
}

/** Whether a message comes from our own page. A frame that is gone (null) and any frame inside a page are refused. */
export const isTrustedSender = (frame: SenderFrame | null): boolean =>
  frame !== null && frame.parent === null && isAppUrl(frame.url)

/** Whether the window may make a request at all: only to our own origin, the page's own blobs, and the developer tools. */
export const isRequestAllowed = (url: string): boolean => {
  const parsed = parse(url)
  if (parsed === null) return false
  if (parsed.protocol === 'devtools:') return true
  if (parsed.protocol === 'blob:') return isAppUrl(parsed.pathname)
  return isAppUrl(url)
}
