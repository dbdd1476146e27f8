import { isAppUrl } from './app-origin.ts'

/** What our own page may do beyond what every page may; all else is denied. */
const granted: ReadonlySet<string> = new Set(['clipboard-sanitized-write', 'fullscreen'])

/** Answers both permission requests and permission checks: denied unless listed, and asked by our own page. */
export const isPermissionGranted = (permission: string, requestingUrl: string): boolean =>
  granted.has(permission) && isAppUrl(requestingUrl)
