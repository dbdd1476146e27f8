import { useEffect, useMemo, useRef } from 'react'
import { type HeatScene, heatPeaks, nextPeak } from '../../stores/search/heat-peaks.ts'
import { useApp, useStores } from '../../stores/use-stores.tsx'
import { useAction } from '../../widgets/actions/use-action.ts'
import { usePlayer } from '../../widgets/player/player-store.ts'

const none: readonly HeatScene[] = []

/** Keeps how well the scenes of a video answer the query on show up to date; the keys jump to the best of them. */
export const useHeat = (videoId: string): void => {
  const stores = useStores()
  const { store, commands } = usePlayer()
  const scenes = useApp('heat', (state) => (state.videoId === videoId ? state.scenes : none))
  useEffect(() => stores.heat.getState().follow(videoId), [stores, videoId])
  const peaks = useMemo(() => heatPeaks(scenes), [scenes])
  const isRead = useApp('heat', (state) => state.videoId === videoId && state.isRead)
  /** A jump that was asked for before it was known where to. */
  const wanted = useRef<1 | -1 | null>(null)
  const jump = (direction: 1 | -1): void => {
    if (!isRead) {
      wanted.current = direction
      return
    }
    const timeMs = nextPeak(peaks, store.getState().timeMs, direction)
    if (timeMs !== null) commands.seek(timeMs)
    else if (scenes.length > 0) stores.toasts.getState().show({ message: 'No scene of this video matches the search' })
  }
  useEffect(() => {
    if (!isRead || wanted.current === null) return
    jump(wanted.current)
    wanted.current = null
  })
  // A search that nothing here answers is still a search: the key says so.
  const isSearching = scenes.length > 0 || !isRead
  useAction('player.nextPeak', isSearching ? () => jump(1) : null)
  useAction('player.previousPeak', isSearching ? () => jump(-1) : null)
}
