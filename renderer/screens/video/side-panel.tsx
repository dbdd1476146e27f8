import { Tabs } from 'radix-ui'
import { type RefObject, useRef, useState } from 'react'
import { flushSync } from 'react-dom'
import type { VideoDetails } from '../../../electron/contract/index.ts'
import { useCaptions, useScenes } from '../../stores/use-server.ts'
import { Select } from '../../ui/select.tsx'
import { useAction } from '../../widgets/actions/use-action.ts'
import { CaptionReading } from '../../widgets/captions/caption-reading.tsx'
import { CaptionSaveMenu } from '../../widgets/captions/caption-save-menu.tsx'
import { SpeechButton } from '../../widgets/captions/speech-button.tsx'
import { trackText } from '../../widgets/captions/track-text.ts'
import { useCaptionTrack } from '../../widgets/captions/use-caption-track.ts'
import { usePlayerState } from '../../widgets/player/player-store.ts'
import { indexAt } from '../../widgets/player/scene-at.ts'
import { SceneList } from './scene-list.tsx'
import { Transcript } from './transcript/transcript.tsx'
import './side-panel.css'

const SceneNumber = ({ videoId }: { readonly videoId: string }) => {
  const scenes = useScenes(videoId).items
  const current = usePlayerState((state) => indexAt(scenes, state.timeMs))
  if (scenes.length === 0) return null
  return (
    <span className="side-panel__number tabular">
      {(Math.max(0, current) + 1).toLocaleString()} / {scenes.length.toLocaleString()}
    </span>
  )
}

const Words = ({
  video,
  atWork,
  findField,
}: {
  readonly video: VideoDetails
  readonly atWork: boolean
  readonly findField: RefObject<HTMLInputElement | null>
}) => {
  const { tracks, track, choose } = useCaptionTrack(video)
  const captions = useCaptions(video.id, track?.track ?? null)
  return (
    <>
      {track !== null ? (
        <div className="side-panel__track">
          <Select
            aria-label="Caption track"
            value={track.track}
            onChange={(event) => choose(Number(event.target.value))}
          >
            {tracks.map((candidate) => (
              <option key={candidate.track} value={candidate.track}>
                {trackText(candidate)}
              </option>
            ))}
          </Select>
          <CaptionSaveMenu videoId={video.id} track={track} />
          <SpeechButton video={video} />
        </div>
      ) : null}
      {track === null ? null : <CaptionReading key={track.track} videoId={video.id} track={track} />}
      <Transcript video={video} track={track} listing={captions} atWork={atWork} findField={findField} />
    </>
  )
}

/** Beside the player: the scenes, or the words. */
export const SidePanel = ({ video, atWork }: { readonly video: VideoDetails; readonly atWork: boolean }) => {
  const [tab, setTab] = useState('scenes')
  const findField = useRef<HTMLInputElement>(null)
  useAction('transcript.find', () => {
    // The field is there before the next key.
    flushSync(() => setTab('transcript'))
    findField.current?.focus()
    findField.current?.select()
  })
  return (
    <Tabs.Root className="side-panel" value={tab} onValueChange={setTab}>
      <div className="side-panel__bar">
        <Tabs.List className="side-panel__tabs" aria-label="Beside the player">
          <Tabs.Trigger className="side-panel__tab" value="scenes">
            Scenes
          </Tabs.Trigger>
          <Tabs.Trigger className="side-panel__tab" value="transcript">
            Transcript
          </Tabs.Trigger>
        </Tabs.List>
        <SceneNumber videoId={video.id} />
      </div>
      <Tabs.Content value="scenes" className="side-panel__content" tabIndex={-1}>
        <SceneList video={video} atWork={atWork} />
      </Tabs.Content>
      <Tabs.Content value="transcript" className="side-panel__content" tabIndex={-1}>
        <Words video={video} atWork={atWork} findField={findField} />
      </Tabs.Content>
    </Tabs.Root>
  )
}
