import { type CaptionModes, type CaptionScreen, type Cta608Channel, Cta608Parser } from '@svta/cml-608'
import { type RawCue, unrollCues } from '../../../domain/captions/index.ts'
import { type CaptionPair, line21FramesPerSecond } from './caption-pair.ts'

/** Caption channels of CEA-608: two of each field. */
export type Line21Channel = 'CC1' | 'CC2' | 'CC3' | 'CC4'

/** Cues of the channels that have any. */
export type Line21Cues = ReadonlyMap<Line21Channel, readonly RawCue[]>

/** A caption that nothing takes off the screen is shown this long behind the last pair. */
const lastShownMs = 4000
/** More cues than these of one channel are left out; normal films have a few a minute. */
const mostCues = 200_000

/** Whether a control code pair begins captions (true), text mode (false), or says nothing of either (null). */
const beginsCaptions = (first: number, second: number): boolean | null => {
  if ((first & 0x76) !== 0x14 || second < 0x20 || second > 0x2f) return null
  if (second === 0x2a || second === 0x2b) return false
  return second === 0x20 || (second >= 0x25 && second <= 0x27) || second === 0x29 ? true : null
}

/**
 * Lets only what belongs to captions through: not text mode (T1–T4), and not the data about the programme (XDS) that the
 * second field carries between captions.
 */
const createSieve = (field: 0 | 1) => {
  let isData = false
  const isText = [false, false]
  let channel = 0
  return (first: number, second: number): boolean => {
    if (first >= 0x10 && first <= 0x1f) {
      isData = false
      channel = (first & 0x08) >> 3
      const begins = beginsCaptions(first, second)
      if (begins !== null) isText[channel] = !begins
      return isText[channel] !== true
    }
    if (field === 1 && first >= 0x01 && first <= 0x0f) isData = true
    return !isData && isText[channel] !== true
  }
}

/** Captions that roll up or are painted on show lines again that were said before; pop-on captions are replaced whole. */
const rolls = (mode: CaptionModes): boolean => mode === 'MODE_ROLL-UP' || mode === 'MODE_PAINT-ON'

interface ShownCue {
  readonly startMs: number
  endMs: number
  text: string
  readonly isRolling: boolean
}

/** Cues of a channel, of which runs that roll say each line once. */
const sayOnce = (cues: readonly ShownCue[]): readonly RawCue[] => {
  const runs: ShownCue[][] = []
  for (const cue of cues) {
    const run = runs.at(-1)
    if (run?.[0]?.isRolling === cue.isRolling) run.push(cue)
    else runs.push([cue])
  }
  return runs.flatMap((run) => (run[0]?.isRolling === true ? unrollCues(run, true) : run))
}

/** Collects what one channel shows. Lines that are written letter by letter become one cue. */
const createCollector = (modeNow: () => CaptionModes) => {
  const shown: ShownCue[] = []
  const newCue = (startMs: number | null, endMs: number, screen: CaptionScreen): void => {
    const text = screen.getDisplayText()
    if (startMs === null || text === '' || shown.length >= mostCues) return
    const last = shown.at(-1)
    const isGrown = last !== undefined && last.endMs === startMs && text.startsWith(last.text)
    if (isGrown && !text.slice(last.text.length).includes('\n')) {
      last.text = text
      last.endMs = endMs
    } else shown.push({ startMs, endMs, text, isRolling: rolls(modeNow()) })
  }
  const cues = (): readonly RawCue[] =>
    sayOnce(shown).map(({ startMs, endMs, text }) => {
      return { startMs: Math.round(startMs), endMs: Math.round(endMs), text }
    })
  return { newCue, cues }
}

const fields = [
  { type: 0, parserField: 1, channels: ['CC1', 'CC2'] },
  { type: 1, parserField: 3, channels: ['CC3', 'CC4'] },
] as const

/** The library keeps its channels to itself; of them only the mode is read. */
const channelsOf = (parser: Cta608Parser): Readonly<Record<number, Cta608Channel | null>> =>
  Reflect.get(parser, 'channels') as Readonly<Record<number, Cta608Channel | null>>

/** One field's decoder. */
const createField = ({ type, parserField, channels }: (typeof fields)[number]) => {
  const mode = (channel: 1 | 2): CaptionModes => channelsOf(parser)[channel]?.mode ?? null
  const collectors = [createCollector(() => mode(1)), createCollector(() => mode(2))] as const
  const parser = new Cta608Parser(parserField, collectors[0], collectors[1])
  // The library writes characters that find no room to the console, and offers no option against it.
  Object.assign(Reflect.get(parser, 'logger') as object, { log: () => {} })
  const passes = createSieve(type)
  let lastMs = 0
  const take = (pair: CaptionPair): void => {
    const [first, second] = [pair.first & 0x7f, pair.second & 0x7f]
    lastMs = pair.atMs
    if (passes(first, second)) parser.addData(pair.atMs, [first, second])
  }
  const end = (): readonly (readonly [Line21Channel, readonly RawCue[]])[] => {
    parser.cueSplitAtTime(lastMs + lastShownMs)
    return channels.flatMap((channel, index) => {
      const cues = collectors[index]?.cues() ?? []
      return cues.length === 0 ? [] : [[channel, cues] as const]
    })
  }
  return { take, end }
}

/**
 * Decodes CEA-608: pop-on, roll-up and paint-on captions of the channels CC1 to CC4. Takes pairs in the order of time;
 * those of CEA-708 are passed over.
 */
export const createLine21Decoder = () => {
  const decoders = fields.map(createField)
  return {
    take: (pair: CaptionPair): void => {
      if (pair.type < 2) decoders[pair.type]?.take(pair)
    },
    end: (): Line21Cues => new Map(decoders.flatMap((field) => field.end())),
  }
}

/** Milliseconds of one frame of line 21. */
export const line21FrameMs = 1000 / line21FramesPerSecond
