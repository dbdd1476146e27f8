/** A cue as a file holds it: times as written, text with its markup. */
export interface RawCue {
  readonly startMs: number
  readonly endMs: number
  readonly text: string
}

/** Cues of a file, and how many of its parts made no sense and were passed over. */
export interface ParsedCaptions {
  readonly cues: readonly RawCue[]
  readonly skipped: number
}

/** Lines of a file whatever ends them, without byte order mark and NUL bytes. */
export const linesOf = (text: string): string[] =>
  text
    .replace(/^\ufeff/, '')
    .replaceAll('\0', '')
    .split(/\r\n|\r|\n/)

/** Blanks included; more is no timing line but a trap for the pattern. */
const longestTiming = 200

const clock = String.raw`(?:(\d{1,3})\s*:)?\s*(\d{1,2})\s*:\s*(\d{1,2})(?:\s*[.,:]\s*(\d{1,9}))?`
const timing = new RegExp(String.raw`^\s*-?${clock}\s*-{1,2}>\s*-?${clock}`)

const toMs = (parts: readonly (string | undefined)[]): number => {
  const [hours = '0', minutes = '0', seconds = '0', fraction = '0'] = parts
  const milliseconds = Math.round(Number(`0.${fraction}`) * 1000)
  return (Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds)) * 1000 + milliseconds
}

/**
 * Times of a line like `00:00:01,500 --> 00:00:02,000`, as SRT and WebVTT have it: hours may be missing, the fraction
 * may follow a comma, a point or a colon. Null when the line is none.
 */
export const parseTimingLine = (line: string): { readonly startMs: number; readonly endMs: number } | null => {
  if (!line.includes('>')) return null
  const match = timing.exec(line.slice(0, longestTiming))
  return match === null ? null : { startMs: toMs(match.slice(1, 5)), endMs: toMs(match.slice(5, 9)) }
}
