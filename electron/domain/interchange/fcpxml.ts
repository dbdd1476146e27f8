import type { Rational } from '../../contract/index.ts'
import { editorFileUrl } from './paths.ts'
import {
  type EditorTimeline,
  mediaOf,
  placeClips,
  sameRate,
  type TimelineClip,
  type TimelineMedia,
  type TimelineWriter,
} from './timeline.ts'
import { element, textElement, type XmlNode, xmlDocument } from './xml.ts'

/** A time in FCPXML: a rational number of seconds, a multiple of the frame duration. */
export const fcpxmlTime = (frames: number, { num, den }: Rational): string => {
  const numerator = BigInt(frames) * BigInt(den)
  if (numerator % BigInt(num) === 0n) return `${numerator / BigInt(num)}s`
  return `${numerator}/${num}s`
}

/** Names that Final Cut has for rates of sources (`conform-rate`). */
const sourceRates: readonly (readonly [Rational, string])[] = [
  [{ num: 24_000, den: 1001 }, '23.98'],
  [{ num: 24, den: 1 }, '24'],
  [{ num: 25, den: 1 }, '25'],
  [{ num: 30_000, den: 1001 }, '29.97'],
  [{ num: 30, den: 1 }, '30'],
  [{ num: 48_000, den: 1001 }, '47.95'],
  [{ num: 48, den: 1 }, '48'],
  [{ num: 50, den: 1 }, '50'],
  [{ num: 60_000, den: 1001 }, '59.94'],
  [{ num: 60, den: 1 }, '60'],
  [{ num: 100, den: 1 }, '100'],
  [{ num: 120_000, den: 1001 }, '119.88'],
  [{ num: 120, den: 1 }, '120'],
]

const audioRates = ['32k', '44.1k', '48k', '88.2k', '96k', '176.4k', '192k']

const audioRateOf = (media: readonly TimelineMedia[]): string => {
  const name = `${(media.find(({ audio }) => audio.length > 0)?.sampleRate ?? 48_000) / 1000}k`
  return audioRates.includes(name) ? name : '48k'
}

const layoutOf = (media: readonly TimelineMedia[]): string => {
  const channels = Math.max(0, ...media.flatMap(({ audio }) => audio))
  if (channels > 2) return 'surround'
  const most = Math.max(0, ...media.map(({ audio }) => audio.reduce((sum, each) => sum + each, 0)))
  return most === 1 ? 'mono' : 'stereo'
}

const tcFormat = (dropFrame: boolean): string => (dropFrame ? 'DF' : 'NDF')

interface Resources {
  readonly nodes: readonly XmlNode[]
  readonly assetOf: (media: TimelineMedia) => string
  readonly formatOf: (grid: Pick<TimelineMedia, 'rate' | 'width' | 'height'>) => string
}

const resourcesOf = (timeline: EditorTimeline): Resources => {
  const formats = new Map<string, { readonly id: string; readonly node: XmlNode }>()
  const assets = new Map<string, { readonly id: string; readonly node: XmlNode }>()
  let last = 0
  const nextId = (): string => {
    last += 1
    return `r${last}`
  }
  const formatOf: Resources['formatOf'] = ({ rate, width, height }) => {
    const key = `${rate.num}/${rate.den} ${width}x${height}`
    const known = formats.get(key)
    if (known !== undefined) return known.id
    const id = nextId()
    formats.set(key, { id, node: element('format', { id, frameDuration: fcpxmlTime(1, rate), width, height }) })
    return id
  }
  formatOf(timeline)
  for (const media of mediaOf(timeline)) {
    const format = formatOf(media)
    const id = nextId()
    const sound = media.audio.length > 0
    assets.set(media.id, {
      id,
      node: element(
        'asset',
        {
          id,
          name: media.name,
          start: fcpxmlTime(media.startFrame, media.rate),
          duration: fcpxmlTime(media.frames, media.rate),
          hasVideo: 1,
          format,
          videoSources: 1,
          ...(sound
            ? {
                hasAudio: 1,
                audioSources: media.audio.length,
                audioChannels: Math.max(...media.audio),
                audioRate: media.sampleRate,
              }
            : {}),
        },
        [element('media-rep', { kind: 'original-media', src: editorFileUrl(media.path) })],
      ),
    })
  }
  return {
    nodes: [...formats.values(), ...assets.values()].map(({ node }) => node),
    assetOf: (media) => assets.get(media.id)?.id ?? '',
    formatOf,
  }
}

/** A comma would make two keywords of one. */
const keywords = (names: readonly string[], start: string, duration: string): readonly XmlNode[] =>
  names.length === 0
    ? []
    : [element('keyword', { start, duration, value: names.map((name) => name.replaceAll(',', ' ')).join(', ') })]

