import type { SceneNumber } from '../../domain/ports/index.ts'
import type { Estimates } from '../fusion/estimates.ts'
import { countCandidates, type FindTools, findBest, readSimilarities, type ScanScope } from './find-best.ts'

/** The first scenes, by number, that take part and have some of the terms, but not all. */
const incompleteScenes = (
  { slots }: FindTools,
  { queries, mask }: ScanScope,
  limit: number,
): readonly SceneNumber[] => {
  const rows = queries.flatMap((query) => (query === null ? [] : [query.space.bySlot.rows()]))
  const scenes: SceneNumber[] = []
  for (let slot = 0; slot < slots.used(); slot += 1) {
    if (mask.bytes[slot] === 0) continue
    let present = 0
    for (const one of rows) present += (one[slot] ?? -1) >= 0 ? 1 : 0
    if (present > 0 && present < queries.length) scenes.push(slots.sceneOf(slot))
  }
  return scenes.sort((one, other) => one - other).slice(0, limit)
}

/** Estimates from the short codes of the scenes. Valid while the codes do not change. */
export const scanEstimates = (tools: FindTools, scope: ScanScope): Estimates => ({
  findBest: (scoring) => findBest(tools, scope, scoring),
  countCandidates: () => countCandidates(tools, scope),
  similaritiesOf: (scenes) =>
    readSimilarities(
      tools,
      scope,
      scenes.map((scene) => tools.slots.slotOf(scene)),
    ),
  incompleteScenes: (limit) => incompleteScenes(tools, scope, limit),
})
