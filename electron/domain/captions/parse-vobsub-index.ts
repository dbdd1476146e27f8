import { streamLanguage } from './language.ts'

/** One language of a VobSub index; its pictures lie in the `.sub` file. */
export interface VobSubLanguage {
  /** Its place among the languages of the index: ffmpeg's number of the stream. */
  readonly stream: number
  readonly language: string | null
  readonly title: string | null
  /** How many captions are listed. */
  readonly cues: number
}

const sign = /^\ufeff?\s*# VobSub index file/
const languageLine = /^id:\s*([^,\s]{0,20})/
const titleLine = /^alt:\s*(\S.{0,200})/
const cueLine = /^timestamp:\s*-?\d+:\d+:\d+[:.]\d+,\s*filepos:\s*[0-9a-f]+/i

/** Reads the languages of a VobSub index in their order; those that list no caption are left out. Null: the text is no such index. */
export const parseVobSubIndex = (text: string): readonly VobSubLanguage[] | null => {
  if (!sign.test(text)) return null
  const languages: { -readonly [Key in keyof VobSubLanguage]: VobSubLanguage[Key] }[] = []
  for (const raw of text.split(/\r\n?|\n/)) {
    const line = raw.trim()
    const id = languageLine.exec(line)
    if (id !== null) {
      const language = streamLanguage(id[1] === '--' ? undefined : id[1])
      languages.push({ stream: languages.length, language, title: null, cues: 0 })
      continue
    }
    // An index whose only language has no line of its own.
    if (languages.length === 0 && cueLine.test(line))
      languages.push({ stream: 0, language: null, title: null, cues: 0 })
    const open = languages.at(-1)
    if (open === undefined) continue
    if (cueLine.test(line)) open.cues += 1
    else open.title = titleLine.exec(line)?.[1]?.trim() ?? open.title
  }
  return languages.filter(({ cues }) => cues > 0)
}
