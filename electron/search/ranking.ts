import type { Fusion, Modality } from '../contract/index.ts'
import { displayedScore, sharesOf } from '../domain/fusion/display.ts'
import { gatedWeight, relevanceCut } from '../domain/fusion/gate.ts'
import { standardScore } from '../domain/fusion/score.ts'
import type { SceneIndex, SceneNumber } from '../domain/ports/index.ts'
import type { ComposedModality, ComposedQuery } from './compose.ts'
import type { ExactScene } from './exact-words.ts'
import { calibratedOf, createJoinedTop, normalisedOf, type RankedModality } from './joined-top.ts'

/** A scene that was found, with all that explains it. */
export interface RankedScene {
  readonly scene: SceneNumber
  /** As fusion computes it; NaN: none. */
  readonly fused: number
  /** As it is shown; null: none. */
  readonly score: number | null
  readonly relevant: boolean
  /** By modality of the ranking; NaN where the scene has no vector. */
  readonly similarities: readonly number[]
  /** What it says word for word of what was asked. */
  readonly exact: ExactScene | null
}

/** The best scenes of a query. */
export interface RankedWindow {
  /** Best first. */
  readonly scenes: readonly RankedScene[]
  /** There are no more. */
  readonly isAll: boolean
  readonly candidates: number
  readonly relevant: number
}

/** Parts of a hit by modality, as answers have them. */
export interface HitParts {
  readonly shares: Partial<Record<Modality, number>>
  readonly similarities: Partial<Record<Modality, number>>
  readonly normalised: Partial<Record<Modality, number>>
}

/** A composed query that can be ranked. */
export interface Ranking {
  /** Those that are compared by vectors. */
  readonly modalities: readonly ComposedModality[]
  /** Languages in which forms of a word are known, for telling which words were found. */
  readonly languages: readonly string[]
  /** The best `limit` scenes of those that a filter leaves (null: all). */
  readonly top: (within: Float64Array | null, limit: number, signal: AbortSignal) => Promise<RankedWindow>
  /** Whether a scene is relevant in one modality at least, taken by itself. */
  readonly isRelevantInOne: (found: RankedScene) => boolean
  readonly partsOf: (found: RankedScene) => HitParts
}

/** Words that are found word for word only are relevant when all are said, which no score of some of them reaches. */
const exactRelevantFrom = 3

const rankedModalities = ({
  modalities,
  exact,
}: ComposedQuery): readonly (RankedModality & { readonly gate: number })[] => {
  const own = modalities.map((one) => ({
    modality: one.modality,
    relevantFrom: one.relevantFrom,
    weight: one.weight,
    gate: one.gate,
    vectors: one,
    isWords: exact !== null && one.modality === 'captions',
  }))
  if (exact === null || own.some(({ isWords }) => isWords)) return own
  const { weight, gate } = exact
  return [...own, { modality: 'captions', relevantFrom: exactRelevantFrom, weight, gate, vectors: null, isWords: true }]
}

/**
 * Ranks by a fusion. What is relevant is decided by the calibrated score in every fusion, and a scene that says every word always is.
 * `hasNoMatch`: background queries find as much, so nothing is relevant.
 */
export const createRanking = (
  index: SceneIndex,
  query: ComposedQuery,
  fusion: Fusion,
  options: { readonly hasNoMatch: boolean; readonly without: readonly SceneNumber[] },
): Ranking => {
  const plain = rankedModalities(query)
  const gated = plain.map((one) => ({ ...one, weight: gatedWeight(one.weight, one.gate) }))
  const isCalibrated = fusion === 'calibrated'
  const modalities = isCalibrated ? gated : plain
  const relevanceThreshold = relevanceCut(gated)
  const { without } = options
  const calibratedTop = createJoinedTop(index, gated, query.exact)
  const fusedTop = isCalibrated ? calibratedTop : createJoinedTop(index, plain, query.exact)

  const bestOf = async (within: Float64Array | null, signal: AbortSignal) => {
    const asked = { fusion: 'calibrated', within, without, limit: 1, countFrom: relevanceThreshold, signal } as const
    const { scenes, reaching } = await calibratedTop(asked)
    return { best: scenes[0]?.score ?? Number.NaN, reaching }
  }

  /**
   * The fused score from which a scene is relevant. Match quality is decided modality by modality, and can disagree with the
   * fused score. It wins: “no good match” lifts the threshold above the best scene, a match lowers it to the best scene.
   */
  const thresholdFor = (best: number): number =>
    options.hasNoMatch ? Math.max(relevanceThreshold, best + 0.02) : Math.min(relevanceThreshold, best)

  return {
    modalities: query.modalities,
    languages: query.exact?.languages ?? [],
    top: async (within, limit, signal) => {
      const countFrom = isCalibrated ? relevanceThreshold : null
      const [top, whole, calibrated] = await Promise.all([
        fusedTop({ fusion, within, without, limit, countFrom, signal }),
        isCalibrated && within === null ? null : bestOf(null, signal),
        isCalibrated || within === null ? null : bestOf(within, signal),
      ])
      const threshold = thresholdFor(whole?.best ?? top.scenes[0]?.score ?? Number.NaN)
      const scenes = top.scenes.map(({ scene, score: fused, similarities, exact }): RankedScene => {
        const saysAll = exact?.full === true && !options.hasNoMatch
        const own = isCalibrated ? fused : calibratedOf({ similarities, exact }, gated)
        const score = saysAll ? Math.max(own, threshold) : own
        return {
          scene,
          fused: isCalibrated ? score : fused,
          score: Number.isNaN(fused) ? null : isCalibrated ? displayedScore(score, threshold) : fused,
          relevant: saysAll || score >= threshold,
          similarities,
          exact,
        }
      })
      // Scenes that say every word were lifted to the threshold.
      const ordered = isCalibrated ? scenes.toSorted((one, other) => other.fused - one.fused) : scenes
      const reaching = isCalibrated ? top.reaching : (calibrated ?? whole)?.reaching
      const counted =
        threshold < relevanceThreshold ? scenes.filter(({ relevant }) => relevant).length : (reaching ?? 0)
      const relevant = options.hasNoMatch ? 0 : counted
      return { scenes: ordered, isAll: scenes.length < limit, candidates: top.candidates, relevant }
    },
    isRelevantInOne: ({ similarities, exact }) =>
      exact?.full === true ||
      gated.some(({ vectors, relevantFrom }, place) => {
        const similarity = similarities[place] ?? Number.NaN
        return vectors !== null && standardScore(similarity, vectors.statistics) >= relevantFrom
      }),
    partsOf: (found) => {
      const normalised = normalisedOf(found, modalities)
      const shares = sharesOf(
        normalised,
        modalities.map(({ weight }) => weight),
      )
      const present = (values: readonly number[]): Partial<Record<Modality, number>> =>
        Object.fromEntries(
          modalities.flatMap(({ modality }, place) => {
            const value = values[place] ?? Number.NaN
            return Number.isNaN(value) ? [] : [[modality, value] as const]
          }),
        )
      return {
        shares: Object.fromEntries(modalities.map(({ modality }, place) => [modality, shares[place] ?? 0])),
        similarities: present(found.similarities),
        normalised: present(normalised),
      }
    },
  }
}
