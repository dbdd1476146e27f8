import { type Problem, type TimelineFormat, timelineFormats } from '../../contract/index.ts'
import { writeEdl, writeMarkersEdl } from './edl.ts'
import { fcpxmlWriter } from './fcpxml.ts'
import { writeOtio } from './otio.ts'
import { writeAle, writeCsv, writeJson, writeMarkersCsv, writeSrt, writeVtt } from './tables.ts'
import { type EditorTimeline, sameRate, type TimelineWriter, type Written } from './timeline.ts'
import { writeXmeml } from './xmeml.ts'

/** The writer of each format. A format without one does not compile. */
const writers: Readonly<Record<TimelineFormat, TimelineWriter>> = {
  'fcpxml-1.10': fcpxmlWriter('1.10'),
  'fcpxml-1.13': fcpxmlWriter('1.13'),
  xmeml: writeXmeml,
  edl: writeEdl,
  otio: writeOtio,
  ale: writeAle,
  'markers-edl': writeMarkersEdl,
  'markers-csv': writeMarkersCsv,
  csv: writeCsv,
  json: writeJson,
  srt: writeSrt,
  vtt: writeVtt,
}

/** What a format can carry beside the frames of files. */
type Carried = (typeof timelineFormats)[TimelineFormat]['carries'][number]

/** What a timeline holds that a format may be unable to say, and what is said to the person then. */
const losses: readonly {
  readonly what: Carried
  readonly has: (timeline: EditorTimeline) => boolean
  readonly message: string
}[] = [
  { what: 'note', has: ({ clips }) => clips.some(({ note }) => note !== ''), message: 'Notes are left out.' },
  { what: 'tags', has: ({ clips }) => clips.some(({ tags }) => tags.length > 0), message: 'Tags are left out.' },
  { what: 'rating', has: ({ clips }) => clips.some(({ rating }) => rating !== null), message: 'Ratings are left out.' },
  {
    what: 'flag',
    has: ({ clips }) => clips.some(({ flag }) => flag !== null),
    message: 'Picks and rejects are left out.',
  },
  {
    what: 'label',
    has: ({ clips }) => clips.some(({ label }) => label !== null),
    message: 'Colour labels are left out.',
  },
  {
    what: 'people',
    has: ({ clips }) => clips.some(({ people }) => people.length > 0),
    message: 'Names of people are left out.',
  },
  {
    what: 'timecode',
    has: ({ clips }) => clips.some(({ media }) => media.startFrame > 0),
    message: 'The source timecode is left out.',
  },
  {
    what: 'audio',
    has: ({ clips }) => clips.some(({ media }) => media.audio.length > 0),
    message: 'Audio channels are left out.',
  },
]

/** Writes a timeline in a format; the report tells what the format could not carry. */
export const writeTimeline = (format: TimelineFormat, timeline: EditorTimeline): Written => {
  const { files, report } = writers[format](timeline)
  const carries: readonly Carried[] = timelineFormats[format].carries
  const { label } = timelineFormats[format]
  const lost = losses
    .filter(({ what, has }) => !carries.includes(what) && has(timeline))
    .map(({ what, message }): Problem => ({ code: `no_${what}`, message: `${label}: ${message}` }))
  const mixed =
    timeline.arrangement === 'sequence' && timeline.clips.some(({ media }) => !sameRate(media.rate, timeline.rate))
      ? [
          {
            code: 'rates_mixed',
            message: `The films have several frame rates; the sequence has ${(timeline.rate.num / timeline.rate.den).toFixed(3).replace(/\.?0+$/, '')} frames a second.`,
          },
        ]
      : []
  return { files, report: [...mixed, ...report, ...lost] }
}
