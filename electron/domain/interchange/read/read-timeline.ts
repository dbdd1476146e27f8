import type { ImportFormat } from '../../../contract/index.ts'
import { parseXml } from './parse-xml.ts'
import { readEdl } from './read-edl.ts'
import { readFcpxml } from './read-fcpxml.ts'
import { type RangeList, UnreadableList } from './read-list.ts'
import { readOtio } from './read-otio.ts'
import { readAle, readCsv, readJson } from './read-tables.ts'
import { readXmeml } from './read-xmeml.ts'

/** A file of an editor that was read: its format, and the sequences and folders of clips in it. */
export interface ReadTimeline {
  readonly format: ImportFormat
  readonly lists: readonly RangeList[]
}

const ofXml = (text: string): ReadTimeline => {
  const root = parseXml(text)
  if (root.name === 'fcpxml') return { format: 'fcpxml', lists: readFcpxml(root) }
  if (root.name === 'xmeml') return { format: 'xmeml', lists: readXmeml(root) }
  throw new UnreadableList(`It is XML of another kind (“${root.name}”), neither FCPXML nor Final Cut Pro 7 XML.`)
}

const ofJson = (text: string): ReadTimeline => {
  let document: unknown
  try {
    document = JSON.parse(text)
  } catch {
    throw new UnreadableList('It begins like JSON, and is none.')
  }
  if (typeof document !== 'object' || document === null || Array.isArray(document))
    throw new UnreadableList('It is JSON of another kind.')
  const tree: Readonly<Record<string, unknown>> = { ...document }
  return typeof tree['OTIO_SCHEMA'] === 'string'
    ? { format: 'otio', lists: readOtio(tree) }
    : { format: 'json', lists: readJson(tree) }
}

const looksLikeEdl = (text: string): boolean =>
  /^\s*(?:TITLE\s*:|FCM\s*:|\d{1,6}\s+\S.*\d{2}[:;.]\d{2}[:;.]\d{2}[:;.]\d{2})/im.test(text.slice(0, 20_000))

/** Reads a file by what is in it, whatever it is called. Pure; throws `UnreadableList` with what is wrong. */
export const readTimeline = (content: string): ReadTimeline => {
  const text = content.replace(/^\uFEFF/, '')
  const start = text.trimStart()
  if (start === '') throw new UnreadableList('It is empty.')
  if (start.startsWith('<')) return ofXml(start)
  if (start.startsWith('{')) return ofJson(start)
  if (/^Heading\s*$/im.test(start.slice(0, 200))) return { format: 'ale', lists: readAle(start) }
  if (
    looksLikeEdl(start) &&
    !/^[^\n]*[,;\t][^\n]*[,;\t]/.test(start.split(/\r?\n/, 1)[0]?.replace(/^TITLE.*/i, '') ?? '')
  )
    return { format: 'edl', lists: readEdl(text) }
  return { format: 'csv', lists: readCsv(start) }
}
