import { CircleQuestionMark, Minus, Plus } from 'lucide-react'
import { useEffect } from 'react'
import { type SearchResult, wasCompared } from '../../stores/search/search-result.ts'
import { useMomentText, useTimesFrom } from '../../stores/use-moment-text.ts'
import { useStores } from '../../stores/use-stores.tsx'
import { shownShortcut } from '../../widgets/actions/shortcuts.ts'
import { useCardMedia } from '../../widgets/details/use-video-details.ts'
import { SceneCard } from '../../widgets/scene-card/scene-card.tsx'
import { ShareBars } from './share-bars.tsx'
import './result-card.css'

/** What a press on a part of a card does; the grid hands it on by this name. */
export type CardAct = 'similar' | 'alike' | 'why' | 'more' | 'less' | 'video' | 'then'

/** Parts of an option of a list box may not be buttons: they are for the pointer; keys, menu and details panel do the same. */
const Tools = ({ hasReasons }: { readonly hasReasons: boolean }) => (
  <span className="result-tools" aria-hidden>
    {hasReasons ? (
      <span className="result-tools__tool" data-act="why" title={`Why this scene  ${shownShortcut('search.why')}`}>
        <CircleQuestionMark size={15} />
      </span>
    ) : null}
    <span className="result-tools__tool" data-act="more" title={`More like this  ${shownShortcut('search.moreLike')}`}>
      <Plus size={15} />
    </span>
    <span className="result-tools__tool" data-act="less" title={`Less like this  ${shownShortcut('search.lessLike')}`}>
      <Minus size={15} />
    </span>
  </span>
)

const titleOf = ({ videoTitle, hit }: SearchResult): string =>
  hit?.merged === undefined || hit.merged.scenes < 2 ? videoTitle : `${videoTitle} · ${hit.merged.scenes} scenes`

/** One result of a search. */
export const ResultCard = ({ result, selected }: { readonly result: SearchResult; readonly selected: boolean }) => {
  const { videos } = useStores()
  const { videoId, hit } = result
  const media = useCardMedia(videoId)
  // The frame rate for the timecode comes with the details of the video.
  useEffect(() => videos.prefetch(videoId), [videos, videoId])
  const text = useMomentText(media)
  const then = hit?.followedBy
  return (
    <SceneCard
      scene={result.scene}
      frameRate={media.frameRate}
      timesFrom={useTimesFrom(media)}
      filmstrip={media.filmstrip}
      source={media.source}
      selected={selected}
      title={titleOf(result)}
      {...(result.excerpt === null ? {} : { excerpt: result.excerpt })}
      {...(result.textBox === null ? {} : { textBox: result.textBox })}
      {...(result.openAtMs === result.scene.startMs ? {} : { playFromMs: result.openAtMs, shownAtMs: result.openAtMs })}
      faint={!result.relevant}
      tools={
        <>
          <Tools hasReasons={wasCompared(hit)} />
          {then === undefined ? null : (
            <span className="result-then tabular" data-act="then" title={`Open what follows, at ${text(then.startMs)}`}>
              {then.scene.keyframeUrl === null ? null : <img src={then.scene.keyframeUrl} alt="" />}
              <span>▸ {text(then.startMs)}</span>
            </span>
          )}
        </>
      }
      foot={
        <>
          {hit === null || !wasCompared(hit) ? null : <ShareBars hit={hit} />}
          {result.alike === undefined ? null : (
            <span
              className="result-foot__link result-foot__alike tabular"
              data-act="alike"
              data-open={result.alike.open}
              title={result.alike.open ? 'Fold the duplicates' : 'Show the duplicates'}
            >
              +{result.alike.count.toLocaleString()} alike
            </span>
          )}
          {result.copyOf === undefined ? null : <span className="result-foot__copy">duplicate</span>}
          {hit?.moreInVideo === undefined || hit.moreInVideo === 0 ? null : (
            <span className="result-foot__link tabular" data-act="video" title="Show all in this video">
              +{hit.moreInVideo}
            </span>
          )}
          <span
            className="result-foot__link result-foot__similar"
            data-act="similar"
            title={`Similar scenes  ${shownShortcut('search.similar')}`}
          >
            Similar
          </span>
        </>
      }
    />
  )
}
