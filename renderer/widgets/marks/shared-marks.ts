import type { MarkTarget, MarkValues } from '../../../electron/contract/index.ts'

/** What a mark editor shows and changes: a video, scene or range, and what is said of it now. */
export interface MarkedThing {
  readonly target: MarkTarget
  readonly values: MarkValues
}

/** What is said of a thing of which nothing is said. */
export const unmarked: MarkValues = { rating: null, flag: null, label: null, tags: [], note: null, title: null }

/** A value that all of some things have; `mixed` where they differ. */
export const mixed = Symbol('differs')
/** Of a field of marks: its one value, or that there are several. */
export type Shared<Value> = Value | typeof mixed

/** What is said of all of some things in one field. */
export const sharedValue = <Value>(
  things: readonly MarkedThing[],
  read: (values: MarkValues) => Value,
): Shared<Value> => {
  const [first, ...others] = things.map(({ values }) => read(values))
  return others.every((other) => other === first) && first !== undefined ? first : mixed
}

/** What is marked, in words: “this scene”, “4 videos”. */
export const whatIsMarked = (targets: readonly MarkTarget[]): string => {
  const [first] = targets
  const noun = first === undefined || 'sceneId' in first ? 'scene' : 'startFrame' in first ? 'range' : 'video'
  return targets.length === 1 ? `this ${noun}` : `${targets.length.toLocaleString()} ${noun}s`
}
