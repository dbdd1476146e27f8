import { baseName, stemOf } from '../import/file-names.ts'
import { foldCharacter } from './fold-text.ts'

/** A word of a name: its folded form, and where it stands in the name (UTF-16 offsets, end excluded). */
export interface WordInName {
  readonly text: string
  readonly start: number
  readonly end: number
}

// Scripts that put no blanks between words: each of their characters is a word, and what is looked for is a row of them.
const withoutBlanks =
  /[\p{scx=Han}\p{scx=Hiragana}\p{scx=Katakana}\p{scx=Thai}\p{scx=Lao}\p{scx=Khmer}\p{scx=Myanmar}]/u
const isMark = /^\p{M}/u

/** The words of a name, which has to be in the normal form NFC. Any other character than a letter or digit ends a word. */
export const wordsOfName = (name: string): readonly WordInName[] => {
  const words: WordInName[] = []
  let text = ''
  let start = 0
  let at = 0
  let standsAlone = false
  const end = (): void => {
    if (text !== '') words.push({ text, start, end: at })
    text = ''
  }
  for (const character of name) {
    const folded = foldCharacter(character)
    const isAlone = folded !== null && character.charCodeAt(0) > 127 && withoutBlanks.test(character)
    const continues = text !== '' && (isMark.test(character) || !(isAlone || standsAlone))
    if (folded === null) end()
    else if (!continues) {
      end()
      start = at
      text = folded
      standsAlone = isAlone
    } else text += folded
    at += character.length
  }
  end()
  return words
}

const pieces = /\p{Lu}?\p{Ll}+|\p{Lu}+(?!\p{Ll})|\p{N}+|[\p{Lo}\p{Lm}\p{M}]+/gu

/**
 * What of a name's words can be looked for by itself: `BigBuck` holds "big" and "buck", `DSCF0042` "dscf", "0042" and "42".
 * Only pieces of words, never whole ones.
 */
export const piecesOfName = (name: string): readonly WordInName[] => {
  const found: WordInName[] = []
  for (const { text, start, end } of wordsOfName(name)) {
    for (const match of name.slice(start, end).matchAll(pieces)) {
      const piece = [...match[0]].map((character) => foldCharacter(character) ?? '').join('')
      const place = { start: start + match.index, end: start + match.index + match[0].length }
      const isNumber = /^[0-9]/.test(piece)
      if (piece !== text && (piece.length > 1 || isNumber)) found.push({ text: piece, ...place })
      const number = isNumber ? piece.replace(/^0+(?=.)/, '') : piece
      if (number !== piece) found.push({ text: number, ...place })
    }
  }
  return found
}

/**
 * The folders of a path that a person named, outermost first: not those that every file of a person lies in, as
 * `/home/anna`, `C:\Users\Anna` or `/Volumes`.
 */
export const namedFolders = (path: string): readonly string[] => {
  const folder = path.slice(0, path.length - baseName(path).length)
  const own = folder.replace(
    /^(?:[A-Za-z]:)?[\\/](?:(?:home|Users|media|run[\\/]media)[\\/][^\\/]+|Volumes|mnt)(?=[\\/])/,
    '',
  )
  return own
    .split(/[\\/]/)
    .filter((name) => name !== '' && !/^[A-Za-z]:$/.test(name))
    .map((name) => name.normalize('NFC'))
}

const joined = (words: Iterable<string>): string => [...new Set(words)].join(' ')
const inOrder = (names: readonly string[]): string =>
  names
    .map((name) =>
      wordsOfName(name.normalize('NFC'))
        .map(({ text }) => text)
        .join(' '),
    )
    .join(' ')

/** What the index of names holds of one video; in each text the words are folded and stand between single blanks. */
export interface IndexedNames {
  readonly title: string
  readonly files: string
  readonly tags: string
  readonly folders: string
  /** Pieces of the words of title, files and tags. */
  readonly pieces: string
}

/** Which words name a video. `paths` are all places of its file. */
export const indexedNames = (title: string, paths: readonly string[], tags: readonly string[]): IndexedNames => {
  const files = [...new Set(paths.map((path) => baseName(path).normalize('NFC')))]
  return {
    title: inOrder([title]),
    files: inOrder(files),
    tags: inOrder(tags),
    folders: inOrder([...new Set(paths.flatMap(namedFolders))]),
    pieces: joined(
      [title, ...files.map(stemOf), ...tags].flatMap((name) =>
        piecesOfName(name.normalize('NFC')).map(({ text }) => text),
      ),
    ),
  }
}
