import {
  type Alignment,
  align,
  type CurveStretch,
  correlateAt,
  curveRate,
  type LightCurve,
  stretchOf,
  turnsWithin,
} from './light-curve.ts'

/** A scene as it is compared with others. */
export interface ComparedScene {
  readonly sceneId: string
  readonly videoId: string
  readonly startMs: number
  readonly endMs: number
  /** Its look (`domain/look`), of unit length. */
  readonly look: Float32Array
}

/** What two scenes are to each other. `duplicate`: the same take, maybe coded, scaled, cut, graded or framed otherwise. */
export type Likeness = 'duplicate' | 'alternate'

/** What a comparison found: cosine of the looks, and how light goes along in both, over the scene or the film; null where too little moves to tell. */
export interface Comparison {
  readonly kind: Likeness
  readonly look: number
  readonly correlation: number | null
  /** By how many ms the same moment is later in the second film than in the first; null where that is not known. */
  readonly shiftMs: number | null
}

/** Thresholds, tuned on half of the films of the bench `duplicates` and measured on the others. */
export const thresholds = {
  /** Pairs below look too different to be compared any further. */
  candidateLook: 0.4,
  /** Correlation of light within a scene from which two scenes are one take, and how much they have to look alike for that. */
  sceneCorrelation: 0.95,
  sceneLook: 0.8,
  /** How often light has to turn within what both scenes have, so that not every fade is one take with every other. */
  sceneTurns: 4,
  /** The same for whole films; where light turns less often, they have to look as much alike as still ones. */
  filmTurns: 4,
  /** Correlation over all that two films have in common from which they are copies at that shift. */
  filmCorrelation: 0.85,
  /** Mean look of the scenes that meet then, weighted by their length: one cut at the same time makes no copy. */
  filmLook: 0.55,
  /** The least correlation then without the changes at cuts; and the least look where nothing else moves. */
  withinCorrelation: 0.7,
  stillLook: 0.85,
  /** Least movement of light, in steps of luma, for a correlation to say something. */
  movement: 0.15,
  /** Scenes of different takes that look this much alike are alternates. */
  alternateLook: 0.9,
} as const

const longest = 60 * curveRate
const leastOfScene = 2.5 * curveRate
const leastOfFilm = 3 * curveRate
const shiftsTried = 5

/** Cosine of two vectors of unit length. */
export const cosine = (a: Float32Array, b: Float32Array): number => {
  let sum = 0
  for (let index = 0; index < a.length; index += 1) sum += (a[index] ?? 0) * (b[index] ?? 0)
  return sum
}

/** Two scenes that are something to each other. */
export interface ScenePair extends Comparison {
  readonly a: ComparedScene
  readonly b: ComparedScene
}

interface Candidate {
  readonly a: ComparedScene
  readonly b: ComparedScene
  readonly look: number
  readonly alignment: Alignment | null
}

const firstMinute = ({ start, end }: CurveStretch): CurveStretch => ({ start, end: Math.min(end, start + longest) })
const wholeOf = (curve: LightCurve): CurveStretch => ({ start: 0, end: curve.length })

/** How alike scenes that meet at a shift look on average; 0 where none meet. */
const meanLook = (candidates: readonly Candidate[], shift: number): number => {
  let [sum, weight] = [0, 0]
  for (const { a, b, look } of candidates) {
    if (!meet(a, b, shift)) continue
    const lengthMs = Math.min(a.endMs - a.startMs, b.endMs - b.startMs)
    sum += look * lengthMs
    weight += lengthMs
  }
  return weight === 0 ? 0 : sum / weight
}

/** The curve without the changes around the beginnings of scenes. */
const withoutCuts = (curve: LightCurve, startsMs: ReadonlySet<number>): LightCurve => {
  const inside = curve.slice()
  for (const startMs of startsMs) {
    const at = Math.round((startMs * curveRate) / 1000)
    inside.fill(0, Math.max(0, at - 2), Math.max(0, at + 4))
  }
  return inside
}

