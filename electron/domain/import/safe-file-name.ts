import { extensionOf } from './file-names.ts'

const maxBytes = 200
const reserved = /^(con|prn|aux|nul|com[0-9]|lpt[0-9])(\.|$)/i

/** Bytes of a character in UTF-8. */
const utf8Length = (character: string): number => {
  const code = character.codePointAt(0) ?? 0
  if (code < 0x80) return 1
  if (code < 0x800) return 2
  return code < 0x10000 ? 3 : 4
}

const cutToBytes = (text: string, limit: number): string => {
  let bytes = 0
  let kept = ''
  for (const character of text) {
    bytes += utf8Length(character)
    if (bytes > limit) break
    kept += character
  }
  return kept
}

/**
 * A name that any file system takes, made from one that a browser sent: no folder, control character, reserved
 * device name, leading dot or dash, trailing dot or space; at most 200 bytes, extension kept.
 */
export const safeFileName = (name: string): string => {
  const cleaned = name
    .normalize('NFC')
    .replace(/^.*[/\\]/, '')
    .replace(/[\p{Cc}\p{Zl}\p{Zp}\u202a-\u202e\u2066-\u2069<>:"|?*\ufffd]/gu, '_')
    .replace(/^[\s.-]+/, '')
    .replace(/[\s.]+$/, '')
  const safe = cleaned === '' || reserved.test(cleaned) ? `file-${cleaned}` : cleaned
  const extension = extensionOf(safe)
  if (extension === '' || extension.length > 16) return cutToBytes(safe, maxBytes)
  const stem = safe.slice(0, -extension.length - 1)
  return `${cutToBytes(stem, maxBytes - extension.length - 1)}.${safe.slice(-extension.length)}`
}
