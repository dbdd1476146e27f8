import { countedFrames, frameOfLabel, type Rational } from '../../../contract/index.ts'
import { gridRate } from '../grid-rate.ts'
import { nameInPath } from '../paths.ts'
import { spanOfFrames } from './exact-time.ts'
import {
  createLosses,
  type ListReader,
  type Losses,
  lossTexts,
  noSpan,
  type ReadClip,
  type ReadSpan,
  UnreadableList,
} from './read-list.ts'

/** Cells of a table (RFC 4180) by rows; `separator` is one character. Quotes may stand anywhere in a cell. */
export const parseTable = (text: string, separator: string): readonly (readonly string[])[] => {
  const rows: string[][] = []
  let row: string[] = []
  let cell = ''
  let quoted = false
  const endRow = (): void => {
    row.push(cell)
    cell = ''
    if (row.length > 1 || row[0] !== '') rows.push(row)
    row = []
  }
  for (let at = 0; at < text.length; at += 1) {
    const sign = text[at] ?? ''
    if (quoted) {
      if (sign !== '"') cell += sign
      else if (text[at + 1] === '"') {
        cell += '"'
        at += 1
      } else quoted = false
    } else if (sign === '"' && cell === '') quoted = true
    else if (sign === separator) {
      row.push(cell)
      cell = ''
    } else if (sign === '\n' || sign === '\r') {
      if (sign === '\r' && text[at + 1] === '\n') at += 1
      endRow()
    } else cell += sign
  }
  endRow()
  return rows
}

/** A row by the names of its columns: letters and digits, in lower case. */
type Row = ReadonlyMap<string, string>

const plainName = (heading: string): string => heading.toLowerCase().replaceAll(/[^\p{L}\p{N}]/gu, '')

const rowsOf = (table: readonly (readonly string[])[], headings: readonly string[]): readonly Row[] => {
  const names = headings.map(plainName)
  return table.map((cells) => new Map(names.map((name, column) => [name, cells[column] ?? ''])))
}

/** Cells without the apostrophe that keeps spreadsheets from taking a text for a formula. */
const cellAt = (row: Row, ...names: readonly string[]): string => {
  const text = names.map((name) => (row.get(name) ?? '').trim()).find((each) => each !== '') ?? ''
  return /^'[=+\-@\t\r]/.test(text) ? text.slice(1) : text
}

const numberAt = (row: Row, ...names: readonly string[]): number | null => {
  const text = cellAt(row, ...names)
  const value = Number(text)
  return text === '' || !Number.isFinite(value) || value < 0 || value > 2 ** 40 ? null : value
}

/** `30000/1001`, `29.97` or `25`. */
const rateOf = (text: string): Rational | null => {
  const [, num = '', den = '1'] = /^(\d{1,9})(?:\/(\d{1,9}))?$/.exec(text) ?? []
  if (num !== '') return Number(num) > 0 && Number(den) > 0 ? { num: Number(num), den: Number(den) } : null
  const decimal = Number(text)
  return text !== '' && decimal > 0 && decimal < 1000
    ? gridRate({ num: Math.round(decimal * 1000), den: 1000 }, false)
    : null
}

/** Labels as times where the rate is told, else as they are. */
const labelled = (
  start: string,
  end: string,
  rate: Rational | null,
): Pick<ReadSpan, 'timecode' | 'labels' | 'counting'> | null => {
  if (start === '' || end === '') return null
  const dropFrame = /[;,.]\d+$/.test(start)
  if (rate === null) return { timecode: null, labels: { start, end, dropFrame }, counting: null }
  const grid = gridRate(rate, false)
  const [from, to] = [frameOfLabel(start, grid, dropFrame), frameOfLabel(end, grid, dropFrame)]
  if (from === null || to === null) return null
  // A range over midnight ends at a smaller label.
  const day = countedFrames(grid) * 86_400
  return {
    timecode: spanOfFrames(from, to <= from ? to + day : to, grid),
    labels: null,
    counting: { rate: grid, dropFrame },
  }
}

const orNull = (text: string): string | null => (text === '' ? null : text)

const rangeOf = <Value>(
  start: number | null,
  end: number | null,
  make: (start: number, end: number) => Value,
): Value | null => (start === null || end === null || end <= start ? null : make(start, end))

