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
}

/** What a parser is told about the film. */
export interface ParseOptions {
  /** Frames a second, for formats that count in frames; 25 when it is not known. */
  readonly framesPerSecond?: number
}

/** Lines of a file whatever ends them, without byte order mark and NUL bytes. */
export const linesOf = (text: string): string[] =>
  text
    .replace(/^\ufeff+/, '')
    .replaceAll('\0', '')
    .split(/\r\n|\r|\n/)
