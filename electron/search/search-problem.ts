import type { ErrorCode } from '../contract/index.ts'
import type { ApiFailure } from '../domain/failure.ts'
import type { StorePort } from '../domain/ports/index.ts'
import { err } from '../domain/result.ts'

/** Why a search was refused, ready to be answered by the API. */
export type SearchProblem = ApiFailure & { readonly remedy: string }

/** A refusal with what the person can do. */
export const refuseSearch = (
  code: ErrorCode,
  message: string,
  remedy: string,
): { readonly ok: false; readonly error: SearchProblem } => err({ code, message, remedy })

const shownIds = 5

/** Those of some ids that no video in the library has; those of removed videos are among them. */
export const unknownVideos = async (
  videos: Pick<StorePort['videos'], 'getMany'>,
  ids: readonly string[],
): Promise<readonly string[]> => {
  if (ids.length === 0) return []
  const known = new Set((await videos.getMany([...new Set(ids)])).map(({ id }) => id))
  return ids.filter((id) => !known.has(id))
}

/** Refuses a filter that names videos which do not exist. */
export const refuseVideos = (ids: readonly string[]) =>
  refuseSearch(
    'not_found',
    `No such video in this library: ${ids.slice(0, shownIds).join(', ')}${ids.length > shownIds ? ' …' : ''}.`,
    'Take it out of the filter; GET /api/v1/videos lists the videos of this library.',
  )
