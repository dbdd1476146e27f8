import { languageByName } from './language-names.ts'

const knownLanguages = new Intl.DisplayNames('en', { type: 'language', fallback: 'none' })

/** Language, script and country or region; variants are left out, as `en-forced` is English. */
const tagForm = /^[a-z]{2,3}(?:-[a-z]{4})?(?:-(?:[a-z]{2}|\d{3}))?$/i

/** BCP 47 tag of an ISO 639 code, optionally with script and country; null when the code is unknown. */
const byCode = (text: string): string | null => {
  const cleaned = text.trim().replaceAll('_', '-')
  if (!tagForm.test(cleaned)) return null
  try {
    const [tag] = Intl.getCanonicalLocales(cleaned)
    if (tag === undefined || /^(und|mul|mis|zxx)\b/.test(tag)) return null
    return knownLanguages.of(tag) === undefined ? null : tag
  } catch {
    return null
  }
}

/**
 * A language as BCP 47 (`eng` → `en`, `ger` → `de`, `pt_BR` → `pt-BR`, `English` → `en`), or null when the text
 * names no language that is known. ISO codes come before habits (`sc` is Sardinian).
 */
export const knownLanguage = (text: string): string | null => byCode(text) ?? languageByName(text)

/** Codes of rarely used languages that are words or abbreviations in file names; there they name no language. */
const rareCodes: ReadonlySet<string> = new Set('fil yue ckb ast haw nds gsw ceb hmn scn cmn'.split(' '))

/**
 * A language as file names say it: by habit (`jp` → `ja`, `sc` → `zh-Hans`), then by name, then by code. Codes of three
 * letters count where the language has one of two, so that `new` and `the` are words.
 */
export const fileLanguage = (text: string): string | null => {
  const named = languageByName(text)
  if (named !== null) return named
  const tag = byCode(text)
  if (tag === null) return null
  const [primary = ''] = tag.split('-')
  if (primary === 'cmn') return 'zh'
  return primary.length === 2 || rareCodes.has(primary) ? tag : null
}

/** ISO 15924 code of the script that a language is usually written in (`ru` → `Cyrl`, `sr-Latn` → `Latn`); null where that is not known. */
export const scriptOfLanguage = (language: string): string | null => {
  const tag = knownLanguage(language)
  return tag === null ? null : (new Intl.Locale(tag).maximize().script ?? null)
}

/** Language of a stream: BCP 47 where possible, else what the file says; null for none and `und`. */
export const streamLanguage = (tag: string | undefined): string | null => {
  const text = tag?.trim() ?? ''
  if (text === '' || /^und$/i.test(text)) return null
  return knownLanguage(text) ?? text
}
