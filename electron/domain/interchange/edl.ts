import { type Label, type Problem, timecodeLabel } from '../../contract/index.ts'
import {
  type EditorTimeline,
  type PlacedClip,
  placeClips,
  rescale,
  sameRate,
  type TimelineMedia,
  type TimelineWriter,
} from './timeline.ts'

/** Most events that readers of CMX 3600 take. */
const mostEvents = 999

const oneLine = (text: string): string => text.replaceAll(/\s+/g, ' ').trim()

/** Reels have eight characters, of which every reader takes letters, digits and `_`. */
export const reelOf = (reel: string): string => {
  const plain = reel
    .normalize('NFKD')
    .replaceAll(/[^\w]+/g, '_')
    .replace(/^_+|_+$/g, '')
    .slice(0, 8)
  return plain === '' ? 'AX' : plain
}

/** Reels as they are written, each film's (and each other reel's) its own. */
const reelsOf = (media: readonly TimelineMedia[]): ReadonlyMap<string, string> => {
  const reels = new Map<string, string>()
  const taken = new Map<string, string>()
  for (const { id, reel } of media) {
    const short = reelOf(reel)
    let name = short
    for (let count = 2; taken.has(name) && taken.get(name) !== reel; count += 1) {
      const ending = String(count)
      name = short.slice(0, 8 - ending.length) + ending
    }
    taken.set(name, reel)
    reels.set(id, name)
  }
  return reels
}

const channelsOf = ({ audio }: TimelineMedia): number => audio.reduce((sum, channels) => sum + channels, 0)

const tracks = (channels: number): string => {
  if (channels === 0) return 'V'
  return channels === 1 ? 'B' : 'AA/V'
}

/** Colours of labels by the names that Avid gives its locators. */
const locatorColours: Readonly<Record<Label, string>> = {
  red: 'RED',
  orange: 'YELLOW',
  yellow: 'YELLOW',
  green: 'GREEN',
  blue: 'BLUE',
  purple: 'MAGENTA',
}

/** Colours of labels by the names that Resolve gives its markers. */
const markerColours: Readonly<Record<Label, string>> = {
  red: 'Red',
  orange: 'Sand',
  yellow: 'Yellow',
  green: 'Green',
  blue: 'Blue',
  purple: 'Purple',
}

/** Source and record times of an event on the grid of the list. */
const eventLines = (placed: PlacedClip, number: number, reel: string, timeline: EditorTimeline): readonly string[] => {
  const { clip, from, to } = placed
  const { media } = clip
  const source = rescale(media.startFrame, media.rate, timeline.rate) + rescale(clip.in, media.rate, timeline.rate)
  const label = (frame: number): string => timecodeLabel(frame, timeline.rate, timeline.dropFrame)
  const times = [source, source + to - from, timeline.startFrame + from, timeline.startFrame + to].map(label).join(' ')
  const channels = channelsOf(media)
  return [
    `${String(number).padStart(3, '0')}  ${reel.padEnd(8)} ${tracks(channels).padEnd(5)} C        ${times}`,
    ...(channels > 2 ? [`AUD  3${channels > 3 ? '    4' : ''}`] : []),
    `* FROM CLIP NAME: ${oneLine(clip.name)}`,
    `* SOURCE FILE: ${oneLine(media.name)}`,
    ...(clip.note === '' ? [] : [`* COMMENT: ${oneLine(clip.note)}`]),
    ...(clip.label === null
      ? []
      : [`* LOC: ${label(timeline.startFrame + from)} ${locatorColours[clip.label].padEnd(7)} ${oneLine(clip.name)}`]),
  ]
}

/** Lines as such lists have them. */
export const edlText = (lines: readonly string[]): string => `${lines.join('\r\n')}\r\n`

/** How a list says which labels it counts by. */
export const edlHead = (title: string, dropFrame: boolean): readonly string[] => [
  `TITLE: ${oneLine(title).slice(0, 70)}`,
  `FCM: ${dropFrame ? 'DROP FRAME' : 'NON-DROP FRAME'}`,
  '',
]

/** Edit decision lists (CMX 3600), of at most 999 events each: cuts only, one rate, reels of eight characters. */
export const writeEdl: TimelineWriter = (timeline) => {
  const placed = placeClips(timeline)
  const media = [...new Map(placed.map(({ clip }) => [clip.media.id, clip.media])).values()]
  const reels = reelsOf(media)
  const files = Array.from({ length: Math.max(1, Math.ceil(placed.length / mostEvents)) }, (_, part) => {
    const events = placed.slice(part * mostEvents, (part + 1) * mostEvents)
    const lines = events.flatMap((event, index) =>
      eventLines(event, index + 1, reels.get(event.clip.media.id) ?? 'AX', timeline),
    )
    return {
      suffix: part === 0 ? '' : `-${part + 1}`,
      text: edlText([...edlHead(timeline.name, timeline.dropFrame), ...lines]),
    }
  })
  const shortened = media.filter(({ id, reel }) => reels.get(id) !== reel)
  const dropped = placed.some(({ clip: { media: source } }) => source.dropFrame !== timeline.dropFrame)
  const report: Problem[] = [
    ...(files.length > 1
      ? [
          {
            code: 'split',
            message: `An EDL holds ${mostEvents} events; the rest is in ${files.length - 1} more files.`,
          },
        ]
      : []),
    ...(shortened.length > 0
      ? [
          {
            code: 'reels_shortened',
            message: `An EDL holds reels of eight plain characters: ${shortened.length} were shortened. The names of the files are in comments.`,
          },
        ]
      : []),
    ...(placed.some(({ clip }) => !sameRate(clip.media.rate, timeline.rate))
      ? [
          {
            code: 'rates_converted',
            message:
              'An EDL has one frame rate: source times of films at other rates are converted to that of the sequence.',
          },
        ]
      : []),
    ...(dropped
      ? [
          {
            code: 'mixed_drop_frame',
            message:
              'An EDL counts all times with dropped labels or all without; those of some films are written in the other way.',
          },
        ]
      : []),
    ...(media.some((source) => channelsOf(source) > 4)
      ? [{ code: 'channels_left_out', message: 'An EDL names at most four audio channels; further ones are left out.' }]
      : []),
  ]
  return { files, report }
}

/** Markers as Resolve imports them on a timeline (File, Import, EditorTimeline Markers from EDL). */
export const writeMarkersEdl: TimelineWriter = (timeline) => {
  const line = (name: string, note: string, label: Label | null, frames: number): string =>
    ` |C:ResolveColor${markerColours[label ?? 'blue']} |M:${oneLine(note === '' ? name : `${name}: ${note}`).replaceAll('|', '/')} |D:${frames}`
  const events = placeClips(timeline).flatMap(({ clip, index, from, to }) => {
    const label = (frame: number): string => timecodeLabel(frame, timeline.rate, timeline.dropFrame)
    const [start, end] = [label(timeline.startFrame + from), label(timeline.startFrame + from + 1)]
    return [
      `${String((index % mostEvents) + 1).padStart(3, '0')}  001      V     C        ${start} ${end} ${start} ${end}  `,
      line(clip.name, clip.note, clip.label, to - from),
      '',
    ]
  })
  return {
    files: [{ suffix: '', text: edlText([...edlHead(timeline.name, timeline.dropFrame), ...events]) }],
    report: [],
  }
}
