import { readFile } from 'node:fs/promises'

/** What a person found in a film: cuts, frames that count neither way, and transitions. */
export interface CutTruth {
  readonly cuts: readonly number[]
  readonly optional: readonly number[]
  readonly gradual: readonly { readonly start: number; readonly end: number }[]
}

/** Reads a truth file of the media folder. */
export const readTruth = async (path: string): Promise<CutTruth> => {
  const { cuts, optional, gradual } = JSON.parse(await readFile(path, 'utf8')) as {
    readonly cuts: readonly number[]
    readonly optional: readonly { readonly frame: number }[]
    readonly gradual: readonly { readonly start: number; readonly end: number }[]
  }
  return { cuts, optional: optional.map(({ frame }) => frame), gradual }
}

/** Counts of one film; gradual transitions are counted apart, for information. */
export interface CutScore {
  readonly hits: number
  readonly falseCuts: readonly number[]
  readonly missed: readonly number[]
  readonly gradualHits: number
}

/** Frames that a prediction may be off. */
const tolerance = 1

/** Matches predictions with the truth one to one; those on optional frames or inside transitions count neither way. */
export const scoreCuts = (predicted: readonly number[], truth: CutTruth): CutScore => {
  const open = new Set(truth.cuts)
  const falseCuts: number[] = []
  const gradual = new Set<number>()
  for (const frame of predicted) {
    const hit = [0, -tolerance, tolerance].map((offset) => frame + offset).find((candidate) => open.has(candidate))
    if (hit !== undefined) {
      open.delete(hit)
      continue
    }
    if (truth.optional.some((optional) => Math.abs(optional - frame) <= tolerance)) continue
    const inside = truth.gradual.findIndex(({ start, end }) => frame >= start - tolerance && frame <= end + tolerance)
    if (inside >= 0) gradual.add(inside)
    else falseCuts.push(frame)
  }
  return { hits: truth.cuts.length - open.size, falseCuts, missed: [...open], gradualHits: gradual.size }
}

/** F1 of counts; 1 when there was nothing to find and nothing was found. */
export const f1 = (hits: number, falseCuts: number, missed: number): number =>
  hits + falseCuts + missed === 0 ? 1 : (2 * hits) / (2 * hits + falseCuts + missed)
