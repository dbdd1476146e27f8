import { useVirtualizer } from '@tanstack/react-virtual'
import { Search } from 'lucide-react'
import { type KeyboardEvent, useEffect, useId, useMemo, useRef, useState } from 'react'
import type { Caption, CaptionTrack, VideoDetails } from '../../../electron/contract/index.ts'
import { timecodeText } from '../../../electron/contract/timecode.ts'
import { describeClientError } from '../../client/client-error.ts'
import type { Listing } from '../../stores/use-server.ts'
import { formatCount } from '../../ui/format.ts'
import { Highlighted } from '../../ui/highlighted.tsx'
import { Message } from '../../ui/message.tsx'
import { usePlayer, usePlayerState } from '../../widgets/player/player-store.ts'
import { indexAt } from '../../widgets/player/scene-at.ts'
import { NoCaptions } from './no-captions.tsx'
import { filterCues, onOneLine } from './transcript-filter.ts'
import { useFollow } from './use-follow.ts'

/** What is said of a track without cues. */
const nothingIn: Readonly<Record<CaptionTrack['source'], string>> = {
  stream: 'No caption lies within the video.',
  sidecar: 'No caption lies within the video.',
  speech: 'No speech was found.',
  screen: 'No text was found on screen.',
}

/** The words of one caption track: filter, press to go there, the cue at the playhead marked and followed. */
export const Transcript = ({
  video,
  track,
  listing,
  atWork,
}: {
  readonly video: VideoDetails
  readonly track: CaptionTrack | null
  readonly listing: Listing<Caption>
  readonly atWork: boolean
}) => {
  const { store, commands } = usePlayer()
  const [filter, setFilter] = useState('')
  const listId = useId()
  const scroller = useRef<HTMLDivElement>(null)
  const found = useMemo(() => filterCues(listing.items, filter), [listing.items, filter])
  const starts = useMemo(() => found.map(({ cue }) => cue), [found])
  const current = usePlayerState((state) => indexAt(starts, state.timeMs))
  const speaking = usePlayerState((state) => (starts[current]?.endMs ?? 0) > state.timeMs)
  const { followIndex, followProps } = useFollow(current)
  const virtualizer = useVirtualizer({
    count: found.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => 46,
    overscan: 8,
    getItemKey: (index) => found[index]?.cue.id ?? index,
  })
  const follow = useRef(virtualizer.scrollToIndex)
  follow.current = virtualizer.scrollToIndex
  useEffect(() => {
    if (followIndex >= 0) follow.current(followIndex, { align: 'auto' })
  }, [followIndex])

  if (track === null) return <NoCaptions video={video} atWork={atWork} />
  if (listing.status === 'failed' && listing.error !== null && listing.items.length === 0) {
    const { message, remedy } = describeClientError(listing.error)
    return <Message title={message} detail={remedy} />
  }
  const move = (event: KeyboardEvent, step: number): void => {
    event.preventDefault()
    event.stopPropagation()
    const base = indexAt(starts, store.getState().timeMs)
    const next = found[Math.max(0, Math.min(found.length - 1, base + step))]
    if (next !== undefined) commands.seek(next.cue.startMs)
  }
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.key === 'ArrowDown') move(event, 1)
    else if (event.key === 'ArrowUp') move(event, -1)
    else if (event.key === 'PageDown') move(event, 10)
    else if (event.key === 'PageUp') move(event, -10)
    else if (event.key === 'Home') move(event, -found.length)
    else if (event.key === 'End') move(event, found.length)
  }
  return (
    <div className="transcript">
      <div className="transcript__filter">
        <Search size={14} aria-hidden />
        <input
          type="search"
          className="transcript__field"
          aria-label="Filter captions"
          placeholder="Filter"
          spellCheck={false}
          autoComplete="off"
          value={filter}
          onChange={(event) => setFilter(event.target.value)}
          onKeyDown={(event) => {
            if (event.key !== 'Escape') return
            event.preventDefault()
            if (filter === '') event.currentTarget.blur()
            else setFilter('')
          }}
        />
        <span className="transcript__count tabular" role="status">
          {filter.trim() === '' ? formatCount(found.length, 'cue') : `${found.length} of ${listing.items.length}`}
        </span>
      </div>
      {found.length === 0 && listing.status === 'ready' ? (
        <p className="transcript__none">
          {filter.trim() === '' ? nothingIn[track.source] : `No caption contains “${filter.trim()}”.`}
        </p>
      ) : null}
      <div
        ref={scroller}
        className="transcript__scroller"
        role="listbox"
        tabIndex={0}
        aria-label="Captions"
        {...(current >= 0 ? { 'aria-activedescendant': `${listId}-${current}` } : {})}
        onKeyDown={onKeyDown}
        {...followProps}
      >
        <div className="transcript__space" role="presentation" style={{ height: virtualizer.getTotalSize() }}>
          {virtualizer.getVirtualItems().map((row) => {
            const entry = found[row.index]
            if (entry === undefined) return null
            const { cue, matches } = entry
            return (
              // biome-ignore lint/a11y/useKeyWithClickEvents: the list box has the focus and moves by keys
              // biome-ignore lint/a11y/useFocusableInteractive: the list box has the focus and names its active option
              <div
                key={row.key}
                ref={virtualizer.measureElement}
                id={`${listId}-${row.index}`}
                role="option"
                aria-selected={row.index === current}
                aria-posinset={row.index + 1}
                aria-setsize={found.length}
                data-index={row.index}
                data-speaking={row.index === current && speaking}
                className="cue"
                style={{ transform: `translateY(${row.start}px)` }}
                onClick={() => commands.seek(cue.startMs)}
              >
                <span className="cue__time tabular">{timecodeText(cue.startMs, video.frameRate)}</span>
                <span className="cue__text">
                  <Highlighted text={onOneLine(cue.text)} matches={matches} />
                </span>
              </div>
            )
          })}
        </div>
      </div>
    </div>
  )
}
