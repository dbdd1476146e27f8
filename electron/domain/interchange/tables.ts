import { type ClipSpan, clipColumns, csvCell, timecodeLabel } from '../../contract/index.ts'
import { type ExportCue, toSrt, toVtt } from '../export/caption-file.ts'
import { edlText } from './edl.ts'
import { placeClips, sameRate, type TimelineClip, type TimelineMedia, type TimelineWriter } from './timeline.ts'

const sourceLabel = ({ startFrame, rate, dropFrame }: TimelineMedia, frame: number): string =>
  timecodeLabel(startFrame + frame, rate, dropFrame)

const spanOf = ({ name, videoId, startMs, endMs, in: startFrame, out: endFrame, words }: TimelineClip): ClipSpan => ({
  videoId,
  title: name,
  sceneId: null,
  sceneIndex: null,
  startMs,
  endMs,
  startFrame,
  endFrame,
  score: null,
  words: words.map(({ text }) => text).join(' '),
})

/** Rating, flag, label and people of a range as cells. */
const marksOf = ({ rating, flag, label, people }: TimelineClip, separator: string): readonly string[] => [
  rating === null ? '' : String(rating),
  flag ?? '',
  label ?? '',
  people.join(separator),
]

/** Columns of the CSV behind those that all rows about pieces of films have (`clipColumns`). */
const furtherColumns = [
  ...(['reel', 'sourceIn', 'sourceOut', 'recordIn', 'recordOut', 'note', 'tags'] as const),
  ...(['rating', 'flag', 'label', 'people'] as const),
] as const

/** Rows for other programs (RFC 4180, UTF-8); `docs/cli.md` lists the columns. */
export const writeCsv: TimelineWriter = (timeline) => {
  const label = (frame: number): string => timecodeLabel(timeline.startFrame + frame, timeline.rate, timeline.dropFrame)
  const rows = placeClips(timeline).map(({ clip, from, to }) => {
    const file = { path: clip.media.path, frameRate: clip.media.rate }
    const span = spanOf(clip)
    const sourceTimes = [sourceLabel(clip.media, clip.in), sourceLabel(clip.media, clip.out)]
    const placed = timeline.arrangement === 'sequence' ? [label(from), label(to)] : ['', '']
    const further = [
      clip.media.reel,
      ...sourceTimes,
      ...placed,
      clip.note,
      clip.tags.join('; '),
      ...marksOf(clip, '; '),
    ]
    return [...clipColumns.map(({ of }) => of(span, file)), ...further].map(csvCell).join(',')
  })
  const heading = [...clipColumns.map(({ id }) => id), ...furtherColumns].join(',')
  return { files: [{ suffix: '', text: `${[heading, ...rows].join('\r\n')}\r\n` }], report: [] }
}

/** Everything, for programs of one's own; `docs/cli.md` describes it. */
export const writeJson: TimelineWriter = (timeline) => {
  const { name, arrangement, rate: frameRate, dropFrame, startFrame } = timeline
  const clips = placeClips(timeline).map(({ clip: { media, in: start, out, ...clip }, from, to }) => ({
    ...clip,
    startFrame: start,
    endFrame: out,
    sourceIn: sourceLabel(media, start),
    sourceOut: sourceLabel(media, out),
    ...(arrangement === 'sequence' ? { recordStartFrame: from, recordEndFrame: to } : {}),
    file: {
      name: media.name,
      path: media.path,
      reel: media.reel,
      frameRate: media.rate,
      dropFrame: media.dropFrame,
      sourceStart: sourceLabel(media, 0),
      frameCount: media.frames,
      width: media.width,
      height: media.height,
      audioChannels: media.audio,
      sampleRate: media.sampleRate,
    },
  }))
  const text = JSON.stringify({ name, arrangement, frameRate, dropFrame, startFrame, clips }, null, 2)
  return { files: [{ suffix: '', text: `${text}\n` }], report: [] }
}

/** Markers for Premiere's panels: name, description, in, out, duration and type, with timecodes of the sequence. */
export const writeMarkersCsv: TimelineWriter = (timeline) => {
  const label = (frame: number): string => timecodeLabel(frame, timeline.rate, timeline.dropFrame)
  const rows = placeClips(timeline).map(({ clip, from, to }) =>
    [
      clip.name,
      clip.note,
      label(timeline.startFrame + from),
      label(timeline.startFrame + to),
      label(to - from),
      'Comment',
    ]
      .map(csvCell)
      .join(','),
  )
  const heading = 'Marker Name,Description,In,Out,Duration,Marker Type'
  return { files: [{ suffix: '', text: `${[heading, ...rows].join('\r\n')}\r\n` }], report: [] }
}

