/** What a `Range` header asks of a representation of a known length. `end` is inclusive. */
export type RangeAnswer =
  | { readonly kind: 'whole' }
  | { readonly kind: 'part'; readonly start: number; readonly end: number }
  | { readonly kind: 'unsatisfiable' }

const whole: RangeAnswer = { kind: 'whole' }
const safeInteger = (digits: string): number => Math.min(Number(digits), Number.MAX_SAFE_INTEGER)

/**
 * Reads a `Range` header (RFC 9110 §14): one range of bytes. Several ranges, other units and malformed headers are
 * ignored, as the RFC allows, and the whole is served.
 */
export const parseRange = (header: string | undefined, length: number): RangeAnswer => {
  const match = /^bytes\s*=\s*(\d*)-(\d*)\s*$/i.exec(header ?? '')
  if (match === null) return whole
  const [, first = '', last = ''] = match
  if (first === '' && last === '') return whole
  if (first === '') {
    const suffix = safeInteger(last)
    if (suffix === 0 || length === 0) return { kind: 'unsatisfiable' }
    return { kind: 'part', start: Math.max(0, length - suffix), end: length - 1 }
  }
  const start = safeInteger(first)
  if (last !== '' && safeInteger(last) < start) return whole
  if (start >= length) return { kind: 'unsatisfiable' }
  return { kind: 'part', start, end: last === '' ? length - 1 : Math.min(safeInteger(last), length - 1) }
}

/** Puts an entity tag into quotes unless it has them. */
export const quoteEtag = (tag: string): string => (/^(W\/)?".*"$/.test(tag) ? tag : `"${tag.replaceAll('"', '')}"`)

const opaque = (tag: string): string => tag.trim().replace(/^W\//, '')

/** Whether an `If-None-Match` header names this tag (weak comparison), so that 304 is the answer. */
export const matchesNone = (header: string | undefined, etag: string): boolean => {
  if (header === undefined) return false
  if (header.trim() === '*') return true
  return (header.match(/(?:W\/)?"[^"]*"/g) ?? []).some((tag) => opaque(tag) === opaque(etag))
}

/** Whether a range may be served under an `If-Range` header: only for the very same tag (strong comparison). */
export const rangeStillValid = (header: string | undefined, etag: string): boolean =>
  header === undefined || (header.trim() === etag && !etag.startsWith('W/'))

/** What a `Content-Range` request header of an upload says; `last` is inclusive and null when open. */
export interface UploadRange {
  readonly first: number
  readonly last: number | null
  readonly size: number | null
}

/** Reads `Content-Range: bytes first-last/size` (`last` and `size` may be left open); null when malformed. */
export const parseUploadRange = (header: string): UploadRange | null => {
  const match = /^bytes (\d{1,16})-(\d{1,16})?\/(\d{1,16}|\*)$/i.exec(header.trim())
  if (match === null) return null
  const [, first = '', last, size = '*'] = match
  const range: UploadRange = {
    first: Number(first),
    last: last === undefined ? null : Number(last),
    size: size === '*' ? null : Number(size),
  }
  if (range.last !== null && range.last < range.first) return null
  if (range.size !== null && (range.last ?? range.first) >= range.size) return null
  return range
}
