import { linesOf, type ParsedCaptions, type RawCue } from './raw-cue.ts'
import { parseClock } from './timing-line.ts'

const standardFields = ['layer', 'start', 'end', 'style', 'name', 'marginl', 'marginr', 'marginv', 'effect', 'text']

/** Where a dialogue line has its times and text, given the names of its fields. */
const readDialogue = (value: string, fields: readonly string[]): RawCue | null => {
  const parts = value.split(',')
  const startMs = parseClock(parts[fields.indexOf('start')] ?? '')
  const endMs = parseClock(parts[fields.indexOf('end')] ?? '')
  if (startMs === null || endMs === null || parts.length < fields.length) return null
  return { startMs, endMs, text: parts.slice(fields.length - 1).join(',') }
}

/**
 * Reads Advanced SubStation Alpha and SubStation Alpha. `fields: 'standard'` is for streams: Matroska and ffmpeg
 * always store the ten standard fields, whatever the header declares.
 */
export const parseAss = (text: string, fields: 'declared' | 'standard' = 'declared'): ParsedCaptions => {
  const cues: RawCue[] = []
  let skipped = 0
  let declared: readonly string[] = standardFields
  for (const line of linesOf(text)) {
    const [, key, value = ''] = /^\s*(Format|Dialogue)\s*:\s?(.*)$/i.exec(line) ?? []
    if (key === undefined) continue
    if (key.toLowerCase() === 'format') {
      const names = value.split(',').map((name) => name.trim().toLowerCase())
      // Styles have a format line too; text is always the last field, as it may hold commas.
      const isEvents = names.includes('start') && names.includes('end') && names.at(-1) === 'text'
      if (isEvents && fields === 'declared') declared = names
      continue
    }
    const cue = readDialogue(value, declared) ?? readDialogue(value, standardFields)
    if (cue === null) skipped += 1
    else cues.push(cue)
  }
  return { cues, skipped }
}
