import type { Fusion, Modality } from '../contract/index.ts'
import { displayedScore, sharesOf } from '../domain/fusion/display.ts'
import { gatedWeight, relevanceCut } from '../domain/fusion/gate.ts'
import { calibratedScore, normalise } from '../domain/fusion/score.ts'
import type { FusionTerm, SceneIndex, SceneNumber } from '../domain/ports/index.ts'
import type { ComposedModality, ComposedQuery } from './compose.ts'

/** A scene that was found, with all that explains it. */
export interface RankedScene {
  readonly scene: SceneNumber
  /** As fusion computes it; NaN: none. */
  readonly fused: number
  /** As it is shown; null: none. */
  readonly score: number | null
  readonly relevant: boolean
  /** By modality of the query; NaN where the scene has no vector. */
  readonly similarities: readonly number[]
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
  readonly modalities: readonly ComposedModality[]
  /** The best `limit` scenes of those that a filter leaves (null: all). */
  readonly top: (within: Float64Array | null, limit: number, signal: AbortSignal) => Promise<RankedWindow>
  readonly partsOf: (found: RankedScene) => HitParts
}

/**
 * Ranks by a fusion. What is relevant is decided by the calibrated score in every fusion. `hasNoMatch`: background queries find
 * as much, so nothing is relevant.
 */
export const createRanking = (
  index: SceneIndex,
  query: ComposedQuery,
  fusion: Fusion,
  options: { readonly hasNoMatch: boolean; readonly without: readonly SceneNumber[] },
): Ranking => {
  const { modalities } = query
  const termsBy = (weightOf: (one: ComposedModality) => number): readonly FusionTerm[] =>
    modalities.map((one) => ({
      spaceId: one.space.id,
      vector: one.vector,
      weight: weightOf(one),
      mean: one.statistics.mean,
      deviation: one.statistics.deviation,
    }))
  const gated = termsBy(({ weight, gate }) => gatedWeight(weight, gate))
  const terms = fusion === 'calibrated' ? gated : termsBy(({ weight }) => weight)
  const relevanceThreshold = relevanceCut(
    modalities.map(({ weight, gate, relevantFrom }) => ({ weight: gatedWeight(weight, gate), relevantFrom })),
  )
  const { without } = options

  const calibratedTop = async (within: Float64Array | null, signal: AbortSignal) => {
    const asked = { fusion: 'calibrated' as const, terms: gated, within, without, limit: 1, signal }
    const top = await index.top({ ...asked, countFrom: relevanceThreshold })
    return { best: top.scores[0] ?? Number.NaN, reaching: top.reaching }
  }

  /**
   * The fused score from which a scene is relevant. Match quality is decided modality by modality, and can disagree with the
   * fused score. It wins: “no good match” lifts the threshold above the best scene, a match lowers it to the best scene.
   */
  const thresholdFor = (best: number): number =>
    options.hasNoMatch ? Math.max(relevanceThreshold, best + 0.02) : Math.min(relevanceThreshold, best)

  return {
    modalities,
    top: async (within, limit, signal) => {
      const isCalibrated = fusion === 'calibrated'
      const countFrom = isCalibrated ? relevanceThreshold : null
      const [top, whole, calibrated] = await Promise.all([
        index.top({ fusion, terms, within, without, limit, countFrom, signal }),
        isCalibrated && within === null ? null : calibratedTop(null, signal),
        isCalibrated || within === null ? null : calibratedTop(within, signal),
      ])
      const threshold = thresholdFor(whole?.best ?? top.scores[0] ?? Number.NaN)
      const scenes = Array.from(top.scenes, (scene, place): RankedScene => {
        const similarities = top.similarities.map((column) => column[place] ?? Number.NaN)
        const fused = top.scores[place] ?? Number.NaN
        const score = isCalibrated ? fused : calibratedScore(similarities, gated)
        return {
          scene,
          fused,
          score: Number.isNaN(fused) ? null : isCalibrated ? displayedScore(score, threshold) : fused,
          relevant: score >= threshold,
          similarities,
        }
      })
      const reaching = isCalibrated ? top.reaching : (calibrated ?? whole)?.reaching
      const counted =
        threshold < relevanceThreshold ? scenes.filter(({ relevant }) => relevant).length : (reaching ?? 0)
      const relevant = options.hasNoMatch ? 0 : counted
      return { scenes, isAll: scenes.length < limit, candidates: top.candidates, relevant }
    },
    partsOf: ({ similarities }) => {
      const shares = sharesOf(similarities, terms)
      const entries = modalities.map(({ modality, statistics }, place) => {
        const similarity = similarities[place] ?? Number.NaN
        return { modality, similarity, share: shares[place] ?? 0, normalised: normalise(similarity, statistics) }
      })
      const present = entries.filter(({ similarity }) => !Number.isNaN(similarity))
      return {
        shares: Object.fromEntries(entries.map(({ modality, share }) => [modality, share])),
        similarities: Object.fromEntries(present.map(({ modality, similarity }) => [modality, similarity])),
        normalised: Object.fromEntries(present.map(({ modality, normalised }) => [modality, normalised])),
      }
    },
  }
}
