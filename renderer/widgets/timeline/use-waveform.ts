import { useQueries } from '@tanstack/react-query'
import { useMemo } from 'react'
import type { VideoDetails, Waveform } from '../../../electron/contract/index.ts'
import { waveformQuery } from '../../queries/waveform-query.ts'
import { useApp, useStores } from '../../stores/use-stores.tsx'
import type { TimelineView } from './timeline-geometry.ts'
import { spanOfTile, tilePoints, tilesInView, wholeTile } from './waveform-tiles.ts'

const none: readonly Waveform[] = []

/** The parts of the waveform that the timeline draws now, as far as they are there; nothing for a film without sound. */
export const useWaveform = (
  video: VideoDetails,
  view: TimelineView,
  widthPx: number,
  durationMs: number,
  shown: boolean,
): readonly Waveform[] => {
  const { client } = useStores()
  const atWork = useApp('library', (library) => {
    const state = library.videos.get(video.id)?.state ?? video.state
    return state === 'queued' || state === 'processing'
  })
  const asks = shown && widthPx > 0 && durationMs > 0 && video.audioStreams.some(({ chosen }) => chosen)
  const wanted = useMemo(() => {
    if (!asks) return []
    const whole = wholeTile(durationMs)
    const inView = tilesInView(view, widthPx, durationMs).filter(({ level }) => level !== whole.level)
    return [whole, ...inView].map((tile) => ({ ...spanOfTile(tile), points: tilePoints }))
  }, [asks, view, widthPx, durationMs])
  return useQueries({
    queries: wanted.map((part) => waveformQuery(client, video, part, atWork)),
    combine: combineParts,
  })
}

/** Keeps its answer while the parts are the same, so that nothing is drawn for no reason. */
const combineParts = (results: readonly { readonly data: Waveform | undefined }[]): readonly Waveform[] => {
  const parts = results.flatMap(({ data }) => (data === undefined || data.lowest.length === 0 ? [] : [data]))
  return parts.length === 0 ? none : parts
}
