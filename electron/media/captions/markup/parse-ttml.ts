import { Parser } from 'htmlparser2'
import { type ParsedCaptions, parseClock, type RawCue } from '../../../domain/captions/index.ts'

/** What the root element says about its times. */
interface Rates {
  readonly framesPerSecond: number
  readonly ticksPerSecond: number
}

const unitMs: Readonly<Record<string, number>> = { h: 3_600_000, m: 60_000, s: 1000, ms: 1 }

/** Milliseconds of a TTML time expression (`00:00:01.5`, `12.5s`, `300f`, `5000000t`); null when it is none. */
const timeMs = (text: string, rates: Rates): number | null => {
  const [, count = '', unit = ''] = /^\s*(\d+(?:\.\d+)?)(h|ms|m|s|f|t)\s*$/.exec(text) ?? []
  if (count !== '') {
    if (unit === 'f') return Math.round((Number(count) * 1000) / rates.framesPerSecond)
    if (unit === 't') return Math.round((Number(count) * 1000) / rates.ticksPerSecond)
    return Math.round(Number(count) * (unitMs[unit] ?? 0))
  }
  // Seconds in their short form, with frames of frames behind a point.
  return parseClock(/^\s*\d+(?:\.\d+)?\s*$/.test(text) ? `0:${text}` : text, rates)
}

const ratesOf = (attributes: Readonly<Record<string, string>>, framesPerSecond: number): Rates => {
  const declared = Number(attributes['framerate'])
  const [numerator = 1, denominator = 1] = (attributes['frameratemultiplier'] ?? '1 1').split(/[\s:]+/).map(Number)
  const frames = declared > 0 ? (declared * numerator) / (denominator || 1) : framesPerSecond
  const ticks = Number(attributes['tickrate'])
  return { framesPerSecond: frames, ticksPerSecond: ticks > 0 ? ticks : frames > 0 && declared > 0 ? frames : 1 }
}

/** Names without their prefix (`tt:p`, `ttp:frameRate`), in small letters. */
const local = (name: string): string => name.slice(name.indexOf(':') + 1).toLowerCase()

interface Container {
  readonly name: string
  readonly startMs: number
  readonly endMs: number | null
}

/** Reads TTML and its profiles (DFXP, SMPTE-TT, EBU-TT, IMSC, iTT): each `<p>` is a cue, in the times of what holds it. */
export const parseTtml = (
  text: string,
  { framesPerSecond = 25 }: { readonly framesPerSecond?: number } = {},
): ParsedCaptions & { readonly language: string | null } => {
  const cues: RawCue[] = []
  const open: Container[] = []
  let rates: Rates = { framesPerSecond, ticksPerSecond: 1 }
  let skipped = 0
  let language: string | null = null
  let words: string[] | null = null
  let unreadable = false

  const enter = (name: string, attributes: Readonly<Record<string, string>>): void => {
    const outer = open.at(-1)
    const base = outer?.startMs ?? 0
    const read = (value: string | undefined): number | null => (value === undefined ? null : timeMs(value, rates))
    const [begin, end, duration] = [read(attributes['begin']), read(attributes['end']), read(attributes['dur'])]
    const wasWritten = (key: string, value: number | null): boolean => attributes[key] !== undefined && value === null
    if (name === 'p') unreadable = wasWritten('begin', begin) || (wasWritten('end', end) && duration === null)
    const startMs = base + (begin ?? 0)
    open.push({
      name,
      startMs,
      endMs: end !== null ? base + end : duration !== null ? startMs + duration : (outer?.endMs ?? null),
    })
  }
  const leave = (): void => {
    const element = open.pop()
    if (element?.name !== 'p' || words === null) return
    const shown = words.join('')
    words = null
    if (shown.trim() === '') return
    if (unreadable) skipped += 1
    else cues.push({ startMs: element.startMs, endMs: element.endMs ?? element.startMs, text: shown })
  }

  const parser = new Parser(
    {
      onopentag: (rawName, rawAttributes) => {
        const name = local(rawName)
        const attributes = Object.fromEntries(Object.entries(rawAttributes).map(([key, value]) => [local(key), value]))
        if (name === 'tt') rates = ratesOf(attributes, framesPerSecond)
        if (name === 'tt' || name === 'div' || name === 'body') language ??= attributes['lang'] || null
        if (name === 'br') words?.push('\n')
        enter(name, attributes)
        if (name === 'p') words = []
      },
      ontext: (data) => {
        const isShown = words !== null && !open.some(({ name }) => name === 'metadata')
        // White space of the source is not that of the text.
        if (isShown) words?.push(data.replace(/\s+/g, ' '))
      },
      onclosetag: leave,
    },
    { xmlMode: true, decodeEntities: true },
  )
  parser.end(text)
  return { cues, skipped, language }
}
