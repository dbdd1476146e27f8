import { Parser } from 'htmlparser2'
import type { ParsedCaptions, ParseOptions, RawCue } from '../../../domain/captions/index.ts'
import { type TtmlRates, ttmlRates, ttmlTimeMs } from './ttml-times.ts'

/** Captions of one language of a document. */
export interface TtmlLanguage {
  /** As the document says it. */
  readonly language: string | null
  readonly parsed: ParsedCaptions
}

/** What a document holds; `pictures` counts captions that are pictures (IMSC image profile, SMPTE-TT). */
export interface TtmlCaptions {
  readonly languages: readonly TtmlLanguage[]
  readonly pictures: number
}

/** An element that is open. */
interface Element {
  readonly name: string
  readonly startMs: number
  /** Null when it lasts as long as what is in it. */
  readonly endMs: number | null
  readonly isUnreadable: boolean
  readonly isSequence: boolean
  readonly keepsSpace: boolean
  readonly language: string | null
  /** Where the next child of a sequence begins. */
  childStartMs: number
}

/** Words with the times in which they are shown. */
interface Run {
  readonly startMs: number
  readonly endMs: number | null
  readonly text: string
}

/** Files of people have ten levels. The parser takes ever longer the deeper it is, so there the reading ends. */
const deepest = 200

class TooDeep extends Error {}

/** Names without their prefix (`tt:p`, `ttp:frameRate`), in small letters. */
const local = (name: string): string => name.slice(name.indexOf(':') + 1).toLowerCase()

/** Joins what is shown together. Spans of a paragraph with times of their own are cues of their own. */
const cuesOfRuns = (runs: readonly Run[]): readonly RawCue[] => {
  const joined: { startMs: number; endMs: number; text: string }[] = []
  for (const { startMs, endMs, text } of runs) {
    const last = joined.at(-1)
    const end = endMs ?? startMs
    if (last !== undefined && last.startMs === startMs && last.endMs === end) last.text += text
    else if (last !== undefined && text.trim() === '') last.text += text
    else joined.push({ startMs, endMs: end, text })
  }
  return joined.filter(({ text }) => text.trim() !== '')
}

/**
 * Reads TTML and its profiles (DFXP, SMPTE-TT, EBU-TT, IMSC, iTT): each `<p>` is a cue, in the times of what holds it. Regions and
 * styles are passed over. The parser is told of no entities but those of XML itself, so none can grow.
 */
export const parseTtml = (text: string, { framesPerSecond = 25 }: ParseOptions = {}): TtmlCaptions => {
  const byLanguage = new Map<string | null, { cues: RawCue[]; skipped: number }>()
  const open: Element[] = []
  let rates: TtmlRates = ttmlRates({}, framesPerSecond)
  let metadata = 0
  let pictures = 0
  let runs: Run[] | null = null

  const enter = (name: string, attributes: Readonly<Record<string, string>>): void => {
    const outer = open.at(-1)
    const base = outer === undefined ? 0 : outer.isSequence ? outer.childStartMs : outer.startMs
    let isUnreadable = outer?.isUnreadable === true && outer.name !== 'body'
    const read = (key: string): number | null => {
      const value = attributes[key]
      const ms = value === undefined ? null : ttmlTimeMs(value, rates)
      if (value !== undefined && ms === null) isUnreadable = true
      return ms
    }
    const [begin, end, duration] = [read('begin'), read('end'), read('dur')]
    const startMs = base + (begin ?? 0)
    const ends = [end === null ? null : base + end, duration === null ? null : startMs + duration, outer?.endMs ?? null]
    const known = ends.filter((ms) => ms !== null)
    open.push({
      name,
      startMs,
      endMs: known.length === 0 ? null : Math.min(...known),
      isUnreadable: (name === 'p' || name === 'span') && isUnreadable,
      isSequence: attributes['timecontainer'] === 'seq',
      keepsSpace: attributes['space'] === undefined ? outer?.keepsSpace === true : attributes['space'] === 'preserve',
      language: attributes['lang'] === undefined ? (outer?.language ?? null) : attributes['lang'] || null,
      childStartMs: startMs,
    })
  }
  const show = (words: string): void => {
    const element = open.at(-1)
    if (runs === null || metadata > 0 || element === undefined) return
    runs.push({ startMs: element.startMs, endMs: element.endMs, text: words })
  }
  const leave = (): void => {
    const element = open.pop()
    const outer = open.at(-1)
    if (element === undefined) return
    if (element.name === 'metadata') metadata -= 1
    if (outer !== undefined) outer.childStartMs = Math.max(outer.childStartMs, element.endMs ?? element.childStartMs)
    if (element.name !== 'p' || runs === null) return
    const cues = cuesOfRuns(runs)
    runs = null
    if (cues.length === 0) return
    const found = byLanguage.get(element.language) ?? { cues: [], skipped: 0 }
    byLanguage.set(element.language, found)
    if (element.isUnreadable) found.skipped += 1
    else for (const cue of cues) found.cues.push(cue)
  }

  const parser = new Parser(
    {
      onopentag: (rawName, rawAttributes) => {
        if (open.length >= deepest) throw new TooDeep()
        const name = local(rawName)
        const attributes = Object.fromEntries(Object.entries(rawAttributes).map(([key, value]) => [local(key), value]))
        if (name === 'tt') rates = ttmlRates(attributes, framesPerSecond)
        if (name === 'metadata') metadata += 1
        if (attributes['backgroundimage'] !== undefined || (name === 'image' && open.length > 1)) pictures += 1
        if (name === 'br') show('\n')
        enter(name, attributes)
        if (name === 'p' && metadata === 0) runs = []
      },
      ontext: (data) => show(open.at(-1)?.keepsSpace === true ? data : data.replace(/\s+/g, ' ')),
      onclosetag: leave,
    },
    { xmlMode: true, decodeEntities: true },
  )
  try {
    parser.end(text)
  } catch (cause) {
    if (!(cause instanceof TooDeep)) throw cause
  }
  return { languages: [...byLanguage].map(([language, parsed]) => ({ language, parsed })), pictures }
}
