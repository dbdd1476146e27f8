import { useState } from 'react'
import type { Scene } from '../../../electron/contract/index.ts'
import { videoDetails } from '../../client/fixtures/fake-core.ts'
import { scenesQuery } from '../../queries/video-queries.ts'
import { StoryStores } from '../../stores/fixtures/story-stores.tsx'
import { type Marks, noMarks } from '../../stores/video-view-store.ts'
import { createPlayerStore, PlayerContext } from '../player/player-store.ts'
import { Timeline } from './timeline.tsx'

const stay = (): void => undefined
const durationMs = 60_000
const scenes: readonly Scene[] = Array.from({ length: 12 }, (_, index) => ({
  id: `s${index}`,
  videoId: 'v1',
  index,
  startFrame: index * 125,
  endFrame: (index + 1) * 125,
  startMs: index * 5000,
  endMs: (index + 1) * 5000,
  keyframeUrl: null,
  keyframeMs: index * 5000,
  gradual: false,
  captionExcerpt: null,
}))
const video = videoDetails('v1', { durationMs, frameCount: 1500, sceneCount: scenes.length })

const Film = ({ marks, isSearched }: { readonly marks: Marks; readonly isSearched: boolean }) => {
  const [player] = useState(() => {
    const store = createPlayerStore(12_000)
    store.setState({ durationMs })
    const seek = (timeMs: number): void => store.setState({ timeMs })
    return {
      store,
      commands: { seek, stepFrames: stay, shuttle: stay, setSpeed: stay, playRange: stay, setLoops: stay },
    }
  })
  return (
    <StoryStores
      prepare={({ client, cache, videoViews, heat }) => {
        cache.setQueryData(scenesQuery(client, 'v1').queryKey, { items: [...scenes], isComplete: true })
        videoViews.getState().setMarks('v1', marks)
        if (isSearched) {
          heat.setState({
            videoId: 'v1',
            scenes: scenes.map(({ startMs, endMs, index }) => ({
              startMs,
              endMs,
              score: index / 12,
              relevant: index > 6,
            })),
          })
        }
      }}
    >
      <PlayerContext value={player}>
        <div style={{ height: 220 }}>
          <Timeline video={video} />
        </div>
      </PlayerContext>
    </StoryStores>
  )
}

export const Scenes = () => <Film marks={noMarks} isSearched={false} />

export const MarkedAndSearched = () => <Film marks={{ inMs: 8000, outMs: 21_000 }} isSearched />
