import { useEffect } from 'react'
import type { Caption, CaptionTrack } from '../../../electron/contract/index.ts'
import type { Listing } from '../../stores/film-store.ts'
import { useApp, useStores } from '../../stores/use-stores.tsx'

const none: Listing<Caption> = { items: [], status: 'ready', error: null }

/** The cues of one track of a film, read when first shown. Empty without a track. */
export const useCaptions = (videoId: string, track: CaptionTrack | null): Listing<Caption> => {
  const { films } = useStores()
  const number = track?.track ?? null
  const listing = useApp('films', (state) => (number === null ? none : state.films.get(videoId)?.captions.get(number)))
  const isKnown = listing !== undefined
  useEffect(() => {
    if (number !== null && !isKnown) films.getState().wantCaptions(videoId, number)
  }, [films, videoId, number, isKnown])
  return listing ?? { items: [], status: 'loading', error: null }
}