const clipOfRow = (row: Row, losses: Losses): ReadClip[] => {
  const path = orNull(cellAt(row, 'path', 'sourcepath', 'filepath', 'sourcefilepath'))
  const span: ReadSpan = {
    ...noSpan,
    frames: rangeOf(numberAt(row, 'startframe'), numberAt(row, 'endframe'), (start, end) => ({
      start: Math.floor(start),
      end: Math.ceil(end),
    })),
    times: rangeOf(numberAt(row, 'startms'), numberAt(row, 'endms'), (startMs, endMs) => ({ startMs, endMs })),
    ...labelled(
      cellAt(row, 'sourcein', 'start', 'in', 'starttc'),
      cellAt(row, 'sourceout', 'end', 'out', 'endtc'),
      rateOf(cellAt(row, 'framerate', 'fps', 'framespersecond')),
    ),
  }
  const name = cellAt(row, 'title', 'name', 'clipname')
  const file = cellAt(row, 'filename', 'sourcefile', 'file', 'sourcefilename')
  const fileName = file === '' ? (path === null ? null : nameInPath(path)) : nameInPath(file)
  if ([span.frames, span.times, span.timecode, span.labels].every((each) => each === null)) {
    losses.note('unreadable', lossTexts.unreadable)
    return []
  }
  return [
    {
      name: name === '' ? (fileName ?? '') : name,
      fileName,
      path,
      reel: orNull(cellAt(row, 'reel', 'tape', 'reelname', 'tapename')),
      videoId: orNull(cellAt(row, 'videoid')),
      span,
      note: cellAt(row, 'note', 'notes', 'comments', 'comment', 'description'),
    },
  ]
}

const knownColumns: readonly (readonly string[])[] = [
  ['startframe', 'startms', 'sourcein', 'start', 'in', 'starttc'],
  ['path', 'filename', 'videoid', 'reel', 'tape', 'sourcefile', 'file', 'name', 'title', 'clipname', 'sourcepath'],
]

/** Reads a table with a line of headings, separated by commas, semicolons or tabs. `docs/cli.md` lists the columns. */
export const readCsv: ListReader = (text) => {
  const [heading = ''] = text.split(/\r\n|\r|\n/, 1)
  const separator = [',', ';', '\t'].reduce((best, sign) =>
    heading.split(sign).length > heading.split(best).length ? sign : best,
  )
  const [headings = [], ...table] = parseTable(text, separator)
  const names = new Set(headings.map(plainName))
  if (!knownColumns.every((columns) => columns.some((column) => names.has(column))))
    throw new UnreadableList(
      'Its first line does not name the columns: startFrame and endFrame, or sourceIn and sourceOut, and path, fileName or reel.',
    )
  const losses = createLosses()
  const clips = rowsOf(table, headings).flatMap((row) => clipOfRow(row, losses))
  return [{ name: '', rate: null, clips, report: losses.report() }]
}

/** Reads an Avid Log Exchange; its head says the rate. */
export const readAle: ListReader = (text) => {
  const lines = text.split(/\r\n|\r|\n/)
  const lineOf = (word: string): number => lines.findIndex((line) => line.trim().toLowerCase() === word)
  const [columns, data] = [lineOf('column'), lineOf('data')]
  const headings = lines[columns + 1]?.split('\t') ?? []
  if (columns < 0 || data < columns) throw new UnreadableList('It has no lines “Column” and “Data”.')
  const fps = lines.map((line) => /^FPS\t(.*)$/i.exec(line)?.[1]?.trim()).find((found) => found !== undefined) ?? ''
  const losses = createLosses()
  const table = lines
    .slice(data + 1)
    .filter((line) => line.trim() !== '')
    .map((line) => line.split('\t'))
  const rows = rowsOf(table, headings).map((row) => (cellAt(row, 'fps') === '' ? new Map([...row, ['fps', fps]]) : row))
  return [
    { name: '', rate: rateOf(fps), clips: rows.flatMap((row) => clipOfRow(row, losses)), report: losses.report() },
  ]
}

type Tree = Readonly<Record<string, unknown>>

const isTree = (value: unknown): value is Tree => typeof value === 'object' && value !== null && !Array.isArray(value)

const cellOf = (value: unknown): string => {
  if (typeof value === 'string' || typeof value === 'number') return String(value)
  return isTree(value) && typeof value['num'] === 'number' && typeof value['den'] === 'number'
    ? `${value['num']}/${value['den']}`
    : ''
}

/** Reads the JSON that exports of GoodCLIPS write. */
export const readJson = (document: Tree) => {
  const clips = document['clips']
  if (!Array.isArray(clips)) throw new UnreadableList('It is JSON without “clips”.')
  const losses = createLosses()
  const rows = clips.filter(isTree).map((clip): Row => {
    const file = isTree(clip['file']) ? clip['file'] : {}
    const own = Object.entries({ ...file, ...clip, fileName: file['name'] }).filter(([name]) => name !== 'file')
    return new Map(own.map(([name, value]) => [plainName(name), cellOf(value)]))
  })
  const name = typeof document['name'] === 'string' ? document['name'] : ''
  return [{ name, rate: null, clips: rows.flatMap((row) => clipOfRow(row, losses)), report: losses.report() }]
}
