import { comparedOnlyBy, type ModalityVerdict, modalityOf, textModalities, type Verdict } from '../contract/index.ts'
import { exactQuality, matchQualityOf } from '../domain/fusion/gate.ts'
import type { ComposedQuery } from './compose.ts'
import { allWordsOf, type QueryPlan } from './query-plan.ts'

type Kind = Verdict['kind']

const order: readonly Kind[] = ['match', 'weak', 'no_good_match']

/** Whether the library holds what a query asks for, as background queries tell, or as it says it word for word. */
export const matchQuality = ({ modalities, exact }: ComposedQuery): Kind => {
  const kinds: readonly Kind[] = [
    ...(modalities.length === 0 ? [] : [matchQualityOf(modalities)]),
    ...(exact === null ? [] : [exactQuality(exact)]),
  ]
  return order.find((kind) => kinds.includes(kind)) ?? 'no_good_match'
}

const exactVerdicts = ({ exact, modalities }: ComposedQuery): readonly ModalityVerdict[] =>
  exact === null || modalities.some(({ modality }) => modality === 'captions')
    ? []
    : [
        {
          modality: 'captions',
          spaceId: null,
          model: null,
          weight: exact.weight,
          gate: exact.gate,
          best: null,
          mean: 0,
          deviation: 0,
          scenes: 0,
          saying: exact.full,
        },
      ]

const messageOf = (kind: Kind, query: ComposedQuery, relevant: number, isFiltered: boolean): string => {
  const only = query.exact === null ? comparedOnlyBy(query.modalities.map(({ modality }) => modality)) : ''
  const by = only === '' ? '' : `, ${only}`
  const where = `${isFiltered ? 'under this filter' : 'in this library'}${by}`
  if (kind === 'no_good_match') return `No good match ${where}. These scenes come nearest, but not near.`
  if (kind === 'weak') return `Nothing stands out clearly ${where}. These scenes come nearest.`
  const matches = relevant === 1 ? 'One scene matches' : `${relevant} scenes match`
  return `${matches}${by}.`
}

const suggestionsFor = (kind: Kind, query: ComposedQuery, plan: QueryPlan, isFiltered: boolean): readonly string[] => {
  const suggestions: string[] = []
  const words = allWordsOf(plan)
  if (kind === 'match') return suggestions
  if (isFiltered) suggestions.push('Search without the filter.')
  if (plan.words.split(/\s+/).length > 6) suggestions.push('Use fewer words: what is seen, or what is heard.')
  else if (words !== '') suggestions.push('Say it in other words.')
  if (plan.notWords !== '' || plan.lessLike.length > 0) suggestions.push('Leave out what is not wanted.')
  const asked = new Set(plan.weights.keys())
  const unasked = textModalities.filter((modality) => !asked.has(modality))
  if (plan.words !== '' && unasked.length > 0) {
    suggestions.push(`Give weight to ${unasked.map((modality) => modalityOf[modality].label).join(' and ')}, too.`)
  }
  for (const { code, remedy } of query.notices) {
    if (remedy !== undefined && code !== 'says_nothing') suggestions.push(remedy)
  }
  if (plan.anchors.length === 0) suggestions.push('Search by a picture, or by a scene that is like it.')
  return [...new Set(suggestions)]
}

/** The verdict as answers have it. */
export const describeMatchQuality = (
  kind: Kind,
  query: ComposedQuery,
  plan: QueryPlan,
  found: { readonly relevant: number; readonly isFiltered: boolean },
): Verdict => ({
  kind,
  message: messageOf(kind, query, found.relevant, found.isFiltered),
  suggestions: [...suggestionsFor(kind, query, plan, found.isFiltered)],
  modalities: [
    ...query.modalities.map(({ modality, space, weight, gate, best, statistics }) => ({
      modality,
      spaceId: space.id,
      model: space.model,
      weight,
      gate,
      best,
      mean: statistics.mean,
      deviation: statistics.deviation,
      scenes: statistics.count,
      ...(modality === 'captions' && query.exact !== null ? { saying: query.exact.full } : {}),
    })),
    ...exactVerdicts(query),
  ],
})
