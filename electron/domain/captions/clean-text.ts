/** Syntax whose markup is taken off a cue's text. */
export type CaptionSyntax = 'srt' | 'vtt' | 'ass'

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

/** Vector drawings between `\p1` and `\p0` are shapes, not words. */
const withoutDrawings = (text: string): string =>
  text.replace(/\{[^}]*\\p[1-9][^}]*\}[^{]*(?:\{[^}]*\\p0[^}]*\}|$)/g, '')

/** Override blocks of ASS, which SRT files carry too (`{\an8}`). A brace without a backslash is text in SRT. */
const withoutOverrides = (text: string, syntax: CaptionSyntax): string =>
  syntax === 'ass' ? text.replace(/\{[^}]*\}/g, '') : text.replace(/\{\s*\\[^}]*\}/g, '')

const vttTag = /<\/?(?:c|i|b|u|ruby|rt|v|lang)(?:[.\s][^>]*)?>|<\d{1,3}:[\d:.]+>/gi
/** What players take for markup in SRT. Anything else in angle brackets, such as `x < y > z`, is text. */
const htmlTag = /<\/?(?:b|i|u|s|em|strong|font|span|p|c|v|ruby|rt)(?:[.\s][^<>]*)?\/?>/gi

const stripTags = (text: string, syntax: CaptionSyntax): string => {
  const broken = text.replace(/<br\s*\/?>/gi, '\n')
  if (syntax === 'vtt') return broken.replace(vttTag, '').replace(htmlTag, '')
  return syntax === 'srt' ? broken.replace(htmlTag, '') : broken
}

const tidy = (text: string): string =>
  text
    // Characters that nobody sees and that would break words or lines apart.
    .replace(/[\u200b\u2060\ufeff]/g, '')
    .replace(/[\u2028\u2029\u0085\v\f]/g, '\n')
    .split('\n')
    .map((line) => line.replace(/[\s\u00a0]+/g, ' ').trim())
    .filter((line) => line !== '')
    .join('\n')

/** Plain text of a cue: no markup, no entities, lines trimmed, no empty lines. */
export const cleanText = (raw: string, syntax: CaptionSyntax): string => {
  if (syntax === 'ass') {
    const shown = withoutOverrides(withoutDrawings(raw), syntax)
    return tidy(shown.replace(/\\[Nn]/g, '\n').replace(/\\h/g, ' '))
  }
  const shown = withoutOverrides(stripTags(raw, syntax), syntax)
  // In SRT some programs write ASS's line break.
  const lines = syntax === 'srt' ? shown.replace(/\\N/g, '\n') : shown
  return tidy(decodeEntities(lines))
}
