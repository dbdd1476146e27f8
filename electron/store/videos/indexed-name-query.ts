import { parseNameQuery, type TypedWord } from '../../domain/names/name-query.ts'
import type { Sql } from '../sqlite/sql.ts'

/** What words look for in the index of names, in FTS5's language. */
export interface IndexedNameQuery {
  /** Everything that they find. */
  readonly all: string
  /** The same in parts that do not overlap, best first: named so by themselves, by the beginning of a word, by folders. */
  readonly ranks: readonly string[]
}

// Folded words are letters and digits only, so that a quoted one means nothing else.
const phrase = (words: readonly string[], isBeginning: boolean): string =>
  `"${words.join(' ')}"${isBeginning ? ' *' : ''}`

/** `a_b` as it stands: its words one after another. */
const asItself = (typed: readonly TypedWord[], beginnings: boolean): string =>
  typed.map(({ rows, isBeginning }) => phrase(rows.flat(), beginnings && isBeginning)).join(' AND ')

/** `a_b` as two words. */
const apart = (typed: readonly TypedWord[], beginnings: boolean): string =>
  typed
    .flatMap(({ rows, isBeginning }) =>
      rows.map((row, place) => phrase(row, beginnings && isBeginning && place === rows.length - 1)),
    )
    .join(' AND ')

const anyVideo = (sql: Sql, match: string): boolean =>
  sql.get('SELECT 1 FROM video_names_fts WHERE video_names_fts MATCH @match LIMIT 1', { match }) !== undefined

/**
 * Reads words for the index of names; null when there are none. What is joined by `_`, `-` or `.` is meant as it stands,
 * and as separate words where nothing in the library is called that. `beginningsFrom`: see `parseNameQuery`.
 */
export const readIndexedNameQuery = (sql: Sql, query: string, beginningsFrom: number): IndexedNameQuery | null => {
  const typed = parseNameQuery(query, beginningsFrom)
  if (typed.length === 0) return null
  const isJoined = typed.some(({ rows }) => rows.length > 1)
  const read = isJoined && !anyVideo(sql, asItself(typed, true)) ? apart : asItself
  const all = read(typed, true)
  const named = `{title files tags} : (${read(typed, false)})`
  const begun = `{title files tags pieces} : (${all})`
  return { all, ranks: [named, `(${begun}) NOT (${named})`, `(${all}) NOT (${begun})`] }
}
