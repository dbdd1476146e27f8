import type { SemanticSearch, Verdict } from '../contract/index.ts'
import { kindsOf, readParts } from './query-plan.ts'
import type { RankedScene, Ranking } from './ranking.ts'

/** Whether a search asks for nothing but what its filter leaves: such scenes are listed, not compared. */
export const isList = (request: SemanticSearch): boolean =>
  kindsOf(readParts(request)).length === 0 &&
  request.followedBy === undefined &&
  Object.values(request.filter ?? {}).some((value) => value !== undefined)

const listed = (scene: number): RankedScene => ({
  scene,
  fused: Number.NaN,
  score: null,
  relevant: true,
  similarities: [],
  exact: null,
})

/** Every scene that a filter leaves, none better than another. */
export const listRanking: Ranking = {
  modalities: [],
  languages: [],
  top: async (within, limit) => {
    const all = within ?? new Float64Array()
    return {
      scenes: Array.from(all.subarray(0, limit), listed),
      isAll: all.length <= limit,
      candidates: all.length,
      relevant: all.length,
    }
  },
  isRelevantInOne: () => true,
  partsOf: () => ({ shares: {}, similarities: {}, normalised: {} }),
}

/** What an answer says of so many listed scenes. */
export const listVerdict = (count: number): Verdict => ({
  kind: count === 0 ? 'no_good_match' : 'match',
  message:
    count === 0
      ? 'No scene fits this filter.'
      : `${count === 1 ? 'One scene fits' : `${count} scenes fit`} this filter.`,
  suggestions: count === 0 ? ['Search without the filter.'] : [],
  modalities: [],
})
