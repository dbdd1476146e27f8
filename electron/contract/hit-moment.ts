import type { SearchHit } from './search.ts'

/** Whether nothing speaks more for a hit than its words do, and it has words to show. */
export const isFoundByWords = ({ cue, shares }: Pick<SearchHit, 'cue' | 'shares'>): boolean => {
  const { captions = 0, ...others } = shares
  return cue !== null && captions > 0 && Object.values(others).every((share) => share <= captions)
}

/** Where a hit is opened, in milliseconds: at its words when it was found by them, else at the start of its scene or run of scenes. */
export const momentOfHit = (hit: Pick<SearchHit, 'cue' | 'shares' | 'startMs' | 'merged'>): number =>
  hit.cue !== null && isFoundByWords(hit) ? hit.cue.firstWordMs : (hit.merged?.startMs ?? hit.startMs)

/** The piece of film that a hit is told as, in milliseconds: from where it is opened to the end of its scene or run of scenes. */
export const spanOfHit = (
  hit: Pick<SearchHit, 'cue' | 'shares' | 'startMs' | 'endMs' | 'merged'>,
): { readonly startMs: number; readonly endMs: number } => ({
  startMs: momentOfHit(hit),
  endMs: hit.merged?.endMs ?? hit.endMs,
})
