import type { FusionTerm, IndexQuery } from '../../domain/ports/index.ts'

/** Throws where a query is not finite; callers compose queries of vectors that were checked, so this is a bug. */
export const checkQuery = ({ spaceId, vector }: IndexQuery): void => {
  if (!vector.every(Number.isFinite)) throw new RangeError(`the query of ${spaceId} is not finite`)
}

/** Throws where a term is not what `FusionTerm` promises. */
export const checkTerm = (term: FusionTerm): void => {
  checkQuery(term)
  const { spaceId, weight } = term
  if (!(weight > 0 && Number.isFinite(weight))) throw new RangeError(`the weight of ${spaceId} is ${weight}`)
}
