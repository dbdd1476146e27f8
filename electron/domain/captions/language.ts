/** ISO 639-1 codes, to know languages by their English names (`name.English.srt`). */
const twoLetterCodes =
  'af am ar az be bg bn bs ca cs cy da de el en es et eu fa fi fr ga gl gu he hi hr hu hy id is it ja ka kk km kn ko lo lt lv mk ml mn mr ms my nb ne nl no pa pl pt ro ru si sk sl sq sr sv sw ta te th tl tr uk ur uz vi zh zu'

/** Country codes and similar habits of file names that are not languages. */
const habits: Readonly<Record<string, string>> = {
  brazilian: 'pt-BR',
  'brazilian portuguese': 'pt-BR',
  mandarin: 'zh',
  cantonese: 'yue',
  norwegian: 'no',
  scr: 'hr',
  pob: 'pt-BR',
  chs: 'zh-Hans',
  cht: 'zh-Hant',
}

const codesByName: ReadonlyMap<string, string> = (() => {
  const names = new Intl.DisplayNames('en', { type: 'language' })
  const entries = twoLetterCodes.split(' ').map((code) => [(names.of(code) ?? code).toLowerCase(), code] as const)
  return new Map([...entries, ...Object.entries(habits)])
})()

const knownLanguages = new Intl.DisplayNames('en', { type: 'language', fallback: 'none' })

/**
 * A language as BCP 47 (`eng` → `en`, `ger` → `de`, `pt_BR` → `pt-BR`, `English` → `en`), or null when the text
 * names no language that is known.
 */
export const knownLanguage = (text: string): string | null => {
  const cleaned = text.trim().replaceAll('_', '-')
  const byName = codesByName.get(cleaned.toLowerCase())
  if (byName !== undefined) return byName
  if (!/^[a-z]{2,3}(-[a-z0-9]{2,8})*$/i.test(cleaned)) return null
  try {
    const [tag] = Intl.getCanonicalLocales(cleaned)
    if (tag === undefined || /^(und|mul|mis|zxx)\b/.test(tag)) return null
    return knownLanguages.of(tag) === undefined ? null : tag
  } catch {
    return null
  }
}

/** Language of a stream: BCP 47 where possible, else what the file says; null for none and `und`. */
export const streamLanguage = (tag: string | undefined): string | null => {
  const text = tag?.trim() ?? ''
  if (text === '' || /^und$/i.test(text)) return null
  return knownLanguage(text) ?? text
}
