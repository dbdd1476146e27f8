import { Link } from 'wouter'
import { useApp } from '../../stores/use-stores.tsx'
import { Highlighted } from '../../ui/highlighted.tsx'
import { timecodeText } from '../../ui/timecode-text.ts'
import { Facts } from './facts.tsx'
import { useVideoDetails } from './use-video-details.ts'

/** The selected search hit: its scene, its words, its video. */
export const SceneDetails = () => {
  const active = useApp('selection', (state) => state.scopes.search.active)
  const hit = useApp('search', (search) => search.hits.find((candidate) => candidate.caption.id === active) ?? null)
  const video = useVideoDetails(hit?.caption.videoId ?? null)
  if (hit === null) {
    return (
      <div className="details">
        <p className="details__note">Select a result to see where it is from.</p>
      </div>
    )
  }
  const rate = video?.frameRate ?? null
  const { caption, scene } = hit
  return (
    <div className="details">
      {scene?.keyframeUrl == null ? null : (
        <div className="frame-box details__picture">
          <img src={scene.keyframeUrl} alt="" />
        </div>
      )}
      <p className="details__words selectable">
        <Highlighted text={hit.excerpt} matches={hit.matches} />
      </p>
      <Facts
        rows={[
          ['Words', `${timecodeText(caption.startMs, rate)} – ${timecodeText(caption.endMs, rate)}`],
          ...(scene === null
            ? []
            : ([
                ['Scene', `${scene.index + 1}`],
                ['Begins', timecodeText(scene.startMs, rate)],
                ['Ends', timecodeText(scene.endMs, rate)],
                ['Length', timecodeText(scene.endMs - scene.startMs, rate)],
                ['Frames', `${scene.startFrame.toLocaleString()} – ${(scene.endFrame - 1).toLocaleString()}`],
              ] as const)),
          [
            'Video',
            <Link key="video" to={`/video/${caption.videoId}?t=${caption.startMs}`} className="details__link">
              {hit.videoTitle}
            </Link>,
          ],
        ]}
      />
    </div>
  )
}
