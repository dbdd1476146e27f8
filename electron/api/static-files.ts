import { createHash } from 'node:crypto'
import { readFile, stat } from 'node:fs/promises'
import { extname, join } from 'node:path'
import type { SavedPreferences, Settings } from '../contract/index.ts'
import { matchesNone } from './range.ts'

const types: Readonly<Record<string, string>> = {
  '.css': 'text/css; charset=utf-8',
  '.html': 'text/html; charset=utf-8',
  '.ico': 'image/x-icon',
  '.jpg': 'image/jpeg',
  '.js': 'text/javascript; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.map': 'application/json; charset=utf-8',
  '.mjs': 'text/javascript; charset=utf-8',
  '.png': 'image/png',
  '.svg': 'image/svg+xml',
  '.txt': 'text/plain; charset=utf-8',
  '.wasm': 'application/wasm',
  '.webp': 'image/webp',
  '.woff2': 'font/woff2',
}

/**
 * Names of a URL path below the renderer folder, or null for anything that is not a plain file name: no encoded
 * characters, no dots in front, no backslash, no empty part. So no request can name a file outside of the folder.
 */
export const staticSegments = (pathname: string): readonly string[] | null => {
  const segments = pathname.split('/').slice(1)
  return segments.every((segment) => /^[A-Za-z0-9_-][A-Za-z0-9_.-]*$/.test(segment)) ? segments : null
}

/** Whether a path that is no file is a screen of the app, which index.html answers. */
export const isScreenPath = (pathname: string): boolean =>
  !/^\/(api|health|open|assets)(\/|$)/.test(pathname) && !/\.[^/]*$/.test(pathname)

/** What of a person's choices stands in the page itself, so that it is drawn with them from the first moment. */
export interface PageChoices {
  readonly theme: Settings['theme']
  readonly preferences: SavedPreferences
}

const inAttribute = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('"', '&quot;').replaceAll('<', '&lt;')

/** The page with a person's choices in its first line: no other theme is painted first, and no request is waited for. */
const pageResponse = async (request: Request, path: string, choices: PageChoices): Promise<Response | null> => {
  const preferences = JSON.stringify(choices.preferences)
  const theme = choices.theme === 'system' ? '' : ` data-theme="${choices.theme}"`
  const attributes = `${theme} data-preferences="${inAttribute(preferences)}"`
  const variant = createHash('sha256').update(attributes).digest('base64url').slice(0, 12)
  const plain = await fileResponse(request, path, false, variant)
  if (plain?.status !== 200 || request.method === 'HEAD') return plain
  // A function, as a text may hold what `replace` reads as a pattern.
  const page = (await plain.text()).replace('<html ', () => `<html${attributes} `)
  return new Response(page, { headers: plain.headers })
}

const fileResponse = async (
  request: Request,
  path: string,
  immutable: boolean,
  variant = '',
): Promise<Response | null> => {
  const info = await stat(path).catch(() => null)
  if (info?.isFile() !== true) return null
  const etag = `"${info.size.toString(36)}-${Math.round(info.mtimeMs).toString(36)}${variant === '' ? '' : `-${variant}`}"`
  const headers = {
    'Cache-Control': immutable ? 'public, max-age=31536000, immutable' : 'no-cache',
    'Content-Type': types[extname(path).toLowerCase()] ?? 'application/octet-stream',
    ETag: etag,
  }
  if (matchesNone(request.headers.get('if-none-match') ?? undefined, etag))
    return new Response(null, { status: 304, headers })
  if (request.method === 'HEAD')
    return new Response(null, { headers: { ...headers, 'Content-Length': String(info.size) } })
  return new Response(new Uint8Array(await readFile(path)), { headers })
}

/**
 * Serves the built interface: files by name, `index.html` for every screen with what a person chose; null where there is nothing.
 */
export const staticResponse = async (
  request: Request,
  folder: string,
  choices: () => Promise<PageChoices>,
): Promise<Response | null> => {
  const pathname = new URL(request.url).pathname
  const segments = staticSegments(pathname)
  const immutable = segments?.[0] === 'assets'
  const file = segments === null ? null : await fileResponse(request, join(folder, ...segments), immutable)
  if (file !== null) return file
  return isScreenPath(pathname) ? await pageResponse(request, join(folder, 'index.html'), await choices()) : null
}
