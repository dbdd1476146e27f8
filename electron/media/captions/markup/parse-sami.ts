import { Parser } from 'htmlparser2'
import type { ParsedCaptions, RawCue } from '../../../domain/captions/index.ts'

/** The cues of one language of a SAMI file. */
export interface SamiLanguage {
  /** As the style sheet says it (`ko-KR`); null when it does not. */
  readonly language: string | null
  readonly title: string | null
  readonly parsed: ParsedCaptions
}

interface Shown {
  readonly atMs: number
  readonly text: string
}

/** Longer is nothing shown: such files leave out the empty cue that ends one. */
const longestMs = 15_000

/**
 * Elements of SAMI stay open, two for each cue. The parser takes ever longer the more are open, so there the reading ends:
 * a film of ten hours has half as many.
 */
const mostOpen = 40_000

class TooManyOpen extends Error {}

/** `.KRCC { Name: Korean; lang: ko-KR; }` */
const classesOf = (
  style: string,
): ReadonlyMap<string, { readonly language: string | null; readonly title: string | null }> =>
  new Map(
    [...style.matchAll(/\.([\w-]{1,40})\s*\{([^}]{0,500})\}/g)].map(([, name = '', body = '']) => [
      name.toLowerCase(),
      {
        language: /\blang\s*:\s*([\w-]{2,20})/i.exec(body)?.[1] ?? null,
        title: /\bname\s*:\s*"?([^;"}]{1,60})/i.exec(body)?.[1]?.trim() ?? null,
      },
    ]),
  )

/** Reads SAMI: `<SYNC Start=ms>` with a paragraph for each language, shown until the next one of that language. */
export const parseSami = (text: string): readonly SamiLanguage[] => {
  const byClass = new Map<string, Shown[]>()
  let style = ''
  let skipped = 0
  let inStyle = false
  let atMs: number | null = null
  let name = ''
  let words: string[] = []
  let opened = 0

  const flush = (): void => {
    if (atMs !== null && words.length > 0) {
      const shown = byClass.get(name) ?? []
      shown.push({
        atMs,
        text: words
          .join('')
          .replace(/[^\S\n]+/g, ' ')
          .trim(),
      })
      byClass.set(name, shown)
    }
    words = []
  }
  const parser = new Parser(
    {
      onopentag: (tag, attributes) => {
        opened += 1
        if (opened > mostOpen) throw new TooManyOpen()
        if (tag === 'style') inStyle = true
        else if (tag === 'br') words.push('\n')
        else if (tag === 'sync') {
          flush()
          name = ''
          const start = (attributes['start'] ?? '').trim()
          const isTime = /^-?\d{1,10}(\.\d+)?(ms)?$/.test(start)
          if (!isTime) skipped += 1
          atMs = isTime ? Math.round(Number.parseFloat(start)) : null
        } else if (tag === 'p') {
          flush()
          name = (attributes['class'] ?? '').toLowerCase()
        }
      },
      ontext: (data) => {
        if (inStyle) style += data.slice(0, 10_000)
        else if (atMs !== null) words.push(data.replace(/\s+/g, ' '))
      },
      oncomment: (data) => {
        if (inStyle) style += data.slice(0, 10_000)
      },
      onclosetag: (tag) => {
        opened -= 1
        if (tag === 'style') inStyle = false
      },
    },
    { decodeEntities: true, lowerCaseTags: true, lowerCaseAttributeNames: true },
  )
  try {
    parser.end(text)
  } catch (cause) {
    if (!(cause instanceof TooManyOpen)) throw cause
  }
  flush()

  const classes = classesOf(style)
  const languages = [...byClass].map(([className, shown]): SamiLanguage => {
    const cues = shown.flatMap(({ atMs: startMs, text: words }, index): readonly RawCue[] => {
      const next = shown[index + 1]?.atMs
      // A blank, written `&nbsp;`, ends the text before it.
      if (words.replace(/\u00a0/g, '').trim() === '') return []
      return [{ startMs, endMs: next === undefined ? startMs : Math.min(next, startMs + longestMs), text: words }]
    })
    const { language = null, title = null } = classes.get(className) ?? {}
    return { language, title, parsed: { cues, skipped: 0 } }
  })
  const spoken = languages.filter(({ parsed }) => parsed.cues.length > 0)
  const [first, ...others] =
    spoken.length > 0 ? spoken : [{ language: null, title: null, parsed: { cues: [], skipped: 0 } }]
  return first === undefined ? [] : [{ ...first, parsed: { ...first.parsed, skipped } }, ...others]
}
