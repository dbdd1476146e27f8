import type { Failure } from '../../contract/index.ts'
import { err, ok, type Result } from '../result.ts'
import type { SceneSpan } from './scenes.ts'

/** A boundary that a person set: a scene begins with this frame whatever a detector finds. */
export interface HandCut {
  readonly frame: number
  /** When the frame begins, in ms of film time. */
  readonly timeMs: number
}

/** Frames that a person joined: no boundary after `startFrame` and before `endFrame` counts but those set by hand. */
export interface JoinedFrames {
  readonly startFrame: number
  /** Exclusive. */
  readonly endFrame: number
}

/**
 * What a person changed about the scenes of a content, by frame numbers. It is kept apart from the scenes and applied to
 * whatever a detector finds, so it outlives other settings. Both lists ascend.
 */
export interface HandEdits {
  readonly cuts: readonly HandCut[]
  readonly joins: readonly JoinedFrames[]
}

/** Scenes as they were found. */
export const noHandEdits: HandEdits = { cuts: [], joins: [] }

/** Whether there are none. */
export const isUnedited = ({ cuts, joins }: HandEdits): boolean => cuts.length === 0 && joins.length === 0

/** Joins in ascending order; those that share frames are one. Neighbours that only touch keep the boundary between them. */
const united = (joins: readonly JoinedFrames[]): readonly JoinedFrames[] => {
  const all: JoinedFrames[] = []
  for (const join of joins.toSorted((a, b) => a.startFrame - b.startFrame || a.endFrame - b.endFrame)) {
    const last = all.at(-1)
    if (last !== undefined && join.startFrame < last.endFrame) {
      all[all.length - 1] = { startFrame: last.startFrame, endFrame: Math.max(last.endFrame, join.endFrame) }
    } else all.push(join)
  }
  return all
}

const isInside = (frame: number, { startFrame, endFrame }: JoinedFrames): boolean =>
  frame > startFrame && frame < endFrame

/** The edits with these frames joined: boundaries that were set between them are given up. */
const joined = (edits: HandEdits, joins: readonly JoinedFrames[]): HandEdits => ({
  cuts: edits.cuts.filter(({ frame }) => !joins.some((join) => isInside(frame, join))),
  joins: united([...edits.joins, ...joins]),
})

const withCut = (edits: HandEdits, cut: HandCut): HandEdits => ({
  ...edits,
  cuts: [...edits.cuts.filter(({ frame }) => frame !== cut.frame), cut].toSorted((a, b) => a.frame - b.frame),
})

/**
 * Scenes that were found, with what a person changed about them: again a partition of the same frames. Scenes that stay as
 * they were are the same objects; `make` makes the others of their span.
 */
export const applyHandEdits = <Scene extends SceneSpan>(
  scenes: readonly Scene[],
  edits: HandEdits,
  make: (span: SceneSpan) => Scene,
): readonly Scene[] => {
  const first = scenes[0]
  const last = scenes.at(-1)
  if (first === undefined || last === undefined || isUnedited(edits)) return scenes
  const found = new Map(scenes.map((scene) => [scene.startFrame, scene]))
  const starts = new Map<number, { readonly startMs: number; readonly gradual: boolean }>([[first.startFrame, first]])
  for (const scene of scenes.slice(1)) {
    if (!edits.joins.some((join) => isInside(scene.startFrame, join))) starts.set(scene.startFrame, scene)
  }
  for (const { frame, timeMs } of edits.cuts) {
    if (frame <= first.startFrame || frame >= last.endFrame) continue
    starts.set(frame, found.get(frame) ?? { startMs: Math.round(timeMs), gradual: false })
  }
  const frames = [...starts.keys()].toSorted((a, b) => a - b)
  return frames.map((startFrame, index) => {
    const endFrame = frames[index + 1] ?? last.endFrame
    const known = found.get(startFrame)
    if (known?.endFrame === endFrame) return known
    const { startMs = 0, gradual = false } = starts.get(startFrame) ?? {}
    return make({ startFrame, endFrame, startMs, endMs: starts.get(endFrame)?.startMs ?? last.endMs, gradual })
  })
}

