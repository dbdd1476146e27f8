import { type CaptionTerm, parseCaptionQuery } from '../../domain/caption-query.ts'

/** One term in FTS5's language: always a quoted string, in which only quotes mean anything. */
const ftsTerm = ({ text, prefix }: CaptionTerm): string => `"${text.replaceAll('"', '""')}"${prefix ? '*' : ''}`

/** What a person looks for in FTS5's language; null when there is nothing to look for. */
export const captionMatch = (text: string, typing: boolean): string | null => {
  const query = parseCaptionQuery(text, { typing })
  if (query === null) return null
  const include = query.include.map(ftsTerm).join(' AND ')
  return query.exclude.length === 0 ? include : `(${include}) NOT (${query.exclude.map(ftsTerm).join(' OR ')})`
}
