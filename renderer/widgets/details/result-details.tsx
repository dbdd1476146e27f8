import { useMemo } from 'react'
import { Link } from 'wouter'
import type { ActionId } from '../../../electron/contract/actions.ts'
import { type SearchResult, wasCompared } from '../../stores/search/search-result.ts'
import { useMomentText } from '../../stores/use-moment-text.ts'
import { useApp, useStores } from '../../stores/use-stores.tsx'
import { Button } from '../../ui/button.tsx'
import { formatCount, formatLength } from '../../ui/format.ts'
import { Highlighted } from '../../ui/highlighted.tsx'
import { shownShortcut } from '../actions/shortcuts.ts'
import { MarkEditor } from '../marks/mark-editor.tsx'
import { thingsOfScenes } from '../marks/marked-things.ts'
import { Facts } from './facts.tsx'
import { SceneParts, sceneTimes } from './scene-parts.tsx'
import { useVideoDetails } from './use-video-details.ts'

const none: readonly SearchResult[] = []

/** What can be done with results, besides the keys and their menu. */
const ResultButtons = ({ hasReasons, isMany = false }: { readonly hasReasons: boolean; readonly isMany?: boolean }) => {
  const { actions } = useStores()
  const button = (id: ActionId, label: string) => (
    <Button title={`${label}  ${shownShortcut(id)}`} onClick={() => actions.getState().run(id)}>
      {label}
    </Button>
  )
  return (
    <div className="details__buttons">
      {button('search.similar', isMany ? 'Similar to these' : 'Similar scenes')}
      {hasReasons ? button('search.why', 'Why') : null}
      {button('search.moreLike', isMany ? 'More like these' : 'More like this')}
      {button('search.lessLike', isMany ? 'Less like these' : 'Less like this')}
    </div>
  )
}

/** Sums over several selected results, and what can be done with all of them. */
const ManyScenes = ({ results }: { readonly results: readonly SearchResult[] }) => {
  const lengthMs = results.reduce((sum, { scene }) => sum + scene.endMs - scene.startMs, 0)
  const videos = new Set(results.map(({ videoId }) => videoId)).size
  return (
    <div className="details">
      <h2 className="details__title">{formatCount(results.length, 'scene')} selected</h2>
      <ResultButtons hasReasons={false} isMany />
      <MarkEditor heading="Marks" things={thingsOfScenes(results.flatMap(({ cut }) => cut ?? []))} />
      <Facts
        rows={[
          ['Length', formatLength(lengthMs)],
          ['Videos', videos.toLocaleString()],
        ]}
      />
    </div>
  )
}

/** The selected result: its scene, its words, its video. */
export const ResultDetails = () => {
  const active = useApp('selection', (state) => state.scopes.search.active)
  const result = useApp(
    'search',
    (search) => search.answered?.results.find((candidate) => candidate.id === active) ?? null,
  )
  const { video } = useVideoDetails(result?.videoId ?? null)
  const text = useMomentText(video)
  const ids = useApp('selection', (state) => state.scopes.search.ids)
  const results = useApp('search', (search) => search.answered?.results) ?? none
  const chosen = useMemo(() => (ids.size > 1 ? results.filter(({ id }) => ids.has(id)) : none), [ids, results])
  if (chosen.length > 1) return <ManyScenes results={chosen} />
  if (result === null) {
    return (
      <div className="details">
        <p className="details__note">Select a result to see where it is from.</p>
      </div>
    )
  }
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
        <p className="details__words selectable" dir="auto">
          <Highlighted text={excerpt.text} matches={excerpt.matches} />
        </p>
      )}
      <ResultButtons hasReasons={wasCompared(hit)} />
      {cut === null ? null : <MarkEditor heading="Marks" things={thingsOfScenes([cut])} />}
      <Facts
        rows={[
          ['Words', cue === null ? '' : `${text(cue.startMs)} – ${text(cue.endMs)}`],
          ...(cut === null ? [] : sceneTimes(cut, video)),
          [
            'Video',
            <Link key="video" to={`/video/${result.videoId}?t=${result.openAtMs}`} className="details__link">
              {result.videoTitle}
            </Link>,
          ],
        ]}
      />
      {cut === null ? null : <SceneParts scene={cut} video={video} />}
    </div>
  )
}
