import { readFile } from 'node:fs/promises'
import { isPartsList } from '../domain/import/parts-list.ts'
import type { LocatedPart } from '../domain/ports/index.ts'
import { allowedContainers } from './allow-lists.ts'
import { writeWholeFile } from './write-whole-file.ts'

/** A path that a line of a list can hold. */
export const isListable = (path: string): boolean => !/[\r\n\0]/.test(path)

const quoted = (text: string): string => `'${text.replaceAll("'", "'\\''")}'`

/** Containers that a part may be: none of them opens further files, so a part cannot be a list itself. */
const partFormats = allowedContainers.map(({ demuxer }) => demuxer).join(',')

/**
 * The text by which ffmpeg's concat demuxer reads parts as one film. Durations are those after which the picture of the next part
 * begins, so that frames follow each other at an even pace. Throws on a path that a line cannot hold.
 */
export const partsListText = (parts: readonly LocatedPart[]): string =>
  [
    'ffconcat version 1.0',
    ...parts.flatMap(({ path, durationUs }) => {
      if (!isListable(path)) throw new Error('the path of a part holds the end of a line')
      return [
        `file ${quoted(`file:${path}`)}`,
        `option format_whitelist ${partFormats}`,
        `duration ${(durationUs / 1_000_000).toFixed(6)}`,
      ]
    }),
    '',
  ].join('\n')

/** Writes the list of parts into a file, whose name has the ending of such lists; what is in it already stays untouched. */
export const writePartsList = async (listPath: string, parts: readonly LocatedPart[]): Promise<void> => {
  if (!isPartsList(listPath)) throw new Error('the name of a list of parts has to end as theirs do')
  const text = partsListText(parts)
  const current = await readFile(listPath, 'utf8').catch(() => null)
  if (current !== text) await writeWholeFile(listPath, Buffer.from(text))
}

/** The first file of a film: that of its list of parts, or the path itself. */
export const firstFileOf = async (path: string): Promise<string> => {
  if (!isPartsList(path)) return path
  const text = await readFile(path, 'utf8')
  const [, first] = /^file 'file:(.*)'$/m.exec(text) ?? []
  if (first === undefined) throw new Error('a list of parts names none')
  return first.replaceAll("'\\''", "'")
}
