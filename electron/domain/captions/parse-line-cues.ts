import { linesOf, type ParsedCaptions, type ParseOptions, type RawCue } from './raw-cue.ts'
import { parseClock } from './timing-line.ts'

const clockText = String.raw`-?\d{1,3}\s*[:;]\s*\d{1,2}(?:\s*[:;]\s*\d{1,2})?(?:\s*[.,:;]\s*\d{1,9})?`
const commaTimed = new RegExp(String.raw`^\s*(${clockText})\s*,\s*(${clockText})\s*$`)
const bracketTimed = new RegExp(String.raw`^\s*\[(${clockText})\]\s*$`)

/** Reads YouTube's SBV and SubViewer 2: a line with two times, then the text up to an empty line. */
export const parseCommaTimed = (text: string, options: ParseOptions = {}): ParsedCaptions => {
  const lines = linesOf(text)
  const found = lines.flatMap((line, index) => {
    const match = commaTimed.exec(line.slice(0, 100))
    // `1,2` in a text is no time; both sides are clocks here.
    return match === null
      ? []
      : [{ index, startMs: parseClock(match[1] ?? '', options), endMs: parseClock(match[2] ?? '', options) }]
  })
  const cues = found.flatMap(({ index, startMs, endMs }, position): readonly RawCue[] => {
    if (startMs === null || endMs === null) return []
    const words = lines.slice(index + 1, found[position + 1]?.index ?? lines.length).join('\n')
    return [{ startMs, endMs, text: words.replace(/\[br\]/gi, '\n') }]
  })
  return { cues, skipped: found.length - cues.length }
}

/** Reads SubViewer 1: `[00:00:01]`, the text with `|` between its lines, `[00:00:03]`. */
export const parseBracketTimed = (text: string, options: ParseOptions = {}): ParsedCaptions => {
  const marks: { readonly atMs: number; readonly text: string }[] = []
  let words: string[] = []
  let atMs: number | null = null
  let skipped = 0
  const flush = (): void => {
    if (atMs !== null) marks.push({ atMs, text: words.join('\n').replaceAll('|', '\n') })
    words = []
  }
  for (const line of linesOf(text)) {
    const match = bracketTimed.exec(line.slice(0, 100))
    if (match === null) words.push(line)
    else {
      flush()
      atMs = parseClock(match[1] ?? '', options)
      if (atMs === null) skipped += 1
    }
  }
  flush()
  const cues = marks.flatMap((mark, position): readonly RawCue[] =>
    mark.text.trim() === ''
      ? []
      : [{ startMs: mark.atMs, endMs: marks[position + 1]?.atMs ?? mark.atMs, text: mark.text }],
  )
  return { cues, skipped }
}

const stamp = /\[(\d{1,3}:\d{1,2}(?:[.:]\d{1,3})?)\]/g
const wordStamp = /<\d{1,3}:\d{1,2}(?:[.:]\d{1,3})?>/g
/** A line of a song is over after this, though no other one follows. */
const longestLineMs = 10_000

const lyricMs = (text: string): number | null =>
  parseClock(text.replace(/:(\d{1,3})$/, (all, part: string) => (text.split(':').length > 2 ? `.${part}` : all)))

/** Reads lyrics (LRC): each line begins with the times at which it is sung; `[offset:…]` moves them all. */
export const parseLrc = (text: string): ParsedCaptions => {
  const lines = linesOf(text)
  const offset = lines
    .map((line) => /^\s*\[offset:\s*([+-]?\d{1,9})\s*\]/i.exec(line)?.[1])
    .find((found) => found !== undefined)
  const sung = lines
    .flatMap((line) => {
      const head = /^(?:\s*\[\d{1,3}:\d{1,2}(?:[.:]\d{1,3})?\])+/.exec(line)?.[0] ?? ''
      const words = line.slice(head.length).replace(wordStamp, '').trim()
      // Where words have times of their own, one behind the last word says when the line is over.
      const over = /<(\d{1,3}:\d{1,2}(?:[.:]\d{1,3})?)>\s*$/.exec(line)?.[1]
      const starts = [...head.matchAll(stamp)]
      const overMs = over === undefined || starts.length !== 1 ? null : lyricMs(over)
      return starts.flatMap(([, at = '']) => {
        const atMs = lyricMs(at)
        const shift = Number(offset ?? 0)
        return atMs === null ? [] : [{ atMs: atMs - shift, overMs: overMs === null ? null : overMs - shift, words }]
      })
    })
    .sort((a, b) => a.atMs - b.atMs)
  const cues = sung.flatMap(({ atMs, overMs, words }, position): readonly RawCue[] => {
    const next = sung.slice(position + 1, position + 20).find((other) => other.atMs > atMs)?.atMs
    return words === ''
      ? []
      : [
          {
            startMs: atMs,
            endMs: overMs ?? (next === undefined ? atMs : Math.min(next, atMs + longestLineMs)),
            text: words,
          },
        ]
  })
  return { cues, skipped: 0 }
}

const transcriptLine = /^\s*[[(]?(\d{1,3}:\d{2}(?::\d{2})?(?:[.,]\d{1,3})?)[\])]?\s*(?:[-–—=:|]\s?)?(.*)$/

/** Reads a transcript of which each line, or the line above it, begins with a time (TMPlayer, what YouTube shows). */
export const parseTranscript = (text: string): ParsedCaptions => {
  const marks: { readonly atMs: number; readonly words: string[] }[] = []
  for (const line of linesOf(text)) {
    const match = transcriptLine.exec(line.slice(0, 5000))
    const atMs = match === null ? null : parseClock(match[1] ?? '')
    if (match !== null && atMs !== null) marks.push({ atMs, words: [(match[2] ?? '').replaceAll('|', '\n')] })
    else marks.at(-1)?.words.push(line)
  }
  const cues = marks.map(({ atMs, words }, position): RawCue => {
    const next = marks[position + 1]?.atMs ?? atMs
    return { startMs: atMs, endMs: Math.min(next, atMs + longestLineMs), text: words.join('\n') }
  })
  // Times that go back and forth are no transcript but, say, a list of scores.
  const isAscending = cues.every((cue, index) => index === 0 || cue.startMs >= (cues[index - 1]?.startMs ?? 0))
  return { cues: cues.length >= 2 && isAscending ? cues : [], skipped: 0 }
}
