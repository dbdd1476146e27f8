import { Tabs } from 'radix-ui'
import type { Scene } from '../../../electron/contract/index.ts'
import { useScenes } from '../../stores/use-server.ts'
import { useApp, useStores } from '../../stores/use-stores.tsx'
import { formatCount, formatLength } from '../../ui/format.ts'
import { ChosenSceneMarks } from './chosen-scene-marks.tsx'
import { Facts } from './facts.tsx'
import { SceneParts, sceneTimes } from './scene-parts.tsx'
import { useVideoDetails } from './use-video-details.ts'
import { VideoDetailsView } from './video-details-view.tsx'

const OneScene = ({ scene }: { readonly scene: Scene }) => {
  const { video } = useVideoDetails(scene.videoId)
  return (
    <div className="details">
      {scene.keyframeUrl === null ? null : (
        <div className="frame-box details__picture">
          <img src={scene.keyframeUrl} alt="" />
        </div>
      )}
      <Facts rows={sceneTimes(scene, video)} />
      <SceneParts scene={scene} video={video} />
    </div>
  )
}

const ChosenScenes = ({ videoId }: { readonly videoId: string }) => {
  const ids = useApp('selection', (state) => state.scopes.scenes.ids)
  const chosen = useScenes(videoId).items.filter(({ id }) => ids.has(id))
  const [only] = chosen
  if (only === undefined) {
    return (
      <div className="details">
        <p className="details__note">Select a scene in the list to see what is known about it.</p>
      </div>
    )
  }
  if (chosen.length === 1) return <OneScene scene={only} />
  return (
    <div className="details">
      <h2 className="details__title">{formatCount(chosen.length, 'scene')} selected</h2>
      <Facts
        rows={[
          ['Length', formatLength(chosen.reduce((sum, { startMs, endMs }) => sum + endMs - startMs, 0))],
          ['Frames', chosen.reduce((sum, { startFrame, endFrame }) => sum + endFrame - startFrame, 0).toLocaleString()],
        ]}
      />
    </div>
  )
}

/** Beside the page of a video: what is known of it, or of the scenes that are selected. */
export const VideoPageDetails = ({ videoId }: { readonly videoId: string }) => {
  const { preferences } = useStores()
  const tab = useApp('preferences', (state) => state.detailsTab)
  return (
    <Tabs.Root
      value={tab}
      onValueChange={(chosen) => preferences.getState().change({ detailsTab: chosen === 'scene' ? 'scene' : 'video' })}
    >
      <Tabs.List className="details-tabs" aria-label="Details of">
        <Tabs.Trigger className="details-tabs__tab" value="video">
          Video
        </Tabs.Trigger>
        <Tabs.Trigger className="details-tabs__tab" value="scene">
          Scene
        </Tabs.Trigger>
      </Tabs.List>
      <h2 className="visually-hidden">Details</h2>
      <ChosenSceneMarks videoId={videoId} />
      <Tabs.Content value="video" tabIndex={-1}>
        <VideoDetailsView videoId={videoId} />
      </Tabs.Content>
      <Tabs.Content value="scene" tabIndex={-1}>
        <ChosenScenes videoId={videoId} />
      </Tabs.Content>
    </Tabs.Root>
  )
}
