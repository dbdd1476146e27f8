import type { NameMatch } from '../../contract/index.ts'
import { baseName } from '../import/file-names.ts'
import type { TypedWord } from './name-query.ts'
import { namedFolders, piecesOfName, type WordInName, wordsOfName } from './name-words.ts'

type Range = readonly [start: number, end: number]

/** Where words follow one another in a name as they do in `row`. */
const placesOf = (words: readonly WordInName[], row: readonly string[], isBeginning: boolean): readonly Range[] =>
  words.flatMap((first, at) => {
    const fits = row.every((wanted, step) => {
      const text = words[at + step]?.text
      return text === wanted || (isBeginning && step === row.length - 1 && text?.startsWith(wanted) === true)
    })
    const last = words[at + row.length - 1]
    return fits && last !== undefined ? [[first.start, last.end]] : []
  })

const placesOfWord = (
  words: readonly WordInName[],
  ownPieces: readonly WordInName[],
  { rows, isBeginning }: TypedWord,
): readonly Range[] => {
  const asItStands = placesOf(words, rows.flat(), isBeginning)
  if (asItStands.length > 0) return asItStands
  return rows.flatMap((row, place) => {
    const mayBegin = isBeginning && place === rows.length - 1
    const whole = placesOf(words, row, mayBegin)
    return whole.length > 0 || row.length > 1 ? whole : placesOf(ownPieces, row, mayBegin)
  })
}

const merged = (ranges: readonly Range[]): [number, number][] => {
  const found: [number, number][] = []
  for (const [start, end] of ranges.toSorted((one, other) => one[0] - other[0])) {
    const last = found.at(-1)
    if (last !== undefined && start <= last[1]) last[1] = Math.max(last[1], end)
    else found.push([start, end])
  }
  return found
}

const mostMatches = 8

/** Where typed words stand in what a video is called, the title first. Names in which none of them stands are left out. */
export const matchesInNames = (
  video: { readonly title: string; readonly paths: readonly string[]; readonly tags: readonly string[] },
  typed: readonly TypedWord[],
): NameMatch[] => {
  const names: readonly (readonly [NameMatch['field'], string])[] = [
    ['title', video.title],
    ...video.paths.map((path) => ['fileName', baseName(path)] as const),
    ...video.tags.map((tag) => ['tag', tag] as const),
    ...video.paths.flatMap(namedFolders).map((folder) => ['folder', folder] as const),
  ]
  const seen = new Set<string>()
  const found: NameMatch[] = []
  for (const [field, name] of names) {
    const text = name.normalize('NFC')
    if (found.length === mostMatches || seen.has(`${field} ${text}`)) continue
    seen.add(`${field} ${text}`)
    const words = wordsOfName(text)
    const ownPieces = field === 'folder' ? [] : piecesOfName(text)
    const matches = merged(typed.flatMap((word) => placesOfWord(words, ownPieces, word)))
    if (matches.length > 0) found.push({ field, text, matches })
  }
  return found
}
