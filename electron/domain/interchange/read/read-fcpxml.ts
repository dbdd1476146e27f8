import type { Rational } from '../../../contract/index.ts'
import { gridRate } from '../grid-rate.ts'
import { nameInPath, pathOfFileUrl } from '../paths.ts'
import { compareTimes, differenceOf, type ExactTime, parseFcpxmlTime, shifted, sumOf, zeroTime } from './exact-time.ts'
import { childOf, childrenOf, textAt, type XmlElement } from './parse-xml.ts'
import { inOrder, type PlacedRead, throughWindow } from './placed-clips.ts'
import { createLosses, type Losses, lossTexts, noSpan, type RangeList, type ReadClip } from './read-list.ts'

interface Asset {
  readonly name: string
  readonly path: string | null
  readonly start: ExactTime
  readonly duration: ExactTime | null
  readonly picture: boolean
  /** Of its frames; null where the document does not say. */
  readonly rate: Rational | null
}

interface Document {
  readonly assets: ReadonlyMap<string, Asset>
  /** Compound and multicam clips. */
  readonly media: ReadonlyMap<string, XmlElement>
  readonly losses: Losses
}

/** Compound clips within each other. */
const deepest = 20

const time = (element: XmlElement, name: string): ExactTime | null => parseFcpxmlTime(element.attributes[name])

/** Frames a second of a format. */
const rateOf = (format: XmlElement | undefined): Rational | null => {
  const frame = format === undefined ? null : time(format, 'frameDuration')
  if (frame === null || frame.num <= 0n || frame.num > 1n << 40n || frame.den > 1n << 40n) return null
  return gridRate({ num: Number(frame.den), den: Number(frame.num) }, false)
}

const assetOf = (element: XmlElement, formats: ReadonlyMap<string, XmlElement>): Asset => {
  const url = childOf(element, 'media-rep')?.attributes['src'] ?? element.attributes['src'] ?? ''
  return {
    name: element.attributes['name'] ?? '',
    path: url === '' ? null : pathOfFileUrl(url),
    start: time(element, 'start') ?? zeroTime,
    duration: time(element, 'duration'),
    picture: element.attributes['hasVideo'] === '1' || element.attributes['hasAudio'] !== '1',
    rate: rateOf(formats.get(element.attributes['format'] ?? '')),
  }
}

const said = (...texts: readonly (string | undefined)[]): string =>
  texts.filter((text) => text !== undefined && text !== '').join(': ')

/** A clip's note, else what the markers within it say. */
const noteOf = (element: XmlElement, start: ExactTime, end: ExactTime): string => {
  const note = textAt(element, 'note')
  if (note !== '') return note
  const isWithin = (at: ExactTime | null): boolean =>
    at !== null && compareTimes(at, start) >= 0 && compareTimes(at, end) < 0
  return childrenOf(element, 'marker')
    .filter((marker) => isWithin(time(marker, 'start')))
    .map(({ attributes }) => said(attributes['value'], attributes['note']))
    .join('\n')
}

const clipOf = (element: XmlElement, asset: Asset, start: ExactTime, duration: ExactTime): ReadClip => {
  const timecode = { start, end: sumOf(start, duration) }
  return {
    name: element.attributes['name'] ?? asset.name,
    fileName: asset.path === null ? asset.name : nameInPath(asset.path),
    path: asset.path,
    reel: null,
    videoId: null,
    span: {
      ...noSpan,
      timecode,
      offset: shifted(timecode, differenceOf(zeroTime, asset.start)),
      counting: asset.rate === null ? null : { rate: asset.rate, dropFrame: element.attributes['tcFormat'] === 'DF' },
    },
    note: noteOf(element, timecode.start, timecode.end),
  }
}

/** An asset's own beginning, where 0 does not lie in it: the grammar's default is 0, editors mean the beginning. */
const startOf = (element: XmlElement, asset: Asset): ExactTime => {
  const stated = time(element, 'start')
  if (stated !== null) return stated
  return compareTimes(asset.start, zeroTime) > 0 ? asset.start : zeroTime
}

const lastTime: ExactTime = { num: 1n << 60n, den: 1n }

type Place = (element: XmlElement, at: ExactTime, depth: number) => readonly PlacedRead[]

