import { countedFrames, type Label, type Rational, timecodeLabel } from '../../contract/index.ts'
import { editorFileUrl } from './paths.ts'
import {
  type EditorTimeline,
  mediaOf,
  type PlacedClip,
  placeClips,
  rescale,
  type TimelineClip,
  type TimelineMedia,
  type TimelineWriter,
} from './timeline.ts'
import { element, textElement, type XmlNode, xmlDocument } from './xml.ts'

const rateNode = (rate: Rational): XmlNode =>
  element('rate', {}, [
    textElement('timebase', countedFrames(rate)),
    textElement('ntsc', rate.den === 1 ? 'FALSE' : 'TRUE'),
  ])

const timecodeNode = (rate: Rational, frame: number, dropFrame: boolean, reel?: string): XmlNode =>
  element('timecode', {}, [
    rateNode(rate),
    textElement('string', timecodeLabel(frame, rate, dropFrame)),
    textElement('frame', frame),
    textElement('displayformat', dropFrame ? 'DF' : 'NDF'),
    ...(reel === undefined ? [] : [element('reel', {}, [textElement('name', reel)])]),
  ])

const videoFormat = ({ rate, width, height }: Pick<TimelineMedia, 'rate' | 'width' | 'height'>): XmlNode =>
  element('samplecharacteristics', {}, [
    rateNode(rate),
    textElement('width', width),
    textElement('height', height),
    textElement('anamorphic', 'FALSE'),
    textElement('pixelaspectratio', 'square'),
    textElement('fielddominance', 'none'),
  ])

const soundFormat = (sampleRate: number): XmlNode =>
  element('samplecharacteristics', {}, [textElement('depth', 16), textElement('samplerate', sampleRate)])

const channelCount = ({ audio }: TimelineMedia): number => audio.reduce((sum, channels) => sum + channels, 0)

/** Whole description of a file where it is first named, its id from then on. */
const createFiles = () => {
  const named = new Set<string>()
  return (media: TimelineMedia): XmlNode => {
    const id = `file-${media.id}`
    if (named.has(id)) return element('file', { id })
    named.add(id)
    return element('file', { id }, [
      textElement('name', media.name),
      textElement('pathurl', editorFileUrl(media.path, 'localhost')),
      rateNode(media.rate),
      textElement('duration', media.frames),
      timecodeNode(media.rate, media.startFrame, media.dropFrame, media.reel),
      element('media', {}, [
        element('video', {}, [textElement('duration', media.frames), videoFormat(media)]),
        ...media.audio.map((channels) =>
          element('audio', {}, [soundFormat(media.sampleRate), textElement('channelcount', channels)]),
        ),
      ]),
    ])
  }
}

/** Colours of labels by the names that Premiere gives its own. */
const labelNames: Readonly<Record<Label, string>> = {
  red: 'Rose',
  orange: 'Mango',
  yellow: 'Yellow',
  green: 'Green',
  blue: 'Blue',
  purple: 'Purple',
}

/** What people said of a range: the label's colour, whether it is a good take, and the rest in the fields for comments. */
const said = ({ note, tags, people, rating, flag, label }: TimelineClip): readonly XmlNode[] => {
  const texts = [note, tags.join(', '), people.join(', '), rating === null ? '' : `Rating: ${rating}`]
  const fields = texts.flatMap((text, index) => (text === '' ? [] : [textElement(`mastercomment${index + 1}`, text)]))
  return [
    ...(flag === null ? [] : [element('logginginfo', {}, [textElement('good', flag === 'pick' ? 'TRUE' : 'FALSE')])]),
    ...(label === null ? [] : [element('labels', {}, [textElement('label2', labelNames[label])])]),
    ...(fields.length === 0 ? [] : [element('comments', {}, fields)]),
  ]
}

const links = (placed: PlacedClip): readonly XmlNode[] => {
  const channels = channelCount(placed.clip.media)
  if (channels === 0) return []
  const link = (id: string, type: string, track: number): XmlNode =>
    element('link', {}, [
      textElement('linkclipref', id),
      textElement('mediatype', type),
      textElement('trackindex', track),
      textElement('clipindex', placed.index + 1),
    ])
  return [
    link(clipId(placed.index, 0), 'video', 1),
    ...Array.from({ length: channels }, (_, channel) => link(clipId(placed.index, channel + 1), 'audio', channel + 1)),
  ]
}

