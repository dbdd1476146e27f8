import { stopwords as danish } from '@orama/stopwords/danish'
import { stopwords as dutch } from '@orama/stopwords/dutch'
import { stopwords as english } from '@orama/stopwords/english'
import { stopwords as finnish } from '@orama/stopwords/finnish'
import { stopwords as french } from '@orama/stopwords/french'
import { stopwords as german } from '@orama/stopwords/german'
import { stopwords as italian } from '@orama/stopwords/italian'
import { stopwords as norwegian } from '@orama/stopwords/norwegian'
import { stopwords as portuguese } from '@orama/stopwords/portuguese'
import { stopwords as russian } from '@orama/stopwords/russian'
import { stopwords as spanish } from '@orama/stopwords/spanish'
import { stopwords as swedish } from '@orama/stopwords/swedish'
import { foldWord } from './fold-word.ts'

const lists: Readonly<Record<string, readonly string[]>> = {
  da: danish,
  nl: dutch,
  en: english,
  fi: finnish,
  fr: french,
  de: german,
  it: italian,
  nb: norwegian,
  no: norwegian,
  pt: portuguese,
  ru: russian,
  es: spanish,
  sv: swedish,
}

const sets = new Map<string, ReadonlySet<string>>()

const stopWordsOf = (language: string): ReadonlySet<string> => {
  const known = sets.get(language)
  if (known !== undefined) return known
  // Parts of contractions too: a tokenizer makes two words of "don't".
  const made = new Set((lists[language] ?? []).flatMap((word) => [word, ...word.split(/['’]/u)]).map(foldWord))
  sets.set(language, made)
  return made
}

/** Whether a folded word says next to nothing by itself in one of these languages, as "the" does. */
export const isStopWord = (word: string, languages: readonly string[]): boolean =>
  languages.some((language) => stopWordsOf(language).has(word))
