import type { Rational } from '../../contract/index.ts'
import {
  type EditorTimeline,
  placeClips,
  sameRate,
  type TimelineClip,
  type TimelineMedia,
  type TimelineWriter,
} from './timeline.ts'

const time = (value: number, { num, den }: Rational) => ({ OTIO_SCHEMA: 'RationalTime.1', rate: num / den, value })

const range = (start: number, duration: number, rate: Rational) => ({
  OTIO_SCHEMA: 'TimeRange.1',
  duration: time(duration, rate),
  start_time: time(start, rate),
})

/** Resolve takes the path itself and no URL. */
const reference = (media: TimelineMedia) => ({
  OTIO_SCHEMA: 'ExternalReference.1',
  metadata: { goodclips: { reel: media.reel, dropFrame: media.dropFrame } },
  name: media.name,
  available_range: range(media.startFrame, media.frames, media.rate),
  available_image_bounds: null,
  target_url: media.path,
})

const clipOf = ({ media, name, note, tags, rating, flag, label, people, in: start, out }: TimelineClip) => ({
  OTIO_SCHEMA: 'Clip.2',
  metadata: { goodclips: { note, tags, rating, flag, label, people } },
  name,
  source_range: range(media.startFrame + start, out - start, media.rate),
  effects: [],
  markers:
    note === '' && label === null
      ? []
      : [
          {
            OTIO_SCHEMA: 'Marker.2',
            metadata: {},
            name,
            color: (label ?? 'blue').toUpperCase(),
            comment: note,
            marked_range: range(media.startFrame + start, out - start, media.rate),
          },
        ],
  enabled: true,
  media_references: { DEFAULT_MEDIA: reference(media) },
  active_media_reference_key: 'DEFAULT_MEDIA',
})

const track = (kind: 'Video' | 'Audio', name: string, children: readonly unknown[]) => ({
  OTIO_SCHEMA: 'Track.1',
  metadata: {},
  name,
  source_range: null,
  effects: [],
  markers: [],
  enabled: true,
  children,
  kind,
})

const gap = (frames: number, rate: Rational) => ({
  OTIO_SCHEMA: 'Gap.1',
  metadata: {},
  name: '',
  source_range: range(0, frames, rate),
  effects: [],
  markers: [],
  enabled: true,
})

const timelineOf = (timeline: EditorTimeline) => {
  const placed = placeClips(timeline)
  const heard = placed.map(({ clip, from, to }) =>
    clip.media.audio.length > 0 ? clipOf(clip) : gap(to - from, timeline.rate),
  )
  return {
    OTIO_SCHEMA: 'Timeline.1',
    metadata: {},
    name: timeline.name,
    global_start_time: time(timeline.startFrame, timeline.rate),
    tracks: {
      OTIO_SCHEMA: 'Stack.1',
      metadata: {},
      name: 'tracks',
      source_range: null,
      effects: [],
      markers: [],
      enabled: true,
      children: [
        track('Video', 'V1', timeline.clips.map(clipOf)),
        ...(timeline.clips.some(({ media }) => media.audio.length > 0) ? [track('Audio', 'A1', heard)] : []),
      ],
    },
  }
}

/** OpenTimelineIO: ranges in source timecode, rates as the exact quotient. As clips: a collection. */
export const writeOtio: TimelineWriter = (timeline) => {
  const held =
    timeline.arrangement === 'sequence'
      ? timelineOf(timeline)
      : {
          OTIO_SCHEMA: 'SerializableCollection.1',
          metadata: {},
          name: timeline.name,
          children: timeline.clips.map(clipOf),
        }
  const mixed = timeline.clips.some(({ media }) => !sameRate(media.rate, timeline.rate))
  return {
    files: [{ suffix: '', text: `${JSON.stringify(held, null, 2)}\n` }],
    report:
      mixed && timeline.arrangement === 'sequence'
        ? [
            {
              code: 'mixed_rates',
              message:
                'OpenTimelineIO keeps each range at the rate of its film; how it is conformed is up to the editor.',
            },
          ]
        : [],
  }
}
