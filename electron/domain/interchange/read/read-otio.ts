import type { Rational } from '../../../contract/index.ts'
import { gridRate } from '../grid-rate.ts'
import { nameInPath, pathOfFileUrl } from '../paths.ts'
import { differenceOf, type ExactSpan, type ExactTime, shifted, sumOf, zeroTime } from './exact-time.ts'
import { inOrder, type PlacedRead, throughWindow } from './placed-clips.ts'
import { createLosses, type Losses, lossTexts, noSpan, type RangeList, type ReadClip } from './read-list.ts'

type Tree = Readonly<Record<string, unknown>>

const isTree = (value: unknown): value is Tree => typeof value === 'object' && value !== null && !Array.isArray(value)
const treeAt = (value: unknown, ...path: readonly string[]): Tree | null => {
  const found = path.reduce<unknown>((at, name) => (isTree(at) ? at[name] : undefined), value)
  return isTree(found) ? found : null
}
const listAt = (value: Tree, name: string): readonly Tree[] => {
  const held = value[name]
  return Array.isArray(held) ? held.filter(isTree) : []
}
const textAt = (value: Tree | null, name: string): string => {
  const text = value?.[name]
  return typeof text === 'string' ? text : ''
}

/** Kind of an object, without the version of its schema. */
const kindOf = (value: Tree): string => textAt(value, 'OTIO_SCHEMA').split('.')[0] ?? ''

/** Objects within each other. */
const deepest = 60

/** A rate of OpenTimelineIO, which is a decimal number, as the exact ratio that it stands for. */
const exactRate = (rate: number): Rational =>
  gridRate(
    Number.isInteger(rate) ? { num: rate, den: 1 } : { num: Math.round(rate * 1_000_000), den: 1_000_000 },
    false,
  )

const timeOf = (value: Tree | null): ExactTime | null => {
  const [at, rate] = [value?.['value'], value?.['rate']]
  if (typeof at !== 'number' || typeof rate !== 'number' || !Number.isFinite(at) || !(rate > 0 && rate < 1e6))
    return null
  if (Math.abs(at) > 1e12) return null
  const { num, den } = exactRate(rate)
  // Thousandths of a frame: editors write whole frames, some with the rounding of their decimals.
  return { num: BigInt(Math.round(at * 1000)) * BigInt(den), den: BigInt(num) * 1000n }
}

const spanOf = (range: Tree | null): ExactSpan | null => {
  const [start, duration] = [timeOf(treeAt(range, 'start_time')), timeOf(treeAt(range, 'duration'))]
  return start === null || duration === null ? null : { start, end: sumOf(start, duration) }
}

/** The reference that a clip uses; older files have only one. */
const referenceOf = (clip: Tree): Tree | null => {
  const key = textAt(clip, 'active_media_reference_key')
  return treeAt(clip, 'media_references', key === '' ? 'DEFAULT_MEDIA' : key) ?? treeAt(clip, 'media_reference')
}

const reelOf = (clip: Tree, reference: Tree | null): string | null => {
  const places = [
    treeAt(reference, 'metadata', 'goodclips'),
    treeAt(clip, 'metadata', 'cmx_3600'),
    treeAt(reference, 'metadata', 'cmx_3600'),
  ]
  return places.map((place) => textAt(place, 'reel')).find((reel) => reel !== '') ?? null
}

const noteOf = (clip: Tree): string => {
  const own = textAt(treeAt(clip, 'metadata', 'goodclips'), 'note')
  if (own !== '') return own
  return listAt(clip, 'markers')
    .map((marker) => [textAt(marker, 'name'), textAt(marker, 'comment')].filter((text) => text !== '').join(': '))
    .filter((text) => text !== '')
    .join('\n')
}

/** How times of a clip are counted. */
const countingOf = (clip: Tree, reference: Tree | null): ReadClip['span']['counting'] => {
  const range = treeAt(clip, 'source_range') ?? treeAt(reference, 'available_range')
  const rate = treeAt(range, 'start_time')?.['rate']
  if (typeof rate !== 'number' || !(rate > 0 && rate < 1e6)) return null
  return { rate: exactRate(rate), dropFrame: treeAt(reference, 'metadata', 'goodclips')?.['dropFrame'] === true }
}

const clipOf = (clip: Tree, used: ExactSpan, available: ExactSpan | null): ReadClip => {
  const reference = referenceOf(clip)
  const base = textAt(reference, 'target_url_base')
  const url =
    base === '' ? textAt(reference, 'target_url') : `${base.replace(/\/$/, '')}/${textAt(reference, 'name_prefix')}`
  const path = url === '' ? null : pathOfFileUrl(url)
  const name = textAt(reference, 'name')
  return {
    name: textAt(clip, 'name'),
    fileName: path === null ? (name === '' ? null : name) : nameInPath(path),
    path,
    reel: reelOf(clip, reference),
    videoId: null,
    span: {
      ...noSpan,
      timecode: used,
      offset: available === null ? null : shifted(used, differenceOf(zeroTime, available.start)),
      counting: countingOf(clip, reference),
    },
    note: noteOf(clip),
  }
}

