import { type CaptionDocument, type CaptionExportFormat, csvCell, formatClock } from '../../contract/index.ts'
import { toSrt, toVtt } from './caption-file.ts'

/** A pause of this length begins a new paragraph. */
const paragraphMs = 2000

const onOneLine = (text: string): string => text.replaceAll(/\s+/gu, ' ').trim()

/** What is said, as text to read: a paragraph ends where nobody speaks for a while. */
const toText = ({ cues }: CaptionDocument): string => {
  const paragraphs: string[][] = []
  let endMs = Number.NEGATIVE_INFINITY
  for (const cue of cues) {
    if (cue.startMs - endMs >= paragraphMs || paragraphs.length === 0) paragraphs.push([])
    paragraphs.at(-1)?.push(onOneLine(cue.text))
    endMs = Math.max(endMs, cue.endMs)
  }
  return paragraphs.map((lines) => `${lines.join(' ')}\n`).join('\n')
}

/** Probability of the least certain word; null where none are known. */
const leastCertain = ({ words }: CaptionDocument['cues'][number]): number | null =>
  words === undefined || words.length === 0 ? null : Math.min(...words.map(({ probability }) => probability))

const csvColumns: readonly {
  readonly id: string
  readonly of: (cue: CaptionDocument['cues'][number], index: number) => string | number | null
}[] = [
  { id: 'number', of: (_, index) => index + 1 },
  { id: 'start', of: ({ startMs }) => formatClock(startMs) },
  { id: 'end', of: ({ endMs }) => formatClock(endMs) },
  { id: 'startMs', of: ({ startMs }) => startMs },
  { id: 'endMs', of: ({ endMs }) => endMs },
  { id: 'text', of: ({ text }) => text },
  { id: 'leastProbability', of: leastCertain },
  { id: 'before', of: ({ said = null }) => said },
]

/** One row a cue (RFC 4180); `before` is what a person corrected. */
const toCsv = ({ cues }: CaptionDocument): string =>
  [
    csvColumns.map(({ id }) => id).join(','),
    ...cues.map((cue, index) => csvColumns.map(({ of }) => csvCell(of(cue, index))).join(',')),
  ]
    .map((line) => `${line}\r\n`)
    .join('')

/** What writes each format. */
export const captionWriters: Readonly<Record<CaptionExportFormat, (document: CaptionDocument) => string>> = {
  srt: ({ cues }) => toSrt(cues),
  vtt: ({ cues }) => toVtt(cues),
  txt: toText,
  csv: toCsv,
  json: (document) => `${JSON.stringify(document, null, 1)}\n`,
}