const refusal = (message: string, remedy: string): Result<HandEdits> => err({ code: 'bad_edit', message, remedy })

/** Lets a scene begin with `cut.frame`. Refused where no frame would be left on a side, or one begins there already. */
export const splitScene = (
  scenes: readonly SceneSpan[],
  edits: HandEdits,
  cut: HandCut,
): Result<HandEdits, Failure> => {
  const frameCount = scenes.at(-1)?.endFrame ?? 0
  if (cut.frame < 1 || cut.frame >= frameCount) {
    return refusal(
      `A scene can begin with a frame from 1 to ${frameCount - 1}, not with ${cut.frame}.`,
      'Choose a frame inside of a scene.',
    )
  }
  if (scenes.some(({ startFrame }) => startFrame === cut.frame)) {
    return refusal(
      `A scene begins with frame ${cut.frame} already.`,
      'Move to the frame that should begin a new scene.',
    )
  }
  return ok(withCut(edits, cut))
}

/** Makes one scene of those from `firstIndex` to `lastIndex`, both included. */
export const mergeScenes = (
  scenes: readonly SceneSpan[],
  edits: HandEdits,
  { firstIndex, lastIndex }: { readonly firstIndex: number; readonly lastIndex: number },
): Result<HandEdits, Failure> => {
  const [first, last] = [scenes[firstIndex], scenes[lastIndex]]
  if (first === undefined || last === undefined || firstIndex >= lastIndex) {
    return refusal(
      `Scenes ${firstIndex} to ${lastIndex} cannot be merged: this video has scenes 0 to ${scenes.length - 1}.`,
      'Give the indexes of at least two scenes that follow one another, the first one first.',
    )
  }
  return ok(joined(edits, [{ startFrame: first.startFrame, endFrame: last.endFrame }]))
}

/**
 * Moves the boundary before a scene to another frame, no further than leaves a frame to the scenes on both sides. What a
 * detector finds between the old place and the new one does not count any more.
 */
export const moveBoundary = (
  scenes: readonly SceneSpan[],
  edits: HandEdits,
  index: number,
  to: HandCut,
): Result<HandEdits, Failure> => {
  const [before, scene] = [scenes[index - 1], scenes[index]]
  if (before === undefined || scene === undefined) {
    return refusal(
      `There is no boundary before scene ${index}.`,
      `Give the index of a scene from 1 to ${scenes.length - 1}.`,
    )
  }
  if (to.frame <= before.startFrame || to.frame >= scene.endFrame) {
    return refusal(
      `This boundary can be moved to a frame from ${before.startFrame + 1} to ${scene.endFrame - 1}, not to ${to.frame}.`,
      'Merge the scenes instead where one of them should go.',
    )
  }
  if (to.frame === scene.startFrame) return ok(edits)
  const [from, until] = [Math.min(to.frame, scene.startFrame), Math.max(to.frame, scene.startFrame)]
  return ok(withCut(joined(edits, [{ startFrame: from - 1, endFrame: until + 1 }]), to))
}

/**
 * Joins every scene of fewer than `minFrames` frames to the one before it, and the first to the one after it. Scenes that
 * are that long stay apart.
 */
export const dropShortScenes = (scenes: readonly SceneSpan[], edits: HandEdits, minFrames: number): HandEdits => {
  const groups: { startFrame: number; endFrame: number; members: number }[] = []
  for (const { startFrame, endFrame } of scenes) {
    const last = groups.at(-1)
    const isShort = (span: JoinedFrames): boolean => span.endFrame - span.startFrame < minFrames
    if (last !== undefined && (isShort({ startFrame, endFrame }) || isShort(last))) {
      last.endFrame = endFrame
      last.members += 1
    } else groups.push({ startFrame, endFrame, members: 1 })
  }
  const joins = groups.flatMap(({ startFrame, endFrame, members }) => (members > 1 ? [{ startFrame, endFrame }] : []))
  return joins.length === 0 ? edits : joined(edits, joins)
}
