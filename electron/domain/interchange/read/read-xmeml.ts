import { frameOfLabel, type Rational } from '../../../contract/index.ts'
import { nameInPath, pathOfFileUrl } from '../paths.ts'
import { type ExactTime, shifted, spanOfFrames, sumOf, timeOfFrame } from './exact-time.ts'
import { childOf, childrenOf, textAt, type XmlElement } from './parse-xml.ts'
import { inOrder, type PlacedRead, throughWindow } from './placed-clips.ts'
import {
  createLosses,
  type Losses,
  lossTexts,
  noSpan,
  type RangeList,
  type ReadClip,
  type ReadSpan,
} from './read-list.ts'

/** Sequences within each other. */
const deepest = 20

const defaultRate: Rational = { num: 25, den: 1 }

/** A whole number, also where it is written as `1055.0`; null where there is none, or -1, which says that it is not given. */
const frameAt = (element: XmlElement, name: string): number | null => {
  const value = Number.parseFloat(textAt(element, name))
  return Number.isFinite(value) && value >= 0 && value < 2 ** 40 ? Math.round(value) : null
}

/** `timebase` 30 with `ntsc` TRUE is 30000/1001. */
const rateOf = (element: XmlElement | undefined, fallback: Rational): Rational => {
  const rate = element === undefined ? undefined : childOf(element, 'rate')
  const timebase = rate === undefined ? null : frameAt(rate, 'timebase')
  if (rate === undefined || timebase === null || timebase === 0) return fallback
  return textAt(rate, 'ntsc').toUpperCase() === 'TRUE' ? { num: timebase * 1000, den: 1001 } : { num: timebase, den: 1 }
}

/** Elements of a name that are described somewhere in the document, by their ids: each is described once and named often. */
const describedById = (root: XmlElement, name: string): ReadonlyMap<string, XmlElement> => {
  const found = new Map<string, XmlElement>()
  const visit = (element: XmlElement): void => {
    const id = element.attributes['id']
    if (element.name === name && id !== undefined && element.children.length > 0 && !found.has(id))
      found.set(id, element)
    for (const child of element.children) visit(child)
  }
  visit(root)
  return found
}

/** Source timecode of a file's first frame; null where it does not say. */
const timecodeOf = (file: XmlElement, rate: Rational): ExactTime | null => {
  const timecode = childOf(file, 'timecode')
  if (timecode === undefined) return null
  const counted = rateOf(timecode, rate)
  const frame = frameAt(timecode, 'frame')
  if (frame !== null) return timeOfFrame(frame, counted)
  const dropFrame = textAt(timecode, 'displayformat').toUpperCase() === 'DF'
  const labelled = frameOfLabel(textAt(timecode, 'string'), counted, dropFrame)
  return labelled === null ? null : timeOfFrame(labelled, counted)
}

const noteOf = (element: XmlElement): string => {
  const comments = childOf(element, 'comments')
  // The further fields of exports hold tags, people and ratings.
  const first =
    comments === undefined
      ? ''
      : textAt(comments, 'mastercomment1') ||
        (comments.children.find(({ name, text }) => text !== '' && !name.startsWith('mastercomment'))?.text ?? '')
  return first === '' ? textAt(element, 'logginginfo', 'lognote') : first
}

/** Whether a filter changes the speed. */
const isRetimed = (item: XmlElement): boolean =>
  childrenOf(item, 'filter').some(({ children }) =>
    children.some((effect) => textAt(effect, 'effectid').toLowerCase() === 'timeremap'),
  )

interface Reading {
  readonly files: ReadonlyMap<string, XmlElement>
  readonly sequences: ReadonlyMap<string, XmlElement>
  readonly losses: Losses
}

const fileOf = (item: XmlElement, { files }: Reading): XmlElement | undefined => {
  const named = childOf(item, 'file')
  return named === undefined ? undefined : (files.get(named.attributes['id'] ?? '') ?? named)
}

const clipOf = (
  item: XmlElement,
  file: XmlElement | undefined,
  start: number,
  end: number,
  rate: Rational,
): ReadClip => {
  const url = file === undefined ? '' : textAt(file, 'pathurl')
  const path = url === '' ? null : pathOfFileUrl(url)
  const fileName = file === undefined ? '' : textAt(file, 'name')
  const reel = file === undefined ? '' : textAt(file, 'timecode', 'reel', 'name')
  const offset = spanOfFrames(start, end, rate)
  const first = file === undefined ? null : timecodeOf(file, rateOf(file, rate))
  const dropFrame = file !== undefined && textAt(file, 'timecode', 'displayformat').toUpperCase() === 'DF'
  const span: ReadSpan = {
    ...noSpan,
    offset,
    timecode: first === null ? null : shifted(offset, first),
    counting: { rate, dropFrame },
  }
  return {
    name: textAt(item, 'name'),
    fileName: path === null ? (fileName === '' ? null : fileName) : nameInPath(path),
    path,
    reel: reel === '' ? null : reel,
    videoId: null,
    span,
    note: noteOf(item),
  }
}

const switchedOff = (element: XmlElement): boolean => textAt(element, 'enabled').toUpperCase() === 'FALSE'

