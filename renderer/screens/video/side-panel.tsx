import { Tabs } from 'radix-ui'
import type { Caption, CaptionTrack, VideoDetails } from '../../../electron/contract/index.ts'
import { type Listing, useScenes } from '../../stores/use-server.ts'
import { Select } from '../../ui/select.tsx'
import { CaptionReading } from '../../widgets/captions/caption-reading.tsx'
import { trackText } from '../../widgets/captions/track-text.ts'
import { usePlayerState } from '../../widgets/player/player-store.ts'
import { indexAt } from '../../widgets/player/scene-at.ts'
import { SceneList } from './scene-list.tsx'
import { Transcript } from './transcript.tsx'
import './side-panel.css'

const ScenePlace = ({ videoId }: { readonly videoId: string }) => {
  const scenes = useScenes(videoId).items
  const current = usePlayerState((state) => indexAt(scenes, state.timeMs))
  if (scenes.length === 0) return null
  return (
    <span className="side-panel__place tabular">
      {(Math.max(0, current) + 1).toLocaleString()} / {scenes.length.toLocaleString()}
    </span>
  )
}

/** Beside the player: the scenes, or the words. */
export const SidePanel = ({
  video,
  track,
  tracks,
  captions,
  atWork,
  onTrack,
}: {
  readonly video: VideoDetails
  readonly track: CaptionTrack | null
  readonly tracks: readonly CaptionTrack[]
  readonly captions: Listing<Caption>
  readonly atWork: boolean
  readonly onTrack: (track: number) => void
}) => (
  <Tabs.Root className="side-panel" defaultValue="scenes">
    <div className="side-panel__bar">
      <Tabs.List className="side-panel__tabs" aria-label="Beside the player">
        <Tabs.Trigger className="side-panel__tab" value="scenes">
          Scenes
        </Tabs.Trigger>
        <Tabs.Trigger className="side-panel__tab" value="captions">
          Captions
        </Tabs.Trigger>
      </Tabs.List>
      <ScenePlace videoId={video.id} />
    </div>
    <Tabs.Content value="scenes" className="side-panel__content" tabIndex={-1}>
      <SceneList video={video} atWork={atWork} />
    </Tabs.Content>
    <Tabs.Content value="captions" className="side-panel__content" tabIndex={-1}>
      {tracks.length > 1 && track !== null ? (
        <div className="side-panel__track">
          <Select
            aria-label="Caption track"
            value={track.track}
            onChange={(event) => onTrack(Number(event.target.value))}
          >
            {tracks.map((candidate) => (
              <option key={candidate.track} value={candidate.track}>
                {trackText(candidate)}
              </option>
            ))}
          </Select>
        </div>
      ) : null}
      {track === null ? null : <CaptionReading key={track.track} videoId={video.id} track={track} />}
      <Transcript video={video} track={track} listing={captions} atWork={atWork} />
    </Tabs.Content>
  </Tabs.Root>
)