/** Puts what a document shows of assets in the order of its sequences. */
const createPlacing = ({ assets, media, losses }: Document) => {
  /** Items one after the other, each where its `offset` puts it, moved by `move`. */
  const line = (items: readonly XmlElement[], from: ExactTime, move: ExactTime, depth: number): PlacedRead[] => {
    let next = from
    return items.flatMap((item) => {
      if (item.name === 'transition') return []
      const at = time(item, 'offset') ?? next
      next = sumOf(at, lengthOf(item))
      return [...place(item, sumOf(at, move), depth)]
    })
  }

  const lengthOf = (item: XmlElement): ExactTime => {
    const stated = time(item, 'duration')
    if (stated !== null) return stated
    const [first] = item.name === 'audition' ? item.children : []
    if (first !== undefined) return lengthOf(first)
    return assets.get(item.attributes['ref'] ?? '')?.duration ?? zeroTime
  }

  /** What is connected to an item whose local time `start` lies at `at`. */
  const connected = (item: XmlElement, start: ExactTime, at: ExactTime, depth: number): readonly PlacedRead[] =>
    item.children
      .filter(({ attributes }) => (attributes['lane'] ?? '0') !== '0')
      .flatMap((child) => {
        const offset = sumOf(differenceOf(time(child, 'offset') ?? start, start), at)
        return child.name === 'spine' ? line(child.children, zeroTime, offset, depth) : place(child, offset, depth)
      })

  const held = (item: XmlElement, start: ExactTime, depth: number): readonly PlacedRead[] => {
    const inner = item.children.filter(({ name, attributes }) => attributes['lane'] === undefined && isItem(name))
    return inner.flatMap((child) =>
      child.name === 'spine'
        ? line(child.children, start, zeroTime, depth)
        : place(child, time(child, 'offset') ?? start, depth),
    )
  }

  const ofMedia = (item: XmlElement, depth: number): readonly PlacedRead[] => {
    const source = media.get(item.attributes['ref'] ?? '')
    const sequence = source === undefined ? undefined : childOf(source, 'sequence')
    if (sequence !== undefined) {
      const spine = childOf(sequence, 'spine')
      return spine === undefined ? [] : line(spine.children, time(sequence, 'tcStart') ?? zeroTime, zeroTime, depth)
    }
    const multicam = source === undefined ? undefined : childOf(source, 'multicam')
    const chosen = childrenOf(item, 'mc-source').find(({ attributes }) =>
      ['all', 'video'].includes(attributes['srcEnable'] ?? 'all'),
    )
    const angles = multicam === undefined ? [] : childrenOf(multicam, 'mc-angle')
    const angle = angles.find(({ attributes }) => attributes['angleID'] === chosen?.attributes['angleID']) ?? angles[0]
    if (multicam === undefined || angle === undefined) return []
    return line(angle.children, time(multicam, 'tcStart') ?? zeroTime, zeroTime, depth)
  }

  const ofAsset: Place = (item, at, depth) => {
    const asset = assets.get(item.attributes['ref'] ?? '')
    if (asset === undefined) {
      losses.note('generated', lossTexts.generated)
      return connected(item, time(item, 'start') ?? zeroTime, at, depth)
    }
    const start = startOf(item, asset)
    const duration = lengthOf(item)
    const others = connected(item, start, at, depth)
    if (!asset.picture || item.attributes['srcEnable'] === 'audio') {
      losses.note('sound_only', lossTexts.sound)
      return others
    }
    return [{ clip: clipOf(item, asset, start, duration), start: at, end: sumOf(at, duration) }, ...others]
  }

  /** Clips that hold others: their window shows a part of what is in them. */
  const ofHolder: Place = (item, at, depth) => {
    const start = time(item, 'start') ?? zeroTime
    const inside =
      item.name === 'clip' || item.name === 'sync-clip' ? held(item, start, depth + 1) : ofMedia(item, depth + 1)
    const window = { start, end: sumOf(start, time(item, 'duration') ?? lastTime) }
    const name = item.attributes['name']
    const note = noteOf(item, window.start, window.end)
    return [
      ...throughWindow(inside, window, at).map((placed) => ({
        ...placed,
        clip: {
          ...placed.clip,
          name: inside.length === 1 && name !== undefined ? name : placed.clip.name,
          note: placed.clip.note === '' ? note : placed.clip.note,
        },
      })),
      ...connected(item, start, at, depth),
    ]
  }

  const place: Place = (item, at, depth) => {
    if (depth > deepest) return []
    if (item.attributes['enabled'] === '0') {
      losses.note('disabled', lossTexts.disabled)
      return []
    }
    if (childOf(item, 'timeMap') !== undefined) losses.note('speed', lossTexts.speed)
    switch (item.name) {
      case 'asset-clip':
      case 'video':
        return ofAsset(item, at, depth)
      case 'clip':
      case 'sync-clip':
      case 'ref-clip':
      case 'mc-clip':
        return ofHolder(item, at, depth)
      case 'audition':
        return item.children[0] === undefined ? [] : place(item.children[0], at, depth)
      case 'gap':
        return connected(item, time(item, 'start') ?? zeroTime, at, depth)
      case 'audio':
        losses.note('sound_only', lossTexts.sound)
        return []
      case 'title':
        losses.note('generated', lossTexts.generated)
        return connected(item, time(item, 'start') ?? zeroTime, at, depth)
      default:
        return []
    }
  }

  return { line, place }
}

