import { useMemo } from 'react'
import type { CaptionTrack, VideoDetails } from '../../../electron/contract/index.ts'
import { useApp, useStores } from '../../stores/use-stores.tsx'

/** The caption tracks of a video that can be read, and the one on show. */
export interface ShownCaptionTrack {
  readonly tracks: readonly CaptionTrack[]
  /** The one a person chose, or the first; null when none can be read. */
  readonly track: CaptionTrack | null
  readonly choose: (track: number) => void
}

/** The caption track on show: player, transcript and timeline of a video all show the same one. */
export const useCaptionTrack = (video: VideoDetails): ShownCaptionTrack => {
  const { videoViews } = useStores()
  const chosen = useApp('videoViews', (state) => state.captionTracks.get(video.id))
  const tracks = useMemo(() => video.captionTracks.filter(({ readable }) => readable), [video.captionTracks])
  return {
    tracks,
    track: tracks.find(({ track }) => track === chosen) ?? tracks[0] ?? null,
    choose: (track) => videoViews.getState().setCaptionTrack(video.id, track),
  }
}
