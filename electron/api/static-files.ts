import { readFile, stat } from 'node:fs/promises'
import { extname, join } from 'node:path'
import type { Settings } from '../contract/index.ts'
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

/** The page with the theme that a person chose in its first line, so that no other is painted before. */
const pageResponse = async (request: Request, path: string, theme: Settings['theme']): Promise<Response | null> => {
  const plain = await fileResponse(request, path, false, theme)
  if (plain?.status !== 200 || theme === 'system' || request.method === 'HEAD') return plain
  const page = (await plain.text()).replace('<html ', `<html data-theme="${theme}" `)
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
 * Serves the built interface: files by name, `index.html` for every screen in the theme that was chosen; null where there is
 * nothing.
 */
export const staticResponse = async (
  request: Request,
  folder: string,
  chosenTheme: () => Promise<Settings['theme']>,
): Promise<Response | null> => {
  const pathname = new URL(request.url).pathname
  const segments = staticSegments(pathname)
  const immutable = segments?.[0] === 'assets'
  const file = segments === null ? null : await fileResponse(request, join(folder, ...segments), immutable)
  if (file !== null) return file
  return isScreenPath(pathname) ? await pageResponse(request, join(folder, 'index.html'), await chosenTheme()) : null
}