/** The shift at which one film is a copy of another, or of a part of it; null when it is none. */
const filmShift = (candidates: readonly Candidate[], a: LightCurve, b: LightCurve): Alignment | null => {
  const least = Math.max(leastOfFilm, Math.ceil(Math.min(a.length, b.length) / 2))
  const byLight = candidates
    .flatMap(({ alignment }) => (alignment === null ? [] : [alignment]))
    .toSorted((one, other) => other.correlation * other.movement - one.correlation * one.movement)
    .slice(0, shiftsTried)
    .map(({ shift }) => shift)
  // Where hardly anything moves, scenes that look the same begin or end together.
  const byLook = candidates
    .toSorted((one, other) => other.look - one.look)
    .slice(0, shiftsTried)
    .flatMap(({ a: one, b: other }) => [other.startMs - one.startMs, other.endMs - one.endMs])
    .map((ms) => Math.round((ms * curveRate) / 1000))
  const shifts = new Set([...byLight, ...byLook].flatMap((shift) => [shift - 1, shift, shift + 1]))
  const insideA = withoutCuts(a, new Set(candidates.map((candidate) => candidate.a.startMs)))
  const insideB = withoutCuts(b, new Set(candidates.map((candidate) => candidate.b.startMs)))
  let best: Alignment | null = null
  for (const shift of shifts) {
    const found = correlateAt(a, wholeOf(a), b, wholeOf(b), shift, least)
    if (found === null || found.movement < thresholds.movement) continue
    const look = meanLook(candidates, shift)
    if (found.correlation < thresholds.filmCorrelation || look < thresholds.filmLook) continue
    // Cuts are the largest changes of light: other takes that are cut at the same time must not count for that.
    const within = correlateAt(insideA, wholeOf(a), insideB, wholeOf(b), shift, least)
    const start = Math.max(0, -shift)
    const turns = turnsWithin(a, { start, end: start + found.overlap })
    const isStill = within === null || within.movement < thresholds.movement
    if ((isStill || turns < thresholds.filmTurns) && look < thresholds.stillLook) continue
    if (!isStill && within.correlation < thresholds.withinCorrelation) continue
    if (best === null || found.correlation > best.correlation) best = found
  }
  return best
}

/** Whether two scenes show at least half of the shorter one in common, when one film is shifted so. */
const meet = (a: ComparedScene, b: ComparedScene, shift: number): boolean => {
  const shiftMs = (shift * 1000) / curveRate
  const common = Math.min(a.endMs + shiftMs, b.endMs) - Math.max(a.startMs + shiftMs, b.startMs)
  return common >= Math.min(a.endMs - a.startMs, b.endMs - b.startMs) / 2
}

/** What two scenes have in common at an alignment, in the first film. */
const commonOf = (
  a: ComparedScene,
  b: ComparedScene,
  { shift, overlap }: Alignment,
  curveA: LightCurve,
  curveB: LightCurve,
): CurveStretch => {
  const start = Math.max(
    stretchOf(a.startMs, a.endMs, curveA).start,
    stretchOf(b.startMs, b.endMs, curveB).start - shift,
  )
  return { start, end: start + overlap }
}

/**
 * Compares scenes of two films (or of one with itself) whose looks are alike enough. Where one film goes along with the other as a
 * whole, scenes that meet are duplicates; elsewhere scenes that go along by themselves, at least by half and for 2.5 s.
 */
export const compareScenes = (
  candidates: readonly { readonly a: ComparedScene; readonly b: ComparedScene; readonly look: number }[],
  curveA: LightCurve,
  curveB: LightCurve,
): readonly ScenePair[] => {
  const aligned = candidates.map((candidate): Candidate => {
    const inA = firstMinute(stretchOf(candidate.a.startMs, candidate.a.endMs, curveA))
    const inB = firstMinute(stretchOf(candidate.b.startMs, candidate.b.endMs, curveB))
    const shorter = Math.min(inA.end - inA.start, inB.end - inB.start)
    const alignment = align(curveA, inA, curveB, inB, Math.max(leastOfScene, Math.ceil(shorter / 2)))
    return {
      ...candidate,
      alignment: alignment !== null && alignment.movement >= thresholds.movement ? alignment : null,
    }
  })
  const film = curveA === curveB ? null : filmShift(aligned, curveA, curveB)
  const msOf = (shift: number): number => (shift * 1000) / curveRate
  return aligned.flatMap(({ a, b, look, alignment }): readonly ScenePair[] => {
    if (film !== null && meet(a, b, film.shift))
      return [{ a, b, kind: 'duplicate', look, correlation: film.correlation, shiftMs: msOf(film.shift) }]
    const correlation = alignment?.correlation ?? null
    if (
      film === null &&
      alignment !== null &&
      alignment.correlation >= thresholds.sceneCorrelation &&
      look >= thresholds.sceneLook &&
      turnsWithin(curveA, commonOf(a, b, alignment, curveA, curveB)) >= thresholds.sceneTurns
    )
      return [{ a, b, kind: 'duplicate', look, correlation, shiftMs: msOf(alignment.shift) }]
    if (look < thresholds.alternateLook || a.videoId === b.videoId || film !== null) return []
    return [{ a, b, kind: 'alternate', look, correlation, shiftMs: null }]
  })
}
