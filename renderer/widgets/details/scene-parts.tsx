import { useQuery } from '@tanstack/react-query'
import { Link } from 'wouter'
import type { Scene, VideoDetails } from '../../../electron/contract/index.ts'
import { modalityOf } from '../../../electron/contract/modalities.ts'
import { sourceLabel } from '../../../electron/contract/source-timecode.ts'
import { spanText, timecodeText } from '../../../electron/contract/timecode.ts'
import { sceneDetailsQuery } from '../../queries/video-queries.ts'
import { useMomentText } from '../../stores/use-moment-text.ts'
import { useStores } from '../../stores/use-stores.tsx'
import './scene-parts.css'

/** The times of a scene in rows for `Facts`: from the film's zero, as the camera counted, and in frames. */
export const sceneTimes = (scene: Scene, video: VideoDetails | null): readonly (readonly [string, string])[] => {
  const rate = video?.frameRate ?? null
  const source = video?.sourceTimecode ?? null
  const labels =
    source === null
      ? []
      : [sourceLabel(source, scene.startFrame), sourceLabel(source, scene.endFrame - 1)].filter(
          (label) => label !== null,
        )
  return [
    ['Scene', (scene.index + 1).toLocaleString()],
    ['Begins', timecodeText(scene.startMs, rate)],
    ['Ends', timecodeText(scene.endMs, rate)],
    ['Length', spanText(scene, rate)],
    ['Frames', `${scene.startFrame.toLocaleString()} – ${(scene.endFrame - 1).toLocaleString()}`],
    ...(labels.length === 2 ? [['Timecode', labels.join(' – ')] as const] : []),
    ...(scene.loudness === undefined ? [] : [['Loudness', `${scene.loudness.toFixed(1)} LUFS`] as const]),
    ['Transition', scene.gradual ? 'fade or dissolve' : ''],
  ]
}

/** What is kept of a scene: the frames that models look at, what is said or shown, and which models know it. */
export const SceneParts = ({ scene, video }: { readonly scene: Scene; readonly video: VideoDetails | null }) => {
  const { client } = useStores()
  const { data } = useQuery(sceneDetailsQuery(client, scene.videoId, scene.id))
  const text = useMomentText(video)
  if (data === undefined) return null
  const to = (timeMs: number): string => `/video/${scene.videoId}?t=${Math.round(timeMs)}`
  return (
    <>
      {data.frames.length === 0 ? null : (
        <section className="details__section" aria-label="Sampled frames">
          <h3>Sampled frames</h3>
          <div className="scene-frames">
            {data.frames.map(({ frameNumber, timeMs, url }) => (
              <Link key={frameNumber} to={to(timeMs)} state={{}} className="scene-frames__frame">
                <span className="frame-box scene-frames__picture">
                  <img src={url} alt="" loading="lazy" decoding="async" />
                </span>
                <span className="tabular">{text(timeMs)}</span>
              </Link>
            ))}
          </div>
        </section>
      )}
      {data.captions.length === 0 ? null : (
        <section className="details__section" aria-label="Words">
          <h3>Words</h3>
          {data.captions.map((cue) => (
            <div key={cue.id} className="details__line selectable">
              <Link to={to(cue.startMs)} state={{}} className="details__link tabular scene-frames__cue">
                {text(cue.startMs)}
              </Link>
              <bdi>{cue.text}</bdi>
            </div>
          ))}
        </section>
      )}
      {data.spaces.length === 0 ? null : (
        <section className="details__section" aria-label="Known by">
          <h3>Known by</h3>
          {data.spaces.map(({ id, modality, model, active }) => (
            <div key={id} className="details__line">
              <span className="details__kind">{modalityOf[modality].label}</span>
              {modalityOf[modality].model === null ? 'no model needed' : model}
              {active ? '' : ' · not searched now'}
            </div>
          ))}
        </section>
      )}
    </>
  )
}
