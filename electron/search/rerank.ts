import type { SemanticSearch } from '../contract/index.ts'
import type { SceneNumber } from '../domain/ports/index.ts'
import { ok, type Result } from '../domain/result.ts'
import type { FoundPair } from './arrange.ts'
import type { SearchParts } from './search-parts.ts'
import { refuseSearch, type SearchProblem } from './search-problem.ts'
import { dotProduct, meanDirection, rowsOf } from './vector-sums.ts'

/** Orders the best anew by likeness to the anchors, or to the best hit; those without a vector come after the others. */
export const rerankFound = async (
  { store }: Pick<SearchParts, 'store'>,
  found: readonly FoundPair[],
  { modality, top }: NonNullable<SemanticSearch['rerank']>,
  anchors: readonly SceneNumber[],
): Promise<Result<readonly FoundPair[], SearchProblem>> => {
  const space = (await store.vectors.list()).find((one) => one.modality === modality && one.active)
  if (space === undefined) {
    return refuseSearch(
      'conflict',
      `There are no vectors for ${modality} to order by.`,
      'Choose a model for it on the Models page, or search without ordering anew.',
    )
  }
  const best = found.slice(0, top)
  const [first] = best
  if (first === undefined) return ok(found)
  const likeWhat = anchors.length > 0 ? anchors : [first.scene]
  const wanted = [...new Set([...likeWhat, ...best.map(({ scene }) => scene)])].sort((a, b) => a - b)
  const block = await store.vectors.ofScenes(space.id, Float64Array.from(wanted))
  const rows = rowsOf(block.vectors, block.scenes.length)
  const vectors = new Map(Array.from(block.scenes, (scene, row) => [scene, rows[row]] as const))
  const like = likeWhat.flatMap((scene) => vectors.get(scene) ?? [])
  if (like.length === 0) {
    return refuseSearch(
      'conflict',
      `The scene to compare with has no vector for ${modality}.`,
      'Wait until its video is read, or search without ordering anew.',
    )
  }
  const direction = meanDirection(like)
  const likeness = ({ scene }: FoundPair): number => {
    const vector = vectors.get(scene)
    return vector === undefined ? Number.NEGATIVE_INFINITY : dotProduct(direction, vector)
  }
  const scored = best.map((one) => ({ one, likeness: likeness(one) }))
  scored.sort((a, b) => (a.likeness === b.likeness ? 0 : b.likeness - a.likeness))
  return ok([...scored.map(({ one }) => one), ...found.slice(top)])
}
