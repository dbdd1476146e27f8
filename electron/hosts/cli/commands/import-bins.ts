import { readFile, stat } from 'node:fs/promises'
import { basename, join, resolve } from 'node:path'
import { decodeList } from '../../../client/decode-list.ts'
import { importTextLimit, type Rational, type UnlinkedRange } from '../../../contract/index.ts'
import type { ApiFailure } from '../../../domain/failure.ts'
import { type ExitCode, exitCodeOf, exitCodes } from '../exit-codes.ts'
import { findBin } from '../find-bin.ts'
import { parsePathMap } from '../path-map.ts'
import { describeFailure, oneLine, printable } from '../terminal.ts'
import { binLine } from './bins.ts'
import type { Command } from './run.ts'

/** What `goodclips bins import` is asked for. */
export interface ImportBinsOptions {
  readonly file: string
  readonly name?: string | undefined
  /** `25`, `29.97`, `30000/1001` … */
  readonly rate?: string | undefined
  readonly map: readonly string[]
  /** Name or id of a folder of bins. */
  readonly in?: string | undefined
  readonly workingFolder: string
}

const rateOf = (text: string): Rational | null => {
  const [, num = '', den = '1'] = /^(\d{1,6}(?:\.\d{1,3})?)(?:\/(\d{1,4}))?$/.exec(text) ?? []
  const [numerator, denominator] = [Number(num), Number(den)]
  if (num === '' || !(numerator > 0) || !(denominator > 0) || numerator / denominator > 1000) return null
  return { num: Math.round(numerator * 1000), den: denominator * 1000 }
}

/** Bytes of a list; the document of a folder of Final Cut Pro (`.fcpxmld`). */
const readList = async (path: string): Promise<Uint8Array | string> => {
  try {
    const stats = await stat(path)
    const file = stats.isDirectory() ? join(path, 'Info.fcpxml') : path
    const { size } = stats.isDirectory() ? await stat(file) : stats
    return size > importTextLimit ? 'It is larger than 32 MB.' : await readFile(file)
  } catch (cause) {
    return cause instanceof Error ? cause.message : String(cause)
  }
}

const unlinkedLine = ({ number, name, fileName, path, reel, in: start, out, message }: UnlinkedRange): string => {
  const source = path ?? fileName ?? (reel === null ? null : `reel ${reel}`)
  const what = [name, source === null || source === name ? null : `(${source})`]
    .filter((part) => part !== null)
    .join(' ')
  return ['not found', String(number), what, `${start ?? ''}–${out ?? ''}`, message].map(oneLine).join('  ')
}

/** `goodclips bins import`: makes bins of a list of an editor, and names what the library does not have. */
export const importBinsCommand: Command<ImportBinsOptions> = async ({ backend, terminal, signal }, options) => {
  const refuse = (failure: ApiFailure): ExitCode => {
    terminal.note(describeFailure(failure))
    return exitCodeOf(failure)
  }
  const pathMap = parsePathMap(options.map)
  if (!pathMap.ok) return refuse(pathMap.error)
  const frameRate = options.rate === undefined ? undefined : rateOf(options.rate)
  if (frameRate === null)
    return refuse({
      code: 'bad_request',
      message: `"${options.rate}" is no frame rate.`,
      remedy: 'Give 23.976, 25, 29.97, 30000/1001 …',
    })
  const folder = options.in === undefined ? null : await findBin(backend, options.in)
  if (folder?.ok === false) return refuse(folder.error)
  const path = resolve(options.workingFolder, options.file)
  const bytes = await readList(path)
  if (typeof bytes === 'string')
    return refuse({
      code: 'bad_request',
      message: `${path} cannot be read: ${bytes}`,
      remedy: 'Give the file of an editor.',
    })
  if (bytes.length === 0)
    return refuse({ code: 'bad_request', message: `${path} is empty.`, remedy: 'Export the list again.' })
  const answer = await backend.bins.import(
    {
      text: decodeList(bytes),
      fileName: basename(path),
      ...(options.name === undefined ? {} : { name: options.name }),
      ...(frameRate === undefined ? {} : { frameRate }),
      ...(pathMap.value.length === 0 ? {} : { pathMap: [...pathMap.value] }),
      ...(folder === null ? {} : { parentId: folder.value.id }),
    },
    signal,
  )
  if (!answer.ok) return refuse(answer.error)
  const { bins, unlinked, report } = answer.value
  if (terminal.json) terminal.result(answer.value, () => '')
  else for (const bin of bins) terminal.result(bin, () => binLine(bin))
  for (const { message } of report) terminal.note(printable(message))
  for (const range of unlinked) terminal.note(unlinkedLine(range))
  return unlinked.length === 0 ? exitCodes.ok : exitCodes.someFailed
}
