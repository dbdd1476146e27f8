import { Link } from 'wouter'
import type { ActionId } from '../../../electron/contract/actions.ts'
import { spanText, timecodeText } from '../../../electron/contract/timecode.ts'
import { useApp, useStores } from '../../stores/use-stores.tsx'
import { Button } from '../../ui/button.tsx'
import { Highlighted } from '../../ui/highlighted.tsx'
import { shownShortcut } from '../actions/shortcuts.ts'
import { Facts } from './facts.tsx'
import { useVideoDetails } from './use-video-details.ts'

/** What can be done with a result, besides the keys and its menu. */
const ResultButtons = ({ hasReasons }: { readonly hasReasons: boolean }) => {
  const { actions } = useStores()
  const button = (id: ActionId, label: string) => (
    <Button title={`${label}  ${shownShortcut(id)}`} onClick={() => actions.getState().run(id)}>
      {label}
    </Button>
  )
  return (
    <div className="details__buttons">
      {button('search.similar', 'Similar scenes')}
      {hasReasons ? button('search.why', 'Why') : null}
      {button('search.moreLike', 'More like this')}
      {button('search.lessLike', 'Less like this')}
    </div>
  )
}

/** The selected result: its scene, its words, its video. */
export const SceneDetails = () => {
  const active = useApp('selection', (state) => state.scopes.search.active)
  const result = useApp(
    'search',
    (search) => search.answered?.results.find((candidate) => candidate.id === active) ?? null,
  )
  const { video } = useVideoDetails(result?.videoId ?? null)
  if (result === null) {
    return (
      <div className="details">
        <p className="details__note">Select a result to see where it is from.</p>
      </div>
    )
  }
  const rate = video?.frameRate ?? null
  const { caption, cut, scene, excerpt, hit } = result
  const cue = caption ?? hit?.cue ?? null
  return (
    <div className="details">
      {scene.keyframeUrl === null ? null : (
        <div className="frame-box details__picture">
          <img src={scene.keyframeUrl} alt="" />
        </div>
      )}
      {excerpt === null ? null : (
        <p className="details__words selectable">
          <Highlighted text={excerpt.text} matches={excerpt.matches} />
        </p>
      )}
      <ResultButtons hasReasons={hit !== null} />
      <Facts
        rows={[
          ['Words', cue === null ? '' : `${timecodeText(cue.startMs, rate)} – ${timecodeText(cue.endMs, rate)}`],
          ...(cut === null
            ? []
            : ([
                ['Scene', `${cut.index + 1}`],
                ['Begins', timecodeText(cut.startMs, rate)],
                ['Ends', timecodeText(cut.endMs, rate)],
                ['Length', spanText(cut, rate)],
                ...(cut.loudness === undefined ? [] : [['Loudness', `${cut.loudness.toFixed(1)} LUFS`] as const]),
                ['Frames', `${cut.startFrame.toLocaleString()} – ${(cut.endFrame - 1).toLocaleString()}`],
              ] as const)),
          [
            'Video',
            <Link key="video" to={`/video/${result.videoId}?t=${result.openAtMs}`} className="details__link">
              {result.videoTitle}
            </Link>,
          ],
        ]}
      />
    </div>
  )
}
