import type { MiddlewareHandler } from 'hono'
import { secureHeaders } from 'hono/secure-headers'

/**
 * Puts the headers that every answer carries on it, errors included. `mediaSource` is where pictures and videos of the page
 * come from: a source of `img-src` and `media-src`.
 */
export const securityHeaders = (mediaSource: string): MiddlewareHandler =>
  secureHeaders({
    contentSecurityPolicy: {
      defaultSrc: ["'none'"],
      scriptSrc: ["'self'"],
      styleSrc: ["'self'"],
      imgSrc: [mediaSource],
      mediaSrc: [mediaSource],
      connectSrc: ["'self'"],
      baseUri: ["'none'"],
      formAction: ["'none'"],
      frameSrc: ["'none'"],
      frameAncestors: ["'none'"],
    },
    xFrameOptions: 'DENY',
    // Without HTTPS and third parties these would say nothing.
    originAgentCluster: false,
    strictTransportSecurity: false,
    xDnsPrefetchControl: false,
    xDownloadOptions: false,
    xPermittedCrossDomainPolicies: false,
    xXssProtection: false,
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