/** Channel 0 is the picture. */
const clipId = (index: number, channel: number): string => `clipitem-${index + 1}${channel === 0 ? '' : `-a${channel}`}`

const sequenceNode = (timeline: EditorTimeline): XmlNode => {
  const file = createFiles()
  const { rate } = timeline
  const placed = placeClips(timeline)
  const length = placed.at(-1)?.to ?? 0
  // In and out count on the grid of the sequence, from the beginning of the file.
  const item = (at: PlacedClip, channel: number): XmlNode => {
    const { clip, from, to, index } = at
    const { media } = clip
    const start = rescale(clip.in, media.rate, rate)
    return element('clipitem', { id: clipId(index, channel) }, [
      textElement('masterclipid', `masterclip-${media.id}`),
      textElement('name', clip.name),
      textElement('enabled', 'TRUE'),
      textElement('duration', Math.max(start + to - from, rescale(media.frames, media.rate, rate))),
      rateNode(rate),
      textElement('start', from),
      textElement('end', to),
      textElement('in', start),
      textElement('out', start + to - from),
      file(media),
      ...(channel === 0
        ? []
        : [element('sourcetrack', {}, [textElement('mediatype', 'audio'), textElement('trackindex', channel)])]),
      ...links(at),
      ...(channel === 0 ? said(clip) : []),
    ])
  }
  // Before the sound: a file is described where it is named first.
  const video = element('video', {}, [
    element('format', {}, [videoFormat(timeline)]),
    element(
      'track',
      {},
      placed.map((at) => item(at, 0)),
    ),
  ])
  const channels = Math.max(0, ...timeline.clips.map(({ media }) => channelCount(media)))
  const audioTracks = Array.from({ length: channels }, (_, channel) =>
    element('track', {}, [
      ...placed.filter(({ clip }) => channelCount(clip.media) > channel).map((at) => item(at, channel + 1)),
      textElement('outputchannelindex', (channel % 2) + 1),
    ]),
  )
  const sampleRate = mediaOf(timeline).find(({ audio }) => audio.length > 0)?.sampleRate ?? 48_000
  return element('sequence', { id: 'sequence-1' }, [
    textElement('name', timeline.name),
    textElement('duration', length),
    rateNode(rate),
    timecodeNode(rate, timeline.startFrame, timeline.dropFrame),
    element('media', {}, [
      video,
      ...(channels === 0
        ? []
        : [element('audio', {}, [element('format', {}, [soundFormat(sampleRate)]), ...audioTracks])]),
    ]),
  ])
}

const binNode = (timeline: EditorTimeline): XmlNode => {
  const file = createFiles()
  const clips = timeline.clips.map((clip, index) => {
    const { media, name, in: start, out } = clip
    return element('clip', { id: `clip-${index + 1}` }, [
      textElement('name', name),
      textElement('duration', media.frames),
      rateNode(media.rate),
      textElement('in', start),
      textElement('out', out),
      textElement('ismasterclip', 'TRUE'),
      element('media', {}, [
        element('video', {}, [
          element('track', {}, [
            element('clipitem', { id: `clipitem-${index + 1}` }, [
              textElement('name', name),
              textElement('duration', media.frames),
              rateNode(media.rate),
              textElement('in', start),
              textElement('out', out),
              file(media),
            ]),
          ]),
        ]),
      ]),
      ...said(clip),
    ])
  })
  return element('bin', {}, [textElement('name', timeline.name), element('children', {}, clips)])
}

/**
 * Final Cut Pro 7 XML (xmeml, version 5): what Premiere, Resolve and Avid's helpers read. Each audio channel is a clip of its
 * own, linked with the picture.
 */
export const writeXmeml: TimelineWriter = (timeline) => {
  const root = timeline.arrangement === 'sequence' ? sequenceNode(timeline) : binNode(timeline)
  return { files: [{ suffix: '', text: xmlDocument('xmeml', element('xmeml', { version: 5 }, [root])) }], report: [] }
}
