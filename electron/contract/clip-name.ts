import { portableFileName } from './file-name.ts'

/** What a template of file names can hold, with what it stands for on screen. */
export const nameTokens = {
  bin: 'name of the bin or export',
  nr: 'number in order; {nr:03} with zeros in front',
  title: 'title of the video',
  tc: 'timecode of the first frame',
  out: 'timecode behind the last frame',
  reel: 'name of the tape or card',
  date: 'day of the recording',
  note: 'note of the range',
} as const
export type NameToken = keyof typeof nameTokens

/** What the tokens stand for in one clip; `nr` counts from 1. */
export type ClipNameParts = Readonly<Record<Exclude<NameToken, 'nr'>, string>> & { readonly nr: number }

/** Names of clips where nobody says otherwise. */
export const defaultNameTemplate = '{bin}-{nr:03}-{title}-{tc}'

const tokenPattern = /\{([^{}]*)\}/g
const partsOf = (token: string): readonly [name: string, width: number] => {
  const [name = '', width = ''] = token.split(':')
  return [name, /^\d{1,2}$/.test(width) ? Number(width) : 0]
}

const isToken = (name: string): name is NameToken => Object.hasOwn(nameTokens, name)

/** What is wrong with a template, for the person; null when it can be used. */
export const templateProblem = (template: string): string | null => {
  for (const [whole, token = ''] of template.matchAll(tokenPattern)) {
    const [name, width] = partsOf(token)
    if (!isToken(name) || (token.includes(':') && width === 0))
      return `${whole} is no token. There are ${Object.keys(nameTokens)
        .map((each) => `{${each}}`)
        .join(', ')}.`
  }
  return template.trim() === '' ? 'The name must not be empty.' : null
}

/** File name of one clip without its ending: tokens are filled in, and what no file name may hold is replaced. */
export const clipFileName = (template: string, parts: ClipNameParts): string =>
  portableFileName(
    template.replaceAll(tokenPattern, (whole, token: string) => {
      const [name, width] = partsOf(token)
      if (!isToken(name)) return whole
      const value = String(parts[name])
      return (name === 'tc' || name === 'out' ? value.replaceAll(/[:;]/g, '-') : value).padStart(width, '0')
    }),
  )

/** Names of several clips; of equal ones (also but for capitals) the later are numbered: `name (2)`. */
export const clipFileNames = (template: string, clips: readonly ClipNameParts[]): readonly string[] => {
  const taken = new Set<string>()
  return clips.map((parts) => {
    const name = clipFileName(template, parts)
    let free = name
    for (let number = 2; taken.has(free.toLowerCase()); number += 1) free = `${name} (${number})`
    taken.add(free.toLowerCase())
    return free
  })
}
