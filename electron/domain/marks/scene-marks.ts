import type { MarkValues } from '../../contract/index.ts'

/** Frames from `startFrame` up to but without `endFrame`. */
interface Frames {
  readonly startFrame: number
  readonly endFrame: number
}

/** A mark on frames. `kind`: what a person put it on. */
export interface FrameMark extends Frames, MarkValues {
  readonly kind: 'scene' | 'range'
}

/** A mark that says nothing. */
export const emptyMark: MarkValues = { rating: null, flag: null, label: null, tags: [], note: null, title: null }

/** Whether a mark says nothing at all. */
export const isEmptyMark = ({ rating, flag, label, tags, note, title }: MarkValues): boolean =>
  rating === null && flag === null && label === null && tags.length === 0 && note === null && title === null

/** The form in which tags are the same whatever their case. */
export const tagKey = (tag: string): string => tag.normalize('NFKC').toLowerCase()

/** Tags of which each counts once, whatever its case; the first way to write it stays. By name. */
export const distinctTags = (tags: readonly string[]): string[] => {
  const byKey = new Map<string, string>()
  for (const tag of tags) if (!byKey.has(tagKey(tag))) byKey.set(tagKey(tag), tag)
  return [...byKey.values()].sort((a, b) => a.localeCompare(b, 'en', { numeric: true }))
}

const overlapOf = (a: Frames, b: Frames): number =>
  Math.min(a.endFrame, b.endFrame) - Math.max(a.startFrame, b.startFrame)

const lengthOf = ({ startFrame, endFrame }: Frames): number => endFrame - startFrame

/** Whether frames that were marked and a scene are about the same: they share at least half of the shorter one. */
const isAbout = (mark: Frames, scene: Frames): boolean => {
  const shared = overlapOf(mark, scene)
  return shared > 0 && 2 * shared >= Math.min(lengthOf(mark), lengthOf(scene))
}

const isSame = (mark: Frames, scene: Frames): boolean =>
  mark.startFrame === scene.startFrame && mark.endFrame === scene.endFrame

/** What marks about a scene say together: the best rating, flag and label of the one that shares most, all tags. */
const together = (marks: readonly FrameMark[], scene: Frames): MarkValues => {
  const nearest = marks.toSorted((a, b) => overlapOf(b, scene) - overlapOf(a, scene))
  const ratings = marks.flatMap(({ rating }) => rating ?? [])
  return {
    rating: ratings.length === 0 ? null : Math.max(...ratings),
    flag: nearest.find(({ flag }) => flag !== null)?.flag ?? null,
    label: nearest.find(({ label }) => label !== null)?.label ?? null,
    tags: distinctTags(nearest.flatMap(({ tags }) => tags)),
    note: nearest.find(({ note }) => note !== null)?.note ?? null,
    title: null,
  }
}

/** What is said of a scene where nobody marked its very frames. */
export const inheritedMark = (marks: readonly FrameMark[], scene: Frames): MarkValues =>
  together(
    marks.filter((mark) => !isSame(mark, scene) && isAbout(mark, scene)),
    scene,
  )

/**
 * What is said of a scene: what a person said of its very frames, with the tags of ranges inside or around it; else what
 * marks say that share at least half of the shorter of the two, as those of scenes that were cut otherwise. Null: nothing.
 */
export const markOfScene = (marks: readonly FrameMark[], scene: Frames): MarkValues | null => {
  const own = marks.find((mark) => isSame(mark, scene))
  if (own === undefined) {
    const inherited = inheritedMark(marks, scene)
    return isEmptyMark(inherited) ? null : inherited
  }
  const ranges = marks.filter((mark) => mark.kind === 'range' && mark !== own && isAbout(mark, scene))
  const { rating, flag, label, note, title } = own
  const values = { rating, flag, label, note, title, tags: distinctTags([own, ...ranges].flatMap(({ tags }) => tags)) }
  return isEmptyMark(values) ? null : values
}

/** The marks about each scene, in the order of the scenes; both lists ascend by their first frame. */
export const marksByScene = <Scene extends Frames>(
  scenes: readonly Scene[],
  marks: readonly FrameMark[],
): readonly (MarkValues | null)[] => {
  if (marks.length === 0) return scenes.map(() => null)
  const longest = marks.reduce((most, mark) => Math.max(most, lengthOf(mark)), 0)
  let first = 0
  return scenes.map((scene) => {
    while (first < marks.length && (marks[first]?.startFrame ?? 0) + longest <= scene.startFrame) first += 1
    const near: FrameMark[] = []
    for (let at = first; at < marks.length; at += 1) {
      const mark = marks[at]
      if (mark === undefined || mark.startFrame >= scene.endFrame) break
      if (mark.endFrame > scene.startFrame) near.push(mark)
    }
    return near.length === 0 ? null : markOfScene(near, scene)
  })
}
