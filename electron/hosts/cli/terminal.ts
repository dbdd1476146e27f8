/** Where a command writes: results to stdout, everything else to stderr. */
export interface Terminal {
  readonly json: boolean
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

/** What went wrong and what to do, in one line. */
export const describeFailure = ({
  message,
  remedy,
}: {
  readonly message: string
  readonly remedy?: string | undefined
}): string => printable(remedy === undefined ? message : `${message} ${remedy}`)

/** Columns padded to the widest cell; the last one is left as it is. */
export const columns = (rows: readonly (readonly string[])[]): readonly string[] => {
  const widths = rows.reduce<readonly number[]>(
    (known, row) => row.map((cell, index) => Math.max(known[index] ?? 0, cell.length)),
    [],
  )
  return rows.map((row) =>
    row
      .map((cell, index) => (index === row.length - 1 ? cell : cell.padEnd(widths[index] ?? 0)))
      .join('  ')
      .trimEnd(),
  )
}
