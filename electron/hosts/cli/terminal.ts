import { inCommandWords } from './command-words.ts'

/** Where a command writes: results to stdout, everything else to stderr. */
export interface Terminal {
  readonly json: boolean
  /** Rows of films as CSV; only for commands that have such rows. */
  readonly csv: boolean
  /** Whether progress bars can be drawn. */
  readonly interactive: boolean
  /** One result as one line: JSON with `--json`, else text. */
  readonly result: (value: unknown, text: () => string) => void
  readonly note: (line: string) => void
}

/** Text that cannot steer a terminal: names of files may hold escape sequences and line breaks. */
export const printable = (text: string): string =>
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is replaced
  text.replace(/[\u0000-\u001f\u007f-\u009f\u2028\u2029\u202a-\u202e\u2066-\u2069]/g, '\ufffd')

/** Text of several lines as one. */
export const oneLine = (text: string): string => printable(text.replace(/\s+/g, ' ').trim())

/** What went wrong and what to do, in one line. */
export const describeFailure = ({
  message,
  remedy,
}: {
  readonly message: string
  readonly remedy?: string | undefined
}): string => printable(inCommandWords(remedy === undefined ? message : `${message} ${remedy}`))
