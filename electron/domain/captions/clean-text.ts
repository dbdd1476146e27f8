/** Syntax whose markup is taken off a cue's text; `plain` has none. */
export type CaptionSyntax = 'srt' | 'vtt' | 'ass' | 'plain'

const namedEntities: Readonly<Record<string, string>> = {
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  apos: "'",
  nbsp: '\u00a0',
  lrm: '\u200e',
  rlm: '\u200f',
}

/** Decodes entities once, so that `&amp;lt;` becomes `&lt;` as it should; unknown ones stay. */
const decodeEntities = (text: string): string =>
  text.replace(/&(?:#(\d{1,7})|#x([0-9a-f]{1,6})|([a-z]{2,6}));/gi, (whole, decimal, hexadecimal, name) => {
    if (typeof name === 'string') return namedEntities[name.toLowerCase()] ?? whole
    const code = typeof decimal === 'string' ? Number(decimal) : Number.parseInt(String(hexadecimal), 16)
    return code > 0 && code <= 0x10ffff && !(code >= 0xd800 && code <= 0xdfff) ? String.fromCodePoint(code) : ''
  })

/** Longest text of a cue in characters; the rest is cut off, which bounds the time that a hostile file can take. */
const longestText = 10_000

/** Text of ASS without override blocks, and without the vector drawings between `\p1` and `\p0`. */
const withoutOverrides = (text: string): string => {
  const shown: string[] = []
  let drawing = false
  let position = 0
  while (position < text.length) {
    const open = text.indexOf('{', position)
    const close = open < 0 ? -1 : text.indexOf('}', open)
    const end = close < 0 ? text.length : open
    if (!drawing) shown.push(text.slice(position, end))
    if (close < 0) break
    const modes = [...text.slice(open, close).matchAll(/\\p(\d)/g)]
    drawing = modes.length > 0 ? modes.at(-1)?.[1] !== '0' : drawing
    position = close + 1
  }
  return shown.join('')
}

const vttTag = /<\/?(?:c|i|b|u|ruby|rt|v|lang)(?:[.\s][^>]{0,300})?>|<\d{1,3}:[\d:.]{1,12}>/gi
/** The tags that players read as markup in SRT. Anything else in angle brackets, such as `x < y > z`, is text. */
const htmlTag = /<\/?(?:b|i|u|s|em|strong|font|span|p|c|v|ruby|rt)(?:[.\s][^<>]{0,300})?\/?>/gi
/** ASS overrides that SRT files carry too (`{\an8}`). A brace without a backslash is text there. */
const strayOverride = /\{\\[^}]{0,300}\}/g

const stripTags = (text: string, syntax: 'srt' | 'vtt'): string => {
  const broken = text.replace(/<br\s{0,9}\/?>/gi, '\n')
  if (syntax === 'vtt') return broken.replace(vttTag, '').replace(htmlTag, '')
  return broken.replace(htmlTag, '')
}

const tidy = (text: string): string =>
  text
    // Invisible characters, which would split words and lines.
    .replace(/[\u200b\u2060\ufeff]/g, '')
    .replace(/[\u2028\u2029\u0085\v\f]/g, '\n')
    .split('\n')
    .map((line) => line.replace(/[\s\u00a0]+/g, ' ').trim())
    .filter((line) => line !== '')
    .join('\n')

/** Plain text of a cue: no markup, no entities, lines trimmed, no empty lines. */
export const cleanText = (raw: string, syntax: CaptionSyntax): string => {
  const bounded = raw.slice(0, longestText)
  if (syntax === 'plain') return tidy(bounded)
  if (syntax === 'ass')
    return tidy(
      withoutOverrides(bounded)
        .replace(/\\[Nn]/g, '\n')
        .replace(/\\h/g, ' '),
    )
  const shown = stripTags(bounded, syntax).replace(strayOverride, '')
  // In SRT some programs write ASS's line break.
  return tidy(decodeEntities(syntax === 'srt' ? shown.replace(/\\N/g, '\n') : shown))
}
