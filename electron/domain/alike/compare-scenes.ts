import {
  type Alignment,
  align,
  type CurveStretch,
  correlateAt,
  curveRate,
  type FilmCurves,
  stretchOf,
  turnsWithin,
} from './film-curves.ts'

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

/** What a comparison found: cosine of the looks, and how light and motion go along in both, over the scene or the film; null where too little moves to tell. */
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
  /** Correlation within a scene from which two scenes are one take, and how much they have to look alike for that. */
  sceneCorrelation: 0.95,
  sceneLook: 0.8,
  /** How often light has to turn within what both scenes have, so that not every fade is one take with every other. */
  sceneTurns: 4,
  /** The same for whole films; where light turns less often, they have to look as much alike as still ones. */
  filmTurns: 4,
  /**
   * Correlation over all that two films have in common from which they are copies at that shift, and the mean look, weighted by length,
   * of the scenes that meet then: one cut at the same time makes no copy. `short` is less than 3 s, where chance goes further.
   */
  film: { correlation: 0.87, look: 0.5 },
  shortFilm: { correlation: 0.92, look: 0.66 },
  /** So much less correlation is asked for each step of look above `from`. */
  lookCounts: { from: 0.65, factor: 0.4 },
  /** The least correlation then without the changes at cuts; and the least look where nothing else moves. */
  withinCorrelation: 0.7,
  stillLook: 0.85,
  /** Least movement of light, in steps of luma, for a correlation to say something. */
  movement: 0.1,
  /** Scenes of different takes that look this much alike are alternates. */
  alternateLook: 0.9,
} as const

const longest = 60 * curveRate
/** Less than that of a scene says nothing by itself. */
const leastOfScene = 2.5 * curveRate
const shortFilm = 3 * curveRate
const leastOfFilm = curveRate
const shiftsTried = 5
/** Cuts of two films count as the same within so much. */
const sameCut = 2
/** Films up to this length are compared at every shift. */
const everyShift = 40 * curveRate

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
const wholeOf = (curve: FilmCurves): CurveStretch => ({ start: 0, end: curve.length })

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

/** The curves without the changes around beginnings of scenes, given in values. */
const withoutCuts = (curves: FilmCurves, starts: readonly number[]): FilmCurves => {
  const light = curves.light.slice()
  const motion = curves.motion.slice()
  for (const start of starts) {
    const from = Math.max(0, start - 2)
    const to = Math.max(0, start + 4)
    light.fill(0, from, to)
    motion.fill(motion[Math.max(0, from - 1)] ?? 0, from, to)
  }
  return { light, motion, length: curves.length }
}

const startsOf = (scenes: readonly ComparedScene[]): readonly number[] => [
  ...new Set(scenes.map(({ startMs }) => Math.round((startMs * curveRate) / 1000))),
]

const range = (first: number, last: number): readonly number[] =>
  Array.from({ length: Math.max(0, last - first + 1) }, (_, index) => first + index)

/** Shifts at which films may be copies: all of them for short films; else where their scenes go along best or look most alike. */
const shiftsToTry = (
  candidates: readonly Candidate[],
  a: FilmCurves,
  b: FilmCurves,
  least: number,
): ReadonlySet<number> => {
  if (Math.max(a.length, b.length) <= everyShift) return new Set(range(least - a.length, b.length - least))
  const byCurves = candidates
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
  return new Set([...byCurves, ...byLook].flatMap((shift) => [shift - 1, shift, shift + 1]))
}

/** Whether films that go along so well look enough alike, and the other way round. */
const isCopy = ({ correlation, overlap }: Alignment, look: number): boolean => {
  const { film, shortFilm: short, lookCounts } = thresholds
  const least = overlap < shortFilm ? short : film
  const credit = Math.max(0, look - lookCounts.from) * lookCounts.factor
  return look >= least.look && correlation >= least.correlation - credit
}

/** Below that no look is enough. */
const leastOfCopies = thresholds.film.correlation - (1 - thresholds.lookCounts.from) * thresholds.lookCounts.factor

/** The shift at which one film is a copy of another, or of a part of it; null when it is none. */
const filmShift = (candidates: readonly Candidate[], a: FilmCurves, b: FilmCurves): Alignment | null => {
  const least = Math.max(leastOfFilm, Math.ceil(Math.min(a.length, b.length) / 2))
  const startsA = startsOf(candidates.map((candidate) => candidate.a))
  const startsB = startsOf(candidates.map((candidate) => candidate.b))
  let best: Alignment | null = null
  for (const shift of shiftsToTry(candidates, a, b, least)) {
    const found = correlateAt(a, wholeOf(a), b, wholeOf(b), shift, least, best?.correlation ?? leastOfCopies)
    if (found === null || found.movement < thresholds.movement) continue
    const look = meanLook(candidates, shift)
    if (!isCopy(found, look)) continue
    // Cuts are the largest changes of light: other takes that are cut at the same time must not count for that.
    const both = startsA.filter((start) => startsB.some((other) => Math.abs(start + shift - other) <= sameCut))
    const insideA = withoutCuts(a, both)
    const insideB = withoutCuts(
      b,
      both.map((start) => start + shift),
    )
    const within = correlateAt(insideA, wholeOf(a), insideB, wholeOf(b), shift, least)
    const start = Math.max(0, -shift)
    const turns = turnsWithin(a, { start, end: start + found.overlap })
    const isStill = within === null || within.movement < thresholds.movement
    if ((isStill || turns < thresholds.filmTurns) && look < thresholds.stillLook) continue
    if (!isStill && within.correlation < thresholds.withinCorrelation) continue
    best = found
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
  curveA: FilmCurves,
  curveB: FilmCurves,
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
  curveA: FilmCurves,
  curveB: FilmCurves,
): readonly ScenePair[] => {
  const aligned = candidates.map((candidate): Candidate => {
    const inA = firstMinute(stretchOf(candidate.a.startMs, candidate.a.endMs, curveA))
    const inB = firstMinute(stretchOf(candidate.b.startMs, candidate.b.endMs, curveB))
    const shorter = Math.min(inA.end - inA.start, inB.end - inB.start)
    const least = Math.max(shorter < leastOfScene ? leastOfFilm : leastOfScene, Math.ceil(shorter / 2))
    const alignment = align(curveA, inA, curveB, inB, least)
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
      alignment.overlap >= leastOfScene &&
      alignment.correlation >= thresholds.sceneCorrelation &&
      look >= thresholds.sceneLook &&
      turnsWithin(curveA, commonOf(a, b, alignment, curveA, curveB)) >= thresholds.sceneTurns
    )
      return [{ a, b, kind: 'duplicate', look, correlation, shiftMs: msOf(alignment.shift) }]
    if (look < thresholds.alternateLook || a.videoId === b.videoId || film !== null) return []
    return [{ a, b, kind: 'alternate', look, correlation, shiftMs: null }]
  })
}
