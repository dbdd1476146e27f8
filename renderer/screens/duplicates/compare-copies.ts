import { type AlikeScene, type DuplicateGroup, timecodeText } from '../../../electron/contract/index.ts'
import { fileNameOf, formatBytes, formatLength, formatPercent, formatRate } from '../../ui/format.ts'

/** One line of the comparison: a value for each scene of a group, and whether they differ. */
export interface DifferenceRow {
  readonly name: string
  readonly values: readonly string[]
  readonly differs: boolean
}

const bitRateText = (bitsPerSecond: number | null): string => {
  if (bitsPerSecond === null) return '–'
  return bitsPerSecond < 1_000_000
    ? `${Math.round(bitsPerSecond / 1000)} kbit/s`
    : `${(bitsPerSecond / 1_000_000).toFixed(1)} Mbit/s`
}

const dateText = (moment: string | null): string =>
  moment === null ? '–' : new Date(moment).toLocaleString(undefined, { dateStyle: 'medium', timeStyle: 'short' })

const folderOf = (path: string): string => path.slice(0, Math.max(0, path.length - fileNameOf(path).length - 1)) || '/'

const rows: readonly (readonly [string, (copy: AlikeScene) => string])[] = [
  ['Picture', ({ videoWidth, videoHeight }) => `${videoWidth} × ${videoHeight}`],
  ['Codec', ({ codec }) => codec ?? '–'],
  ['Bit rate', ({ bitRate }) => bitRateText(bitRate)],
  ['File size', ({ sizeBytes }) => formatBytes(sizeBytes)],
  ['Frame rate', ({ frameRate }) => (frameRate === null ? '–' : formatRate(frameRate))],
  ['Scene', ({ scene }) => `${((scene.endMs - scene.startMs) / 1000).toFixed(1)} s`],
  ['Film', ({ durationMs }) => formatLength(durationMs)],
  ['Recorded', ({ recordedAt }) => dateText(recordedAt)],
  ['Added', ({ addedAt }) => dateText(addedAt)],
  ['File', ({ path }) => fileNameOf(path)],
  ['Folder', ({ path }) => folderOf(path)],
]

/** What tells the scenes of a group from each other, line by line. */
export const differenceRows = (copies: readonly AlikeScene[]): readonly DifferenceRow[] =>
  rows.map(([name, read]) => {
    const values = copies.map(read)
    return { name, values, differs: new Set(values).size > 1 }
  })

/** Shifts are known to a tenth of a second. */
const leastShiftMs = 150

/** How like the first scene of its group a scene is, in words; empty for the first. */
export const likenessText = ({ look, correlation, offsetMs }: AlikeScene, isFirst: boolean): string => {
  if (isFirst) return ''
  const course = correlation === null ? '' : `, over time ${formatPercent(correlation)}`
  const isShifted = offsetMs !== null && Math.abs(offsetMs) >= leastShiftMs
  const shift = isShifted ? `, ${(Math.abs(offsetMs) / 1000).toFixed(1)} s ${offsetMs < 0 ? 'earlier' : 'later'}` : ''
  return `Alike in look ${formatPercent(look)}${course}${shift}`
}

/** Where a scene begins, as it is written beside its title. */
export const beginText = ({ scene, frameRate }: AlikeScene): string => timecodeText(scene.startMs, frameRate)

/** A stretch of one film, in ms of its film time. */
export interface SharedStretch {
  readonly startMs: number
  readonly endMs: number
}

/** A shorter common part is no use to compare. */
const leastCommonMs = 500

/**
 * What is played of each scene so that all show the same moment: what they have in common, where it is known how they are shifted;
 * else each from its beginning, for as long as the shortest lasts.
 */
export const stretchesInStep = (copies: readonly AlikeScene[]): readonly SharedStretch[] => {
  const known = copies.every(({ offsetMs }) => offsetMs !== null)
  const offsets = copies.map(({ offsetMs }) => offsetMs ?? 0)
  const startMs = Math.max(...copies.map(({ scene }, at) => scene.startMs - (offsets[at] ?? 0)))
  const endMs = Math.min(...copies.map(({ scene }, at) => scene.endMs - (offsets[at] ?? 0)))
  if (known && endMs - startMs >= leastCommonMs)
    return offsets.map((offset) => ({ startMs: startMs + offset, endMs: endMs + offset }))
  const lengthMs = Math.min(...copies.map(({ scene }) => scene.endMs - scene.startMs))
  return copies.map(({ scene }) => ({ startMs: scene.startMs, endMs: scene.startMs + lengthMs }))
}

/** Bytes of the films whose scenes of a group are not the one to keep. */
export const spareBytes = (group: DuplicateGroup, keepId: string): number => {
  const kept = group.scenes.find(({ scene }) => scene.id === keepId)?.scene.videoId
  const others = new Map(group.scenes.map(({ scene, sizeBytes }) => [scene.videoId, sizeBytes]))
  if (kept !== undefined) others.delete(kept)
  return [...others.values()].reduce((sum, size) => sum + size, 0)
}

const videosOf = (group: DuplicateGroup): string =>
  [...new Set(group.scenes.map(({ scene }) => scene.videoId))].toSorted().join(' ')

/**
 * What to keep and reject so that a video is kept in every one of these groups that shows the same videos as `group`; one that has the
 * video twice, or not at all, is left out.
 */
export const keepInAll = (
  groups: readonly DuplicateGroup[],
  group: DuplicateGroup,
  videoId: string,
): { readonly groups: number; readonly keep: readonly string[]; readonly reject: readonly string[] } => {
  const same = groups.filter(
    (candidate) =>
      candidate.kind === group.kind &&
      videosOf(candidate) === videosOf(group) &&
      candidate.scenes.filter(({ scene }) => scene.videoId === videoId).length === 1,
  )
  const ids = (isKept: boolean): readonly string[] =>
    same.flatMap(({ scenes }) =>
      scenes.filter(({ scene }) => (scene.videoId === videoId) === isKept).map(({ scene }) => scene.id),
    )
  return { groups: same.length, keep: ids(true), reject: ids(false) }
}
