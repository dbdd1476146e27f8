import { type RefCallback, useEffect, useState } from 'react'
import { useApp } from '../../stores/use-stores.tsx'
import { playFrom } from '../../ui/play-from.ts'
import type { PlayerEngine } from './player-engine.ts'
import type { Playable } from './use-playable.ts'

/**
 * The element that plays a film: at the person's volume, and led by the engine from the film's zero. `url` is null while there is
 * nothing to play. The element gets it here and not from React, see `playFrom`.
 */
export const useVideoElement = (
  playable: Playable | null,
  attach: PlayerEngine['attach'],
): { readonly url: string | null; readonly setElement: RefCallback<HTMLVideoElement> } => {
  const [element, setElement] = useState<HTMLVideoElement | null>(null)
  const volume = useApp('preferences', (state) => state.volume)
  const muted = useApp('preferences', (state) => state.muted)
  const isReady = playable?.status === 'ready'
  const startTimeMs = isReady ? playable.startTimeMs : 0
  const url = isReady ? playable.url : null
  useEffect(() => (element === null ? undefined : attach(element, { startTimeMs })), [element, attach, startTimeMs])
  useEffect(() => {
    if (element !== null && url !== null) playFrom(element, url)
  }, [element, url])
  useEffect(() => {
    if (element === null) return
    element.volume = volume
    element.muted = muted
  }, [element, volume, muted])
  return { url, setElement }
}
