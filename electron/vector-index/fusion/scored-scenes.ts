import type { SceneNumber } from '../../domain/ports/index.ts'

/** A scene with its exact score (NaN: none) and its exact similarity by term (NaN: it has no vector). */
export interface ScoredScene {
  readonly scene: SceneNumber
  readonly score: number
  readonly similarities: readonly number[]
}

/** Best first, scenes without a score last, equals by scene number. */
export const byScore = (one: ScoredScene, other: ScoredScene): number => {
  const missing = Number(Number.isNaN(one.score)) - Number(Number.isNaN(other.score))
  if (missing !== 0) return missing
  return (Number.isNaN(one.score) ? 0 : other.score - one.score) || one.scene - other.scene
}

/** Scenes as the columns of `TopScenes`. */
export const columnsOf = (scenes: readonly ScoredScene[], terms: number) => ({
  scenes: Float64Array.from(scenes, ({ scene }) => scene),
  scores: Float64Array.from(scenes, ({ score }) => score),
  similarities: Array.from({ length: terms }, (_, term) =>
    Float32Array.from(scenes, ({ similarities }) => similarities[term] ?? Number.NaN),
  ),
})
