import { useEffect, useState } from 'react'
import type { AlikeScene } from '../../../electron/contract/index.ts'
import { useApp } from '../../stores/use-stores.tsx'
import { formatPercent } from '../../ui/format.ts'
import { playFrom } from '../../ui/play-from.ts'
import { useVideoDetails } from '../../widgets/details/use-video-details.ts'
import { type Playable, usePlayable } from '../../widgets/player/use-playable.ts'
import type { SharedStretch } from './compare-copies.ts'
import type { StepPlayers } from './use-step-players.ts'

const noteOf = (playable: Playable): string => {
  switch (playable.status) {
    case 'ready':
      return ''
    case 'making':
      return `Making a copy this window can play: ${formatPercent(playable.progress)}`
    case 'missing':
      return 'The file is not where it was.'
    case 'failed':
      return 'This file cannot be played.'
  }
}

/** The film of a scene, as one of several that play in step. */
const StepVideo = ({
  copy,
  stretch,
  heard,
  add,
}: {
  readonly copy: AlikeScene
  readonly stretch: SharedStretch
  readonly heard: boolean
  readonly add: StepPlayers['add']
}) => {
  const { video } = useVideoDetails(copy.scene.videoId)
  const { playable, onPlayerError } = usePlayable(video)
  const [element, setElement] = useState<HTMLVideoElement | null>(null)
  const volume = useApp('preferences', (state) => state.volume)
  const muted = useApp('preferences', (state) => state.muted)
  const isReady = playable?.status === 'ready'
  const url = isReady ? playable.url : null
  const startTimeMs = isReady ? playable.startTimeMs : 0
  useEffect(() => {
    if (element === null || url === null) return
    playFrom(element, url)
    return add({ element, stretch, zero: { startTimeMs } })
  }, [element, url, startTimeMs, stretch, add])
  useEffect(() => {
    if (element === null) return
    element.volume = volume
    element.muted = muted || !heard
  }, [element, volume, muted, heard])
  const note = playable === null ? '' : noteOf(playable)
  return (
    <>
      {url === null ? null : (
        // biome-ignore lint/a11y/useMediaCaption: it is a picture to compare
        <video
          key={url}
          ref={setElement}
          playsInline
          preload="auto"
          tabIndex={-1}
          aria-label={copy.videoTitle}
          onError={onPlayerError}
        />
      )}
      {note === '' ? null : <span className="copy__note">{note}</span>}
    </>
  )
}

/** The keyframe of a scene, and its film over it while the group plays. */
export const CopyPicture = ({
  copy,
  stretch,
  heard,
  players,
}: {
  readonly copy: AlikeScene
  readonly stretch: SharedStretch
  readonly heard: boolean
  readonly players: StepPlayers
}) => (
  <div className="frame-box copy__picture">
    {copy.scene.keyframeUrl === null ? null : <img src={copy.scene.keyframeUrl} alt="" />}
    {players.playing ? <StepVideo copy={copy} stretch={stretch} heard={heard} add={players.add} /> : null}
  </div>
)