/** Picks are favourites, rejects are rejected. */
const flagged = ({ flag }: TimelineClip, start: string, duration: string): readonly XmlNode[] =>
  flag === null ? [] : [element('rating', { start, duration, value: flag === 'pick' ? 'favorite' : 'reject' })]

const said = (clip: TimelineClip, start: string, duration: string, frame: string): readonly XmlNode[] => [
  ...(clip.note === '' ? [] : [element('marker', { start, duration: frame, value: clip.name, note: clip.note })]),
  ...flagged(clip, start, duration),
  ...keywords([...clip.tags, ...clip.people], start, duration),
]

const sequenceOf = (timeline: EditorTimeline, { assetOf, formatOf }: Resources): XmlNode => {
  const placed = placeClips(timeline)
  const media = mediaOf(timeline)
  const clips = placed.map(({ clip, from, to }) => {
    const { media: source } = clip
    const start = fcpxmlTime(source.startFrame + clip.in, source.rate)
    const duration = fcpxmlTime(to - from, timeline.rate)
    const conform = sameRate(source.rate, timeline.rate)
      ? undefined
      : (sourceRates.find(([rate]) => sameRate(rate, source.rate))?.[1] ?? undefined)
    return element(
      'asset-clip',
      {
        ref: assetOf(source),
        offset: fcpxmlTime(timeline.startFrame + from, timeline.rate),
        name: clip.name,
        start,
        duration,
        format: formatOf(source),
        tcFormat: tcFormat(source.dropFrame),
        ...(source.audio.length === 0 ? { srcEnable: 'video' } : { audioRole: 'dialogue' }),
      },
      [
        ...(clip.note === '' ? [] : [textElement('note', clip.note)]),
        ...(sameRate(source.rate, timeline.rate)
          ? []
          : [element('conform-rate', { scaleEnabled: 0, srcFrameRate: conform })]),
        ...said(clip, start, duration, fcpxmlTime(1, source.rate)),
      ],
    )
  })
  return element('project', { name: timeline.name }, [
    element(
      'sequence',
      {
        format: formatOf(timeline),
        duration: fcpxmlTime(placed.at(-1)?.to ?? 0, timeline.rate),
        tcStart: fcpxmlTime(timeline.startFrame, timeline.rate),
        tcFormat: tcFormat(timeline.dropFrame),
        audioLayout: layoutOf(media),
        audioRate: audioRateOf(media),
      },
      [element('spine', {}, clips)],
    ),
  ])
}

/** One clip of the browser for each film, on which every range is a keyword of the bin's name. */
const browserClips = (timeline: EditorTimeline, { assetOf, formatOf }: Resources): readonly XmlNode[] =>
  mediaOf(timeline).map((media) => {
    const own = timeline.clips.filter((clip) => clip.media.id === media.id)
    const ranges = own.map((clip) => ({
      clip,
      start: fcpxmlTime(media.startFrame + clip.in, media.rate),
      duration: fcpxmlTime(clip.out - clip.in, media.rate),
    }))
    return element(
      'asset-clip',
      {
        ref: assetOf(media),
        name: media.name,
        start: fcpxmlTime(media.startFrame, media.rate),
        duration: fcpxmlTime(media.frames, media.rate),
        format: formatOf(media),
        tcFormat: tcFormat(media.dropFrame),
        ...(media.audio.length === 0 ? { srcEnable: 'video' } : { audioRole: 'dialogue' }),
      },
      [
        ...ranges.flatMap(({ clip, start, duration }) => [
          ...flagged(clip, start, duration),
          ...keywords([timeline.name, ...clip.tags, ...clip.people], start, duration),
        ]),
        ...ranges.map(({ clip, start }) =>
          element('marker', {
            start,
            duration: fcpxmlTime(1, media.rate),
            value: clip.name,
            note: clip.note === '' ? undefined : clip.note,
          }),
        ),
      ],
    )
  })

/**
 * FCPXML of a version between 1.10 and 1.13, which are alike in what is written here. Valid by Apple's DTDs; times are exact
 * multiples of frame durations.
 */
export const fcpxmlWriter =
  (version: '1.10' | '1.13'): TimelineWriter =>
  (timeline) => {
    const resources = resourcesOf(timeline)
    const held =
      timeline.arrangement === 'sequence' ? [sequenceOf(timeline, resources)] : browserClips(timeline, resources)
    const text = xmlDocument(
      'fcpxml',
      element('fcpxml', { version }, [
        element('resources', {}, resources.nodes),
        element('library', {}, [element('event', { name: timeline.name }, held)]),
      ]),
    )
    return { files: [{ suffix: '', text }], report: [] }
  }
