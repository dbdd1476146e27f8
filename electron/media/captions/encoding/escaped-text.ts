// biome-ignore-all lint/suspicious/noControlCharactersInRegex: these encodings switch sets by control characters
import iconv from 'iconv-lite'
import type { CaptionEncoding } from '../../../contract/index.ts'
import { decodeDoubleByte } from './double-byte.ts'
import { entryOf } from './encodings.ts'

/** Encodings of seven bits that switch character sets by escapes. */
export type EscapedEncoding = Extract<CaptionEncoding, 'iso-2022-jp' | 'iso-2022-kr' | 'hz-gb-2312' | 'utf-7'>

const escapeByte = 0x1b
const text = (bytes: Uint8Array): string => Buffer.from(bytes).toString('latin1')

const base64Run = /\+([A-Za-z0-9+/]{3,})-?/g

/** UTF-7 holds runs of base64, each of them whole UTF-16 of printed characters; `a+b` and `C++` do not. */
const isUtf7 = (ascii: string): boolean => {
  let good = 0
  for (const [, run = ''] of ascii.matchAll(base64Run)) {
    const units = Buffer.from(run, 'base64')
    const decoded = iconv.decode(units.subarray(0, units.length - (units.length % 2)), 'utf-16be')
    if (!decoded.isWellFormed() || !/^[\p{L}\p{M}\p{P}\p{S}\p{Zs}]+$/u.test(decoded) || decoded === '') return false
    if (!/\P{ASCII}/u.test(decoded)) continue
    // Chance makes ideographs and symbols of any base64; letters of one script are meant.
    good += /[\u00c0-\u06ff\u0e00-\u0e7f\u1e00-\u1fff\u2010-\u2026\u3040-\u30ff\u4e00-\u9fff\uac00-\ud7a3]/.test(
      decoded,
    )
      ? 1
      : -1
  }
  return good > 0
}

/** The encoding of a file that holds no byte above 127 but escapes of one; null for plain ASCII. */
export const detectEscaped = (bytes: Uint8Array): EscapedEncoding | null => {
  const sample = bytes.subarray(0, 512 * 1024)
  if (sample.includes(escapeByte)) {
    const ascii = text(sample)
    if (/\x1b\$\)[AC]|\x1b\$\*H/.test(ascii) && /[\x0e]/.test(ascii))
      return ascii.includes('\x1b$)C') ? 'iso-2022-kr' : null
    if (/\x1b(?:\$[@B]|\$\([@BDOPQ]|\([JI])/.test(ascii)) return 'iso-2022-jp'
  }
  // A few damaged bytes do not make it another encoding.
  const high = sample.reduce((count, byte) => count + (byte >= 0x80 ? 1 : 0), 0)
  if (high > 2 + sample.length / 400) return null
  const ascii = text(sample)
  if (/~\{(?:[!-w][!-~])+~\}/.test(ascii)) return 'hz-gb-2312'
  if (high > 0) return null
  return ascii.includes('+') && isUtf7(ascii) ? 'utf-7' : null
}

const withHighBits = (bytes: Uint8Array): Buffer =>
  Buffer.from(bytes.map((byte) => (byte > 0x20 && byte < 0x7f ? byte | 0x80 : byte)))

/** Pairs of seven bits are the EUC form of the same set without its high bits. */
const decodePairs = (bytes: Uint8Array, encoding: 'euc-jp' | 'euc-kr' | 'gb18030'): string => {
  const entry = entryOf(encoding)
  return entry === null ? '' : decodeDoubleByte(entry, withHighBits(bytes))
}
const japanesePairs = (bytes: Uint8Array): string => decodePairs(bytes, 'euc-jp')

/** Character sets that ISO-2022-JP switches to, by what follows the escape: how their bytes become EUC-JP. */
const japaneseSets: Readonly<Record<string, (bytes: Uint8Array) => string>> = {
  $B: japanesePairs,
  '$@': japanesePairs,
  '$(@': japanesePairs,
  '$(B': japanesePairs,
  '$(O': japanesePairs,
  '$(Q': japanesePairs,
  '$(D': (bytes) => {
    const marked: number[] = []
    for (let at = 0; at + 1 < bytes.length; at += 2)
      marked.push(0x8f, (bytes[at] ?? 0) | 0x80, (bytes[at + 1] ?? 0) | 0x80)
    return iconv.decode(Buffer.from(marked), 'euc-jp')
  },
  '(I': (bytes) => iconv.decode(Buffer.from([...bytes].flatMap((byte) => [0x8e, byte | 0x80])), 'euc-jp'),
}

/** A line end leaves every set but ASCII, so that a lost escape does not take the rest of the file. */
const decodeJapanese = (bytes: Uint8Array): string =>
  text(bytes)
    .split(/(\r?\n)/)
    .map((line) =>
      line.replace(
        /([^\x1b]*)(?:\x1b(\$\([A-Z@]|\$[A-Z@]|\([A-Z])([^\x1b]*))?/g,
        (_all, before: string, set?: string, run = '') => {
          const decode = set === undefined ? undefined : japaneseSets[set]
          return before + (decode === undefined ? run : decode(Buffer.from(String(run), 'latin1')))
        },
      ),
    )
    .join('')
    .replaceAll('\x1b', '\ufffd')

/** Shift-out begins Korean, shift-in or a line end leaves it. */
const decodeKorean = (bytes: Uint8Array): string =>
  text(bytes)
    .replace(/\x1b\$\)C/g, '')
    .replace(/\x0e([^\x0f\r\n]*)\x0f?/g, (_all, run: string) => decodePairs(Buffer.from(run, 'latin1'), 'euc-kr'))
    .replaceAll('\x0f', '')

const decodeHz = (bytes: Uint8Array): string =>
  text(bytes)
    .replace(/~\{((?:[^~\r\n]|~(?!\}))*)(?:~\})?/g, (_all, run: string) =>
      decodePairs(Buffer.from(run, 'latin1'), 'gb18030'),
    )
    .replace(/~~/g, '~')

/** Text of a file in one of these encodings. */
export const decodeEscaped = (bytes: Uint8Array, encoding: EscapedEncoding): string => {
  if (encoding === 'utf-7') return iconv.decode(Buffer.from(bytes), 'utf-7')
  if (encoding === 'iso-2022-jp') return decodeJapanese(bytes)
  return encoding === 'iso-2022-kr' ? decodeKorean(bytes) : decodeHz(bytes)
}
