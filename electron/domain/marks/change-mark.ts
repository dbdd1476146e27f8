import type { MarkChange, MarkValues } from '../../contract/index.ts'
import { distinctTags, tagKey } from './scene-marks.ts'

const textOf = (text: string | null): string | null => (text === null || text.trim() === '' ? null : text.trim())

/** What a mark says after a change; fields that the change does not name stay. */
export const changeMark = (before: MarkValues, change: MarkChange): MarkValues => {
  const gone = new Set((change.removeTags ?? []).map(tagKey))
  const kept = (change.tags ?? before.tags).filter((tag) => !gone.has(tagKey(tag)))
  return {
    rating: change.rating === undefined ? before.rating : change.rating,
    flag: change.flag === undefined ? before.flag : change.flag,
    label: change.label === undefined ? before.label : change.label,
    tags: distinctTags([...kept, ...(change.addTags ?? [])]),
    note: change.note === undefined ? before.note : textOf(change.note),
    title: change.title === undefined ? before.title : textOf(change.title),
  }
}

/** A mark with one tag in place of others; the same object where it has none of them. */
export const renameTagsOf = (mark: MarkValues, from: readonly string[], to: string): MarkValues => {
  const gone = new Set(from.map(tagKey))
  const kept = mark.tags.filter((tag) => !gone.has(tagKey(tag)))
  if (kept.length === mark.tags.length) return mark
  return { ...mark, tags: distinctTags([to, ...kept]) }
}
