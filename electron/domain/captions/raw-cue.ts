/** A cue as a file holds it: times as written (maybe before zero), text with its markup. */
export interface RawCue {
  readonly startMs: number
  /** At or before the start when the file has no usable end. */
  readonly endMs: number
  readonly text: string
}

/** Cues of a file, and how many of its cues have times that cannot be read. */
export interface ParsedCaptions {
  readonly cues: readonly RawCue[]
  readonly skipped: number
  /** Time at which the programme starts as the file itself says: its cues count from an earlier zero. */
  readonly programmeStartMs?: number
}

/** What a parser is told about the film. */
export interface ParseOptions {
  /** Frames a second, for formats that count in frames; 25 when it is not known. */
  readonly framesPerSecond?: number
}

/**
 * Longest line in characters; the rest is cut off. A line of an SCC file may have thousands of words, but no pattern shall
 * have to go over one of megabytes.
 */
const longestLine = 200_000

/** Lines of a file whatever ends them, without byte order mark and NUL bytes. */
export const linesOf = (text: string): string[] =>
  text
    .replace(/^\ufeff+/, '')
    .replaceAll('\0', '')
    .split(/\r\n|\r|\n/)
    .map((line) => (line.length > longestLine ? line.slice(0, longestLine) : line))
