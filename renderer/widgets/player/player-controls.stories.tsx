import { useState } from 'react'
import { videoDetails } from '../../client/fixtures/fake-core.ts'
import { StoryStores } from '../../stores/fixtures/story-stores.tsx'
import { PlayerControls } from './player-controls.tsx'
import { createPlayerStore, PlayerContext } from './player-store.ts'
import type { ShuttleRate } from './shuttle.ts'
import './player.css'

const stay = (): void => undefined
const video = videoDetails('v1', { durationMs: 60_000, frameCount: 1500 })

const Controls = ({ rate, muted }: { readonly rate: ShuttleRate; readonly muted: boolean }) => {
  const [player] = useState(() => {
    const store = createPlayerStore(12_000)
    store.setState({ durationMs: video.durationMs, rate })
    return {
      store,
      commands: {
        seek: (timeMs: number) => store.setState({ timeMs }),
        stepFrames: stay,
        shuttle: stay,
        setSpeed: (speed: number) => store.setState({ speed }),
        playRange: stay,
        setLoops: stay,
      },
    }
  })
  return (
    <StoryStores prepare={({ preferences }) => preferences.getState().change({ muted })}>
      <PlayerContext value={player}>
        <PlayerControls video={video} isFullscreen={false} onFullscreen={stay} />
      </PlayerContext>
    </StoryStores>
  )
}

export const AtRest = () => <Controls rate={0} muted={false} />

export const RunningFastAndMuted = () => <Controls rate={2} muted />
