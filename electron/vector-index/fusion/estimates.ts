import type { SceneNumber } from '../../domain/ports/index.ts'
import type { ScoredScene } from './scored-scenes.ts'

/** A term of a scoring: which of the query's terms, and how its similarities count. */
export interface ScoringTerm {
  /** Number of the term in the query. */
  readonly term: number
  readonly weight: number
  /** Mean similarity; 0 for linear scores. */
  readonly mean: number
  /** 1 / standard deviation of the similarities, 0 where all are alike; 1 for linear scores. */
  readonly inverse: number
}

/**
 * How scenes are ordered. Bounds are computed in the inner score, Σ weight · softClip((similarity − mean) · inverse) over the terms that
 * a scene has, or when `linear` Σ weight · similarity, which a scene that lacks a term does not have. Answers are made of `scoreOf`,
 * which rises with the inner score.
 */
export interface Scoring {
  readonly terms: readonly ScoringTerm[]
  readonly linear: boolean
  /** How many of the best. */
  readonly limit: number
  /** Score of exact similarities, by term of the scoring (NaN: missing). */
  readonly scoreOf: (similarities: readonly number[]) => number
  /** The same in the inner scale. */
  readonly innerScoreOf: (similarities: readonly number[]) => number
  /** Also counts the scenes whose score is at least `score`, which is `inner` in the inner scale. */
  readonly countFrom: { readonly score: number; readonly inner: number } | null
}

/** The best scenes by some scoring. */
export interface FoundScenes {
  /** Exact, best first; fewer than asked for when no more have a score. `similarities` are by term of the scoring. */
  readonly best: readonly ScoredScene[]
  /** Scenes that take part and have at least one of the terms. */
  readonly candidates: number
  /** Scenes whose score reaches `countFrom`. */
  readonly reaching: number
}

/**
 * What an index knows approximately about the similarities of all scenes that take part in a query, and how it finds the exactly best
 * ones by that. The direct index has similarities of sqlite-vec in single precision, the compact one estimates from short codes.
 */
export interface Estimates {
  readonly findBest: (scoring: Scoring) => Promise<FoundScenes>
  /** Scenes that take part and have at least one of the terms. */
  readonly countCandidates: () => Promise<number>
  /** Exact similarities of scenes, by scene and term of the query; NaN where a scene has no vector. */
  readonly similaritiesOf: (scenes: readonly SceneNumber[]) => Promise<readonly (readonly number[])[]>
  /** The first `limit` scenes, by number, that take part and have some of the terms, but not all. */
  readonly incompleteScenes: (limit: number) => readonly SceneNumber[]
}
