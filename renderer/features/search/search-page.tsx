import { useCallback, useEffect, useMemo } from 'react'
import { useLocation } from 'wouter'
import type { CaptionHit, Scene } from '../../../electron/contract/index.ts'
import { describeClientError } from '../../client/client-error.ts'
import { useApp, useStores } from '../../stores/use-stores.tsx'
import { Button } from '../../ui/button.tsx'
import { formatCount } from '../../ui/format.ts'
import { type MenuEntry, PointMenu } from '../../ui/menu.tsx'
import { Message } from '../../ui/message.tsx'
import { SceneCard, sceneCardTextHeight } from '../../ui/scene-card.tsx'
import { timecodeText } from '../../ui/timecode-text.ts'
import { VirtualGrid } from '../../ui/virtual-grid.tsx'
import { shownShortcut } from '../actions/shortcuts.ts'
import { useAction } from '../actions/use-action.ts'
import { useCardMedia } from '../details/use-video-details.ts'
import { DetailsToggle } from '../library/library-toolbar.tsx'
import { useCardWidth } from '../list/use-card-width.ts'
import { useListSelection } from '../list/use-list-selection.ts'
import { useScrollPlace } from '../shell/use-scroll-place.ts'
import { NoResult, SearchHints } from './search-hints.tsx'
import './search-page.css'

const cellHeight = (width: number): number => ((width - 8) * 9) / 16 + sceneCardTextHeight(true) + 8

/** The scene of a hit; before its video is cut, the cue itself stands in for it. */
const sceneOf = (
  hit: CaptionHit,
): Pick<Scene, 'index' | 'startMs' | 'endMs' | 'keyframeUrl' | 'gradual' | 'captionExcerpt'> =>
  hit.scene ?? {
    index: 0,
    startMs: hit.caption.startMs,
    endMs: hit.caption.endMs,
    keyframeUrl: null,
    gradual: false,
    captionExcerpt: hit.caption.text,
  }

const HitCard = ({ hit, selected }: { readonly hit: CaptionHit; readonly selected: boolean }) => {
  const { details } = useStores()
  const { videoId } = hit.caption
  const media = useCardMedia(videoId)
  const scene = useMemo(() => sceneOf(hit), [hit])
  const excerpt = useMemo(() => ({ text: hit.excerpt.replaceAll('\n', ' '), matches: hit.matches }), [hit])
  // The frame rate for the timecode comes with the details of the video.
  useEffect(() => details.getState().want(videoId), [details, videoId])
  return (
    <SceneCard
      scene={scene}
      frameRate={media.frameRate}
      filmstrip={media.filmstrip}
      source={media.source}
      selected={selected}
      title={hit.videoTitle}
      excerpt={excerpt}
      playFromMs={hit.caption.startMs}
    />
  )
}

/** Results of a search, best first, as scene cards. */
export const SearchPage = () => {
  const stores = useStores()
  const [, navigate] = useLocation()
  const hits = useApp('search', (search) => search.hits)
  const total = useApp('search', (search) => search.total)
  const status = useApp('search', (search) => search.status)
  const answered = useApp('search', (search) => search.answered)
  const error = useApp('search', (search) => search.error)
  const hasMore = useApp('search', (search) => search.nextCursor !== null)
  const cardWidth = useCardWidth('resultCardWidth')
  const order = useMemo(() => hits.map((hit) => hit.caption.id), [hits])
  const { selection, ...grid } = useListSelection('search', order)
  const place = useScrollPlace(`/search?q=${answered ?? ''}`)
  const onRange = useCallback(
    (_first: number, last: number) => {
      if (last >= stores.search.getState().hits.length - 24) stores.search.getState().loadMore()
    },
    [stores],
  )
  const open = useCallback(
    (index: number) => {
      const hit = stores.search.getState().hits[index]
      if (hit !== undefined) navigate(`/video/${hit.caption.videoId}?t=${hit.caption.startMs}`)
    },
    [stores, navigate],
  )
  const { activeIndex } = grid
  const openActive = activeIndex < 0 ? null : () => open(activeIndex)
  const preview = activeIndex < 0 ? null : () => stores.window.getState().open({ kind: 'preview', scope: 'search' })
  useAction('video.open', openActive)
  useAction('list.preview', preview)
  const entries = useMemo((): readonly MenuEntry[] => {
    const hit = hits[activeIndex]
    if (hit === undefined)
      return [{ kind: 'item', label: 'Nothing selected', disabled: true, onSelect: () => undefined }]
    const copy = (text: string): void => void navigator.clipboard.writeText(text)
    return [
      {
        kind: 'item',
        label: 'Open at This Time',
        keys: shownShortcut('video.open'),
        onSelect: () => open(activeIndex),
      },
      {
        kind: 'item',
        label: 'Preview',
        keys: shownShortcut('list.preview'),
        onSelect: () => stores.window.getState().open({ kind: 'preview', scope: 'search' }),
      },
      { kind: 'line' },
      { kind: 'item', label: 'Copy Words', onSelect: () => copy(hit.caption.text) },
      {
        kind: 'item',
        label: 'Copy Timecode',
        onSelect: () => {
          const entry = stores.details.getState().entries.get(hit.caption.videoId)
          copy(timecodeText(hit.caption.startMs, entry?.status === 'ready' ? entry.details.frameRate : null))
        },
      },
    ]
  }, [hits, activeIndex, open, stores])

  if (status === 'idle' || answered === null) return status === 'searching' ? null : <SearchHints />
  if (status === 'failed' && error !== null) {
    const { message, remedy } = describeClientError(error)
    return (
      <Message title={message} detail={remedy}>
        <Button onClick={() => stores.search.getState().submit(stores.search.getState().query)}>Try again</Button>
      </Message>
    )
  }
  return (
    <>
      <div className="toolbar">
        <h1>Search</h1>
        <span className="toolbar__count tabular" role="status">
          {formatCount(total, 'caption')} with “{answered}”
        </span>
        <span className="toolbar__space" />
        <input
          type="range"
          className="slider library-toolbar__size"
          aria-label="Size of results"
          title="Size of results"
          min={160}
          max={480}
          step={4}
          value={cardWidth}
          onChange={(event) => stores.preferences.getState().change({ resultCardWidth: event.target.valueAsNumber })}
        />
        <DetailsToggle />
      </div>
      {hits.length === 0 ? (
        <NoResult query={answered} />
      ) : (
        <PointMenu entries={entries}>
          <div className="search-grid" data-stale={status === 'searching'}>
            <VirtualGrid
              key={answered}
              label={`Results for ${answered}`}
              count={hits.length + (hasMore ? 12 : 0)}
              cellWidth={cardWidth}
              cellHeight={cellHeight}
              gap={10}
              cell={(index) => {
                const hit = hits[index]
                return hit === undefined ? (
                  <div className="search-grid__place" />
                ) : (
                  <HitCard hit={hit} selected={selection.ids.has(hit.caption.id)} />
                )
              }}
              {...grid}
              onOpen={open}
              onRange={onRange}
              initialOffset={place.initialOffset}
              onOffset={place.onOffset}
            />
          </div>
        </PointMenu>
      )}
    </>
  )
}
