import type { Space } from '../contract/index.ts'
import { ok, type Result } from '../domain/result.ts'
import { chooseSpaces } from './choose-spaces.ts'
import { type ComposedQuery, composeQuery } from './compose.ts'
import { findExactWords } from './exact-words.ts'
import { embedQueryParts } from './query-parts.ts'
import { planQuery, type QueryPlan } from './query-plan.ts'
import type { SearchNotice, SearchParts } from './search-parts.ts'
import { refuseSearch, type SearchProblem } from './search-problem.ts'

/** A query that can be ranked. */
export interface UnderstoodQuery {
  readonly plan: QueryPlan
  readonly query: ComposedQuery
}

const waitingCodes: readonly string[] = ['model_loading', 'cancelled']

/** None of the weighted modalities can answer: what to tell the person. */
const nobodyAnswers = (notices: readonly SearchNotice[]) => {
  const [first] = notices.filter(({ code }) => code !== 'says_nothing')
  if (first === undefined) {
    return refuseSearch(
      'bad_request',
      notices.map(({ message }) => message).join(' ') || 'No modality can answer this.',
      'Weigh modalities that what you search by can be compared in.',
    )
  }
  return refuseSearch(
    waitingCodes.includes(first.code) ? 'unavailable' : 'conflict',
    [...new Set(notices.map(({ message }) => message))].join(' '),
    first.remedy ?? 'Weigh other modalities.',
  )
}

/** Plans, gathers and composes a query. `space`: ask this space only, even when it is not the active one. */
export const understandQuery = async (
  parts: SearchParts,
  fields: Parameters<typeof planQuery>[0],
  signal: AbortSignal,
  space: Space | null = null,
): Promise<Result<UnderstoodQuery, SearchProblem>> => {
  const planned = planQuery(fields)
  if (!planned.ok) return planned
  const plan = planned.value
  const exact = space === null ? await findExactWords(parts, plan) : null
  const chosen =
    space === null
      ? await chooseSpaces(parts, plan, exact !== null)
      : { spaces: new Map([[space.modality, space]]), notices: [] }
  const gathered = await embedQueryParts(parts, plan, chosen.spaces, signal)
  if (!gathered.ok) return gathered
  const known = { ...gathered.value, notices: [...chosen.notices, ...gathered.value.notices] }
  const query = await composeQuery(parts, known, chosen.spaces, plan.weights, exact, signal)
  return query.modalities.length === 0 && query.exact === null ? nobodyAnswers(query.notices) : ok({ plan, query })
}