const aleCell = (text: string): string => text.replaceAll(/[\t\r\n]+/g, ' ').trim()

/** The frame rate as an ALE names it. */
const aleRate = ({ num, den }: TimelineMedia['rate']): string =>
  den === 1 ? String(num) : (num / den).toFixed(2).replace(/\.?0+$/, '')

const aleFormat = (height: number): string => {
  if (height === 1080 || height === 720) return String(height)
  return height === 576 ? 'PAL' : height === 480 || height === 486 ? 'NTSC' : 'CUSTOM'
}

const aleTracks = ({ audio }: TimelineMedia): string => {
  const channels = audio.reduce((sum, each) => sum + each, 0)
  return ['V', ...Array.from({ length: channels }, (_, index) => `A${index + 1}`)].join('')
}

const aleColumns = [
  ...['Name', 'Tracks', 'Start', 'End', 'Tape', 'Source File', 'Source Path', 'FPS', 'Comments', 'Keywords'],
  ...['Rating', 'Flag', 'Label', 'People'],
]

/** Avid Log Exchange: one log for each frame rate, as a log has only one. */
export const writeAle: TimelineWriter = (timeline) => {
  const rates = timeline.clips
    .map(({ media }) => media.rate)
    .filter((rate, index, all) => all.findIndex((other) => sameRate(other, rate)) === index)
  const files = rates.map((rate, index) => {
    const clips = timeline.clips.filter(({ media }) => sameRate(media.rate, rate))
    const [first] = clips
    const rows = clips.map((clip) => {
      const { media, name, note, tags, in: start, out } = clip
      return [
        name,
        aleTracks(media),
        sourceLabel(media, start),
        sourceLabel(media, out),
        media.reel,
        media.name,
        media.path,
        aleRate(rate),
        note,
        tags.join(', '),
        ...marksOf(clip, ', '),
      ]
        .map(aleCell)
        .join('\t')
    })
    const text = edlText([
      'Heading',
      'FIELD_DELIM\tTABS',
      `VIDEO_FORMAT\t${aleFormat(first?.media.height ?? 0)}`,
      `AUDIO_FORMAT\t${Math.round((first?.media.sampleRate ?? 48_000) / 1000)}khz`,
      `FPS\t${aleRate(rate)}`,
      '',
      'Column',
      aleColumns.join('\t'),
      '',
      'Data',
      ...rows,
    ])
    return { suffix: index === 0 ? '' : `-${aleRate(rate)}`, text }
  })
  return {
    files,
    report:
      files.length > 1
        ? [{ code: 'split', message: `An ALE has one frame rate: there is one file for each of ${files.length}.` }]
        : [],
  }
}

const wordsWriter =
  (write: (cues: readonly ExportCue[]) => string): TimelineWriter =>
  (timeline) => {
    const placed = placeClips(timeline)
    const seconds = (frames: number): number => (frames * timeline.rate.den) / timeline.rate.num
    const cuesOf = ({ clip, from, to }: (typeof placed)[number], base: number) =>
      clip.words.map(({ startSeconds, endSeconds, text }) => ({
        startMs: (base + startSeconds) * 1000,
        endMs: (base + Math.min(endSeconds, seconds(to - from))) * 1000,
        text,
      }))
    const silent = placed.filter(({ clip }) => clip.words.length === 0).length
    const report =
      silent === 0 ? [] : [{ code: 'no_words', message: `${silent} of ${placed.length} ranges have no captions.` }]
    if (timeline.arrangement === 'sequence') {
      return { files: [{ suffix: '', text: write(placed.flatMap((at) => cuesOf(at, seconds(at.from)))) }], report }
    }
    const files = placed.map((at, index) => ({
      suffix: `-${String(index + 1).padStart(3, '0')}`,
      text: write(cuesOf(at, 0)),
    }))
    return { files, report }
  }

/** Words of the ranges, as captions of the sequence; as clips one file for each range. */
export const writeSrt = wordsWriter(toSrt)

/** The same as WebVTT. */
export const writeVtt = wordsWriter(toVtt)
