import type { Rational } from '../../contract/index.ts'

/** What one line of the decoder's stderr (`-loglevel level+info`) says. */
export type DecoderLogLine =
  /** A frame is about to be written; `pts` in the filter's time base, null when it has none. */
  | { readonly kind: 'frame'; readonly pts: number | null }
  | { readonly kind: 'time-base'; readonly timeBase: Rational }
  | { readonly kind: 'color-space'; readonly name: string }
  /** The decoder met damaged data in the analysed stream. */
  | { readonly kind: 'damage' }
  /** The file ends before its tables say so. */
  | { readonly kind: 'cut-off' }
  /** A filter refused the picture. */
  | { readonly kind: 'filter-error' }
  | { readonly kind: 'other' }

const framePattern = /^n: *\d+ pts: *(-?\d+|NOPTS)\b/
const configPattern = /^config in time_base: (\d+)\/(\d+)/
const linePattern = /^(?:\[([^\]@]+?) @ [^\]]*\] )*(?:\[([a-z]+)\] )?(.*)$/s

/** Decoders whose name in log lines is not that of the codec. */
const decoderNames: Readonly<Record<string, readonly string[]>> = {
  av1: ['libdav1d', 'libaom-av1'],
  vp8: ['libvpx'],
  vp9: ['libvpx-vp9'],
  wmv3: ['vc1'],
}

const other: DecoderLogLine = { kind: 'other' }

/** Reads log lines of one film; `codec` and `streamIndex` tell which messages are about its analysed stream. */
export const createLogReader = (film: {
  readonly codec: string
  readonly streamIndex: number
}): ((line: string) => DecoderLogLine) => {
  const decoders = new Set([film.codec, ...(decoderNames[film.codec] ?? [])])
  const aboutStream = new RegExp(
    `(?:Error while decoding stream #0:|corrupt decoded frame in stream |corrupt decoded frame.*#0:)${film.streamIndex}\\b`,
  )
  const newerDecoder = new RegExp(`\\[vist#0:${film.streamIndex}/`)
  return (line) => {
    const parts = linePattern.exec(line)
    const context = parts?.[1] ?? ''
    const level = parts?.[2] ?? ''
    const message = parts?.[3] ?? ''
    if (context.startsWith('Parsed_showinfo')) return readShowinfo(message)
    if (level === 'info') return other
    const severe = level === 'error' || level === 'fatal'
    if (
      severe &&
      /zscale|tonemap|Error while filtering|Error reinitializing filters|Impossible to convert/.test(line)
    ) {
      return { kind: 'filter-error' }
    }
    if (aboutStream.test(line)) return { kind: 'damage' }
    if (severe && (decoders.has(context) || newerDecoder.test(line)) && !message.startsWith('mmco:')) {
      return { kind: 'damage' }
    }
    if (/partial file|ended prematurely|truncat/i.test(message)) return { kind: 'cut-off' }
    return other
  }
}

const readShowinfo = (message: string): DecoderLogLine => {
  const frame = framePattern.exec(message)
  if (frame) return { kind: 'frame', pts: frame[1] === 'NOPTS' ? null : Number(frame[1]) }
  if (message.startsWith('color_range:')) {
    return { kind: 'color-space', name: /color_space:(\S+)/.exec(message)?.[1] ?? 'unknown' }
  }
  const config = configPattern.exec(message)
  if (config) return { kind: 'time-base', timeBase: { num: Number(config[1]), den: Math.max(1, Number(config[2])) } }
  return other
}