const lengthOf = ({ start, end }: ExactSpan): ExactTime => differenceOf(end, start)

interface Laid {
  readonly placed: readonly PlacedRead[]
  readonly length: ExactTime
}

const nothing: Laid = { placed: [], length: zeroTime }

/** Lays out what an object shows, from 0 on. `sound`: within a track of sound. */
const lay = (item: Tree, losses: Losses, sound: Set<string> | null, depth: number): Laid => {
  if (depth > deepest) return nothing
  const range = spanOf(treeAt(item, 'source_range'))
  const switchedOff = item['enabled'] === false
  const shown = (inside: Laid): Laid => {
    const window = range ?? { start: zeroTime, end: inside.length }
    const length = lengthOf(window)
    if (switchedOff) return { placed: [], length }
    const seen = throughWindow(inside.placed, window, zeroTime)
    // Adapters write windows in the timecode of the sequence, where nothing lies: such a window is none.
    return seen.length === 0 && inside.placed.length > 0 ? inside : { placed: seen, length }
  }
  switch (kindOf(item)) {
    case 'Clip': {
      const reference = referenceOf(item)
      const available = spanOf(treeAt(reference, 'available_range'))
      const used = range ?? available
      if (used === null) {
        losses.note('unreadable', lossTexts.unreadable)
        return nothing
      }
      const length = lengthOf(used)
      if (switchedOff) {
        losses.note('disabled', lossTexts.disabled)
        return { placed: [], length }
      }
      if (reference !== null && kindOf(reference) === 'GeneratorReference') {
        losses.note('generated', lossTexts.generated)
        return { placed: [], length }
      }
      const clip = clipOf(item, used, available)
      if (sound !== null) sound.add(keyOf(clip))
      else if (listAt(item, 'effects').some((effect) => /TimeWarp|FreezeFrame|TimeEffect/.test(kindOf(effect))))
        losses.note('speed', lossTexts.speed)
      return { placed: sound === null ? [{ clip, start: zeroTime, end: length }] : [], length }
    }
    case 'Gap':
      return { placed: [], length: range === null ? zeroTime : lengthOf(range) }
    case 'Timeline': {
      const tracks = treeAt(item, 'tracks')
      return tracks === null ? nothing : lay(tracks, losses, sound, depth + 1)
    }
    case 'Track':
    case 'Sequence': {
      const heard = textAt(item, 'kind') === 'Audio' ? (sound ?? new Set<string>()) : sound
      let length = zeroTime
      const placed = listAt(item, 'children').flatMap((child) => {
        const laid = lay(child, losses, heard, depth + 1)
        const at = length
        length = sumOf(length, laid.length)
        return laid.placed.map(({ clip, start, end }) => ({ clip, start: sumOf(start, at), end: sumOf(end, at) }))
      })
      return shown({ placed, length })
    }
    case 'Stack': {
      const heard = sound ?? new Set<string>()
      const laid = listAt(item, 'children').map((child) =>
        lay(child, losses, textAt(child, 'kind') === 'Audio' ? heard : sound, depth + 1),
      )
      const placed = laid.flatMap((each) => each.placed)
      if (sound === null) {
        const seen = new Set(placed.map(({ clip }) => keyOf(clip)))
        for (const key of heard) if (!seen.has(key)) losses.note('sound_only', lossTexts.sound)
      }
      const length = laid.reduce(
        (longest, each) => (lengthIsMore(each.length, longest) ? each.length : longest),
        zeroTime,
      )
      return shown({ placed, length })
    }
    default:
      return nothing
  }
}

const lengthIsMore = (left: ExactTime, right: ExactTime): boolean => left.num * right.den > right.num * left.den

const keyOf = ({ path, fileName, name, span }: ReadClip): string =>
  [path ?? fileName ?? name, span.timecode?.start.num, span.timecode?.end.num].join(' ')

/** Reads OpenTimelineIO: timelines, and clips of a collection. */
export const readOtio = (document: Tree): readonly RangeList[] => {
  const lists: RangeList[] = []
  const read = (name: string, items: readonly Tree[]): void => {
    const losses = createLosses()
    const clips = items.flatMap((item) => inOrder(lay(item, losses, null, 0).placed))
    lists.push({ name, rate: null, clips, report: losses.report() })
  }
  const visit = (item: Tree, depth: number): void => {
    if (kindOf(item) !== 'SerializableCollection' || depth > deepest) {
      read(textAt(item, 'name'), [item])
      return
    }
    const held = listAt(item, 'children')
    const clips = held.filter((child) => kindOf(child) === 'Clip')
    if (clips.length > 0) read(textAt(item, 'name'), clips)
    for (const child of held) if (kindOf(child) !== 'Clip') visit(child, depth + 1)
  }
  visit(document, 0)
  return lists
}
