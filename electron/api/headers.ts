import type { Access } from './access.ts'

/** The content security policy of every answer. `mediaSource` is where pictures and films come from. */
export const contentSecurityPolicy = (mediaSource: string): string =>
  [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    `img-src ${mediaSource}`,
    `media-src ${mediaSource}`,
    "connect-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-src 'none'",
    "frame-ancestors 'none'",
  ].join('; ')

/** Headers that every answer carries. */
export const securityHeaders = (access: Access): Readonly<Record<string, string>> => ({
  'Content-Security-Policy': contentSecurityPolicy(access.mediaSource),
  'X-Content-Type-Options': 'nosniff',
  'Referrer-Policy': 'no-referrer',
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Resource-Policy': 'same-origin',
  'X-Frame-Options': 'DENY',
})

/**
 * `Content-Disposition: attachment` for any file name (RFC 6266): an ASCII fallback without quotes, separators or
 * control characters, and the true name in RFC 8187 encoding.
 */
export const attachment = (fileName: string): string => {
  const plain = [...fileName.normalize('NFC')]
    .filter((character) => (character.codePointAt(0) ?? 0) >= 0x20 && character !== '\x7f')
    .join('')
    .replace(/[/\\]/g, '_')
    .toWellFormed()
  const name = plain.trim() === '' ? 'download' : plain
  const ascii = name.replace(/[^\x20-\x7e]/g, '_').replace(/["%;]/g, '_')
  const encoded = encodeURIComponent(name).replace(
    /['()*!]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  )
  return `attachment; filename="${ascii}"; filename*=UTF-8''${encoded}`
}
