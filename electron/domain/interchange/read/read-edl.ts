import { createLosses, type ListReader, type Losses, lossTexts, noSpan, type ReadClip } from './read-list.ts'

const timecode = String.raw`\d{1,2}[:;.,]\d{2}[:;.,]\d{2}[:;.,]\d{2,3}`

/** Number, reel, tracks, transition with its length, and four times. */
const eventLine = new RegExp(
  String.raw`^\s*(\d{1,6})\s+(\S.*?)\s+(\S+)\s+(C|D|W\d{1,3}|KB?|KO)(?:\s+(\d{1,4}))?\s+(${timecode})\s+(${timecode})\s+(${timecode})\s+(${timecode})\s*$`,
  'i',
)

/** Lines about the event above, with or without the star that CMX 3600 wants. */
const remark =
  /^\s*\*?\s*(FROM CLIP NAME|TO CLIP NAME|SOURCE FILE|FROM FILE|FROM CLIP|COMMENT|KEY CLIP NAME)\s*:\s*(.*?)\s*$/i

const labelOf = (text: string): string => {
  const [hours = '', minutes = '', seconds = '', frames = ''] = text.split(/[:;.,]/)
  return `${hours.padStart(2, '0')}:${minutes}:${seconds}:${frames}`
}

interface EventDraft {
  readonly reel: string
  readonly start: string
  readonly end: string
  readonly dropFrame: boolean
  readonly picture: boolean
  /** The second clip of a dissolve or wipe. */
  readonly second: boolean
  readonly remarks: Map<string, string>
  readonly notes: string[]
}

const isPicture = (tracks: string): boolean => !/^(A+\d*|AA|NONE|A\d.*)$/i.test(tracks) || /V/i.test(tracks)

/** Reels that name no tape: black, and the usual word for a file without a reel. */
const nameless = new Set(['AX', 'BL', 'BLACK', 'UNKNOWN'])

const clipOf = (draft: EventDraft): ReadClip => {
  const { remarks } = draft
  const said = (name: string): string | null => {
    const text = remarks.get(name) ?? ''
    return text === '' ? null : text
  }
  const path = [said('FROM FILE'), said('FROM CLIP'), said('SOURCE FILE')].find(
    (text) => text !== null && /[\\/]/.test(text),
  )
  const names = [said('FROM CLIP NAME'), said('TO CLIP NAME')]
  const name = (draft.second ? names.toReversed() : names).find((each) => each !== null) ?? null
  const file = said('SOURCE FILE') ?? said('FROM FILE')
  return {
    name: name ?? file ?? draft.reel,
    fileName: file === null || /[\\/]/.test(file) ? null : file,
    path: path ?? null,
    reel: nameless.has(draft.reel.toUpperCase()) ? null : draft.reel,
    videoId: null,
    span: { ...noSpan, labels: { start: draft.start, end: draft.end, dropFrame: draft.dropFrame } },
    note: draft.notes.join('\n'),
  }
}

/** A line about the event above it; of the two clips of a dissolve, `TO CLIP NAME` is the second one. */
const takeRemark = (line: string, drafts: readonly EventDraft[], losses: Losses): void => {
  const last = drafts.at(-1)
  if (last === undefined) return
  const match = remark.exec(line)
  if (match === null) {
    if (/^\s*M2\s/i.test(line)) losses.note('speed', lossTexts.speed)
    return
  }
  const [, word = '', text = ''] = match
  const name = word.toUpperCase()
  if (name === 'COMMENT') last.notes.push(text)
  else if (name !== 'KEY CLIP NAME') last.remarks.set(name, text)
}

const isEmpty = ({ start, end, reel }: EventDraft): boolean => start === end || /^(BL|BLACK)$/i.test(reel)

/**
 * Reads a list of CMX 3600 and what programs make of it: markers without a star, reels of any length, several ways of
 * counting in one list. It does not say its rate.
 */
export const readEdl: ListReader = (text) => {
  const losses = createLosses()
  const drafts: EventDraft[] = []
  let name = ''
  let dropFrame = false
  for (const line of text.split(/\r\n|\r|\n/)) {
    const title = /^\s*TITLE\s*:\s*(.*?)\s*$/i.exec(line)
    const counting = /^\s*FCM\s*:\s*(NON)?/i.exec(line)
    const event = eventLine.exec(line)
    if (title !== null) name = title[1] ?? ''
    else if (counting !== null) dropFrame = counting[1] === undefined
    else if (event !== null) {
      const [, , reel = '', tracks = '', transition = '', , start = '', end = ''] = event
      drafts.push({
        reel,
        start: labelOf(start),
        end: labelOf(end),
        dropFrame: /[;,]\d+$/.test(start) || dropFrame,
        picture: isPicture(tracks),
        second: transition.toUpperCase() !== 'C',
        remarks: new Map(),
        notes: [],
      })
    } else takeRemark(line, drafts, losses)
  }
  const shown = drafts.filter((draft) => draft.picture && !isEmpty(draft))
  const seen = new Set(shown.map(({ reel, start, end }) => `${reel} ${start} ${end}`))
  for (const { picture, reel, start, end } of drafts)
    if (!picture && !seen.has(`${reel} ${start} ${end}`)) losses.note('sound_only', lossTexts.sound)
  return [{ name, rate: null, clips: shown.map(clipOf), report: losses.report() }]
}