/** A clip's borders in its file, behind what a subclip begins with. */
const bordersOf = (item: XmlElement): { readonly start: number; readonly end: number } | null => {
  const subclip = childOf(item, 'subclipinfo')
  const before = subclip === undefined ? 0 : (frameAt(subclip, 'startoffset') ?? 0)
  const start = frameAt(item, 'in') ?? 0
  const end = frameAt(item, 'out') ?? frameAt(item, 'duration')
  return end === null || end <= start ? null : { start: start + before, end: end + before }
}

const placedItem = (item: XmlElement, outer: Rational, reading: Reading, depth: number): readonly PlacedRead[] => {
  const { losses } = reading
  if (switchedOff(item)) {
    losses.note('disabled', lossTexts.disabled)
    return []
  }
  const rate = rateOf(item, outer)
  const borders = bordersOf(item)
  if (borders === null) {
    losses.note('unreadable', lossTexts.unreadable)
    return []
  }
  const { start, end } = borders
  if (isRetimed(item)) losses.note('speed', lossTexts.speed)
  const [stated, statedEnd] = [frameAt(item, 'start'), frameAt(item, 'end')]
  // Beside a transition one of them is -1.
  const from = stated ?? Math.max(0, (statedEnd ?? 0) - (end - start))
  const at = timeOfFrame(from, outer)
  const named = childOf(item, 'sequence')
  if (named !== undefined) {
    const nested = reading.sequences.get(named.attributes['id'] ?? '') ?? named
    return throughWindow(placedClips(nested, reading, depth + 1), spanOfFrames(start, end, rate), at)
  }
  const length = timeOfFrame(Math.max(1, (statedEnd ?? from + (end - start)) - from), outer)
  return [{ clip: clipOf(item, fileOf(item, reading), start, end, rate), start: at, end: sumOf(at, length) }]
}

const itemsOf = (sequence: XmlElement, kind: 'video' | 'audio', losses: Losses): readonly XmlElement[] => {
  const media = childOf(sequence, 'media')
  const held = media === undefined ? undefined : childOf(media, kind)
  return (held === undefined ? [] : childrenOf(held, 'track'))
    .filter((track) => !switchedOff(track))
    .flatMap(({ children }) =>
      children.filter(({ name }) => {
        if (name === 'generatoritem') losses.note('generated', lossTexts.generated)
        return name === 'clipitem'
      }),
    )
}

/** What tells that a clip of the sound belongs to one of the picture. */
const keyOf = (item: XmlElement): string =>
  [childOf(item, 'file')?.attributes['id'] ?? textAt(item, 'name'), textAt(item, 'in'), textAt(item, 'out')].join(' ')

function placedClips(sequence: XmlElement, reading: Reading, depth: number): readonly PlacedRead[] {
  if (depth > deepest) return []
  const rate = rateOf(sequence, defaultRate)
  const pictures = itemsOf(sequence, 'video', reading.losses)
  const seen = new Set(pictures.map(keyOf))
  for (const item of itemsOf(sequence, 'audio', reading.losses)) {
    const key = keyOf(item)
    if (seen.has(key) || childOf(item, 'sequence') !== undefined) continue
    seen.add(key)
    reading.losses.note('sound_only', lossTexts.sound)
  }
  return pictures.flatMap((item) => placedItem(item, rate, reading, depth))
}

/** A clip of a bin: its marked range, else all of it. */
const binClip = (clip: XmlElement, reading: Reading): readonly ReadClip[] => {
  const rate = rateOf(clip, defaultRate)
  const items = itemsOf(clip, 'video', reading.losses)
  const borders = bordersOf(clip) ?? (items[0] === undefined ? null : bordersOf(items[0]))
  if (borders === null || (items.length === 0 && childOf(clip, 'file') === undefined)) {
    reading.losses.note(
      borders === null ? 'unreadable' : 'sound_only',
      borders === null ? lossTexts.unreadable : lossTexts.sound,
    )
    return []
  }
  const file = [clip, ...items].map((each) => fileOf(each, reading)).find((each) => each !== undefined)
  return [clipOf(clip, file, borders.start, borders.end, rate)]
}

/** Reads Final Cut Pro 7 XML (xmeml, versions 4 and 5) as Premiere, Resolve, Hiero and others write it. */
export const readXmeml = (root: XmlElement): readonly RangeList[] => {
  const files = describedById(root, 'file')
  const sequences = describedById(root, 'sequence')
  const lists: RangeList[] = []
  const visit = (holder: XmlElement): void => {
    const losses = createLosses()
    const reading = { files, sequences, losses }
    const clips = childrenOf(holder, 'clip').flatMap((clip) => binClip(clip, reading))
    const report = losses.report()
    if (clips.length > 0 || report.length > 0) lists.push({ name: textAt(holder, 'name'), rate: null, clips, report })
    for (const child of holder.children) {
      if (child.name === 'sequence') {
        const own = createLosses()
        const placed = placedClips(child, { files, sequences, losses: own }, 0)
        lists.push({
          name: textAt(child, 'name'),
          rate: rateOf(child, defaultRate),
          clips: inOrder(placed),
          report: own.report(),
        })
      } else if (['project', 'bin'].includes(child.name)) visit(child)
      else if (child.name === 'children')
        visit({ ...child, children: [...childrenOf(holder, 'name'), ...child.children] })
    }
  }
  visit(root)
  return lists
}