const items = new Set([
  'asset-clip',
  'video',
  'audio',
  'clip',
  'sync-clip',
  'ref-clip',
  'mc-clip',
  'audition',
  'spine',
  'gap',
  'title',
])
const isItem = (name: string): boolean => items.has(name)

/** Ranges that are marked on a clip of the browser: its keywords, else its favourites; null where it has neither. */
const markedRanges = (element: XmlElement, whole: ReadClip): readonly ReadClip[] | null => {
  const keywords = childrenOf(element, 'keyword')
  const favourites = childrenOf(element, 'rating').filter(({ attributes }) => attributes['value'] === 'favorite')
  const marks = keywords.length > 0 ? keywords : favourites
  if (marks.length === 0 || whole.span.timecode === null || whole.span.offset === null) return null
  const toFile = differenceOf(whole.span.offset.start, whole.span.timecode.start)
  const markers = [...childrenOf(element, 'marker')]
  return marks.flatMap((mark): ReadClip[] => {
    const start = time(mark, 'start')
    const duration = time(mark, 'duration')
    if (start === null || duration === null) return []
    const at = markers.findIndex((marker) => {
      const begins = time(marker, 'start')
      return begins !== null && compareTimes(begins, start) === 0
    })
    const [marker] = at < 0 ? [] : markers.splice(at, 1)
    const timecode = { start, end: sumOf(start, duration) }
    return [
      {
        ...whole,
        name: marker?.attributes['value'] ?? whole.name,
        note: marker?.attributes['note'] ?? mark.attributes['note'] ?? '',
        span: { ...whole.span, timecode, offset: shifted(timecode, toFile) },
      },
    ]
  })
}

/** Everything below an element that can hold projects and clips. */
const holders = (root: XmlElement): readonly XmlElement[] => [
  root,
  ...root.children.filter(({ name }) => ['library', 'event'].includes(name)).flatMap(holders),
]

/** Reads FCPXML of any version: projects, and ranges of the clips of events. */
export const readFcpxml = (root: XmlElement): readonly RangeList[] => {
  const resources = childrenOf(root, 'resources').flatMap(({ children }) => children)
  const byId = (name: string): readonly (readonly [string, XmlElement])[] =>
    resources.filter((each) => each.name === name).map((each) => [each.attributes['id'] ?? '', each])
  const formats = new Map(byId('format'))
  const assets = new Map(byId('asset').map(([id, element]) => [id, assetOf(element, formats)]))
  const media = new Map(byId('media'))
  const all = holders(root)
  const projects = all.flatMap((holder) => [
    ...childrenOf(holder, 'project').map((project) => ({ holder, project })),
    ...childrenOf(holder, 'sequence').map((sequence) => ({ holder, project: { ...holder, children: [sequence] } })),
  ])
  const sequences = projects.map(({ holder, project }): RangeList => {
    const losses = createLosses()
    const { line } = createPlacing({ assets, media, losses })
    const placed = childrenOf(project, 'sequence').flatMap((sequence) => {
      const spine = childOf(sequence, 'spine')
      return spine === undefined ? [] : line(spine.children, time(sequence, 'tcStart') ?? zeroTime, zeroTime, 0)
    })
    const name = project.attributes['name'] ?? holder.attributes['name'] ?? ''
    return { name, rate: null, clips: inOrder(placed), report: losses.report() }
  })
  const browsers = all.flatMap((holder): RangeList[] => {
    const losses = createLosses()
    const { place } = createPlacing({ assets, media, losses })
    const clips = holder.children
      .filter(({ name }) => isItem(name) && name !== 'spine')
      .map((element) => {
        const shown = place(element, zeroTime, 0).map(({ clip }) => clip)
        const [whole] = shown
        return { shown, marked: whole === undefined || shown.length !== 1 ? null : markedRanges(element, whole) }
      })
    const marked = clips.some(({ marked: ranges }) => ranges !== null)
    // Beside a project the clips that nobody marked are only its material.
    if (!marked && projects.length > 0) return []
    const ranges = clips.flatMap(({ shown, marked: own }) => own ?? (marked ? [] : shown))
    const report = losses.report()
    return ranges.length === 0 && report.length === 0
      ? []
      : [{ name: holder.attributes['name'] ?? '', rate: null, clips: ranges, report }]
  })
  return [...sequences, ...browsers]
}
