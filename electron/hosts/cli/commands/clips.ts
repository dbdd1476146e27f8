import { type ClipFile, type ClipSpan, clipCsvHeading, clipCsvLine, clipRow } from '../../../contract/index.ts'
import type { Terminal } from '../terminal.ts'

/** CSV lines end in CR LF (RFC 4180); the terminal adds the LF. */
const csvLine = (line: string): string => `${line}\r`

/** Writes the line of headings where rows are asked for as CSV. */
export const writeClipHeading = (terminal: Terminal): void => {
  if (terminal.csv) terminal.result(null, () => csvLine(clipCsvHeading))
}

/** Writes one piece of a film: as JSON what the API answered with the columns of `clipColumns`, as CSV those, else a line. */
export const writeClip = (
  terminal: Terminal,
  { span, file, answered }: { readonly span: ClipSpan; readonly file: ClipFile; readonly answered: object },
  line: () => string,
): void =>
  terminal.result({ ...clipRow(span, file), ...answered }, () =>
    terminal.csv ? csvLine(clipCsvLine(span, file)) : line(),
  )
