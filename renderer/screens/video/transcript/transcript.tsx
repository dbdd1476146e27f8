// biome-ignore-all lint/a11y/useSemanticElements: rows of a virtual list are placed by themselves, which a table's cannot be
// biome-ignore-all lint/a11y/useFocusableInteractive: the grid has the focus and names its active row
import { useVirtualizer } from '@tanstack/react-virtual'
import { type KeyboardEvent, type PointerEvent, type RefObject, useId, useMemo, useRef, useState } from 'react'
import { type Caption, type CaptionTrack, type VideoDetails, wordsOfCue } from '../../../../electron/contract/index.ts'
import { describeClientError } from '../../../client/client-error.ts'
import { useMomentText } from '../../../stores/use-moment-text.ts'
import type { Listing } from '../../../stores/use-server.ts'
import { useApp } from '../../../stores/use-stores.tsx'
import { noMarks } from '../../../stores/video-view-store.ts'
import { Button } from '../../../ui/button.tsx'
import { formatCount } from '../../../ui/format.ts'
import { Message } from '../../../ui/message.tsx'
import { useAction } from '../../../widgets/actions/use-action.ts'
import { putEntries } from '../../../widgets/bins/range-entries.ts'
import { framesOfRange, rangeOf } from '../../../widgets/player/marks.ts'
import { shownUntilMs, usePlayer, usePlayerState } from '../../../widgets/player/player-store.ts'
import { indexAt } from '../../../widgets/player/scene-at.ts'
import { CueEditor } from './cue-editor.tsx'
import { CueRow } from './cue-row.tsx'
import { FindBar } from './find-bar.tsx'
import { type FoundPart, findInTranscript } from './find-words.ts'
import { NoCaptions } from './no-captions.tsx'
import { useCorrections } from './use-corrections.ts'
import { useTranscriptFollow } from './use-transcript-follow.ts'
import { useWordDrag } from './use-word-drag.ts'
import { useWordMoves } from './use-word-moves.ts'
import './transcript.css'

/** What is said of a track without cues. */
const nothingIn: Readonly<Record<CaptionTrack['source'], string>> = {
  stream: 'No caption lies within the video.',
  sidecar: 'No caption lies within the video.',
  speech: 'No speech was found.',
  screen: 'No text was found on screen.',
  notes: 'Nothing was noted.',
}

const noParts: readonly FoundPart[] = []

interface TranscriptProps {
  readonly video: VideoDetails
  readonly track: CaptionTrack
  readonly listing: Listing<Caption>
  readonly findField: RefObject<HTMLInputElement | null>
}

const TranscriptWords = ({ video, track, listing, findField }: TranscriptProps) => {
  const momentText = useMomentText(video)
  const { store, commands } = usePlayer()
  const cues = listing.items
  const listId = useId()
  const scroller = useRef<HTMLDivElement>(null)
  const [query, setQuery] = useState('')
  const [place, setPlace] = useState(0)
  const places = useMemo(() => findInTranscript(cues, query), [cues, query])
  const shownPlace = Math.min(place, Math.max(0, places.length - 1))
  const partsOf = useMemo(() => {
    const byCue = new Map<number, FoundPart[]>()
    for (const part of places.flat()) byCue.set(part.cue, [...(byCue.get(part.cue) ?? []), part])
    return byCue
  }, [places])
  const current = usePlayerState((state) => indexAt(cues, shownUntilMs(state)))
  const speaking = usePlayerState((state) => (cues[current]?.endMs ?? 0) > state.timeMs)
  const clock = usePlayerState((state) => state.clock)
  const durationMs = usePlayerState((state) => state.durationMs)
  const marks = useApp('videoViews', (state) => state.marks.get(video.id)) ?? noMarks
  const marked = useMemo(() => rangeOf(marks, durationMs, clock), [marks, durationMs, clock])
  const { editing, edit, leave, save, undo } = useCorrections(video.id, track.track)
  const virtualizer = useVirtualizer({
    count: cues.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => 46,
    overscan: 8,
    getItemKey: (index) => cues[index]?.id ?? index,
  })
  const { away, comeBack, followProps } = useTranscriptFollow(current, virtualizer)

  const { wordAt, markWords, moveWord, moveCue } = useWordMoves(video.id, cues)
  const { isDragging, dragProps } = useWordDrag({ scroller, onDrag: markWords })

  const startEditing = (index: number): void => {
    const cue = cues[index]
    if (cue !== undefined) edit(cue.id)
  }
  useAction('transcript.correct', current < 0 ? null : () => startEditing(current))

  const showPlace = (index: number): void => {
    const first = places[index]?.[0]
    if (first === undefined) return
    setPlace(index)
    virtualizer.scrollToIndex(first.cue, { align: 'center' })
    const cue = cues[first.cue]
    if (cue === undefined) return
    let letters = 0
    const words = wordsOfCue(cue)
    const word = words.find((candidate, at) => {
      letters += (at === 0 ? candidate.text.trimStart() : candidate.text).length
      return letters > first.start
    })
    commands.seek(word?.startMs ?? cue.startMs)
  }
  const leaveField = (): void => scroller.current?.focus()

  const keys: Readonly<Record<string, (event: KeyboardEvent) => void>> = {
    ArrowDown: () => moveCue(1),
    ArrowUp: () => moveCue(-1),
    PageDown: () => moveCue(10),
    PageUp: () => moveCue(-10),
    Home: () => moveCue(-cues.length),
    End: () => moveCue(cues.length),
    ArrowLeft: (event) => moveWord(-1, event.shiftKey),
    ArrowRight: (event) => moveWord(1, event.shiftKey),
    Enter: () => startEditing(current),
  }
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.target !== event.currentTarget) return
    if ((event.ctrlKey || event.metaKey) && !event.shiftKey && event.key.toLowerCase() === 'z') {
      undo()
      event.preventDefault()
      event.stopPropagation()
      return
    }
    const run = event.ctrlKey || event.metaKey || event.altKey ? undefined : keys[event.key]
    if (run === undefined) return
    event.preventDefault()
    event.stopPropagation()
    comeBack()
    run(event)
  }
  const onClick = (event: { readonly target: EventTarget; readonly detail: number }): void => {
    if (!(event.target instanceof Element) || event.target.closest('.cue-editor') !== null || isDragging()) return
    const row = event.target.closest<HTMLElement>('[data-index]')
    const index = Number(row?.dataset['index'] ?? -1)
    const cue = cues[index]
    if (cue === undefined) return
    const word = event.target.closest<HTMLElement>('[data-word]')?.dataset['word']
    commands.seek(
      word === undefined || word === '0'
        ? cue.startMs
        : (wordAt({ cue: index, word: Number(word) })?.startMs ?? cue.startMs),
    )
    if (event.detail === 2) startEditing(index)
  }
  return (
    <div className="transcript">
      <FindBar
        field={findField}
        query={query}
        count={places.length}
        current={shownPlace}
        total={formatCount(cues.length, 'cue')}
        onQuery={(next) => {
          setQuery(next)
          setPlace(0)
          const first = findInTranscript(cues, next)[0]?.[0]
          if (first !== undefined) virtualizer.scrollToIndex(first.cue, { align: 'center' })
        }}
        onStep={(step) => {
          if (places.length === 0) return
          const shown = places[shownPlace]?.[0]
          const at = shown === undefined ? -1 : indexAt(cues, shownUntilMs(store.getState()))
          // The first press shows the first place.
          showPlace(shown?.cue === at ? (shownPlace + step + places.length) % places.length : shownPlace)
        }}
        onLeave={leaveField}
      />
      {cues.length === 0 && listing.status === 'ready' ? (
        <p className="transcript__none">{nothingIn[track.source]}</p>
      ) : null}
      {query.trim() !== '' && places.length === 0 && listing.status === 'ready' ? (
        <p className="transcript__none">{`No caption contains “${query.trim()}”.`}</p>
      ) : null}
      <div
        ref={scroller}
        className="transcript__scroller"
        role="grid"
        tabIndex={0}
        aria-label="Transcript"
        aria-rowcount={cues.length}
        aria-describedby={`${listId}-help`}
        {...(current >= 0 && editing === null ? { 'aria-activedescendant': `${listId}-${current}` } : {})}
        onKeyDown={onKeyDown}
        onClick={onClick}
        onDragStart={(event) => {
          // Words that are being marked become a thing to drag under the pointer.
          if (marked === null || isDragging()) {
            event.preventDefault()
            return
          }
          putEntries(event.dataTransfer, [{ videoId: video.id, ...framesOfRange(marked, clock) }])
          event.dataTransfer.effectAllowed = 'copy'
        }}
        {...followProps}
        onPointerDown={(event: PointerEvent<HTMLDivElement>) => {
          followProps.onPointerDown(event)
          dragProps.onPointerDown(event)
        }}
      >
        <div className="transcript__space" role="rowgroup" style={{ height: virtualizer.getTotalSize() }}>
          {virtualizer.getVirtualItems().map((row) => {
            const cue = cues[row.index]
            if (cue === undefined) return null
            const isCurrent = row.index === current
            return (
              <div
                key={row.key}
                ref={virtualizer.measureElement}
                id={`${listId}-${row.index}`}
                role="row"
                aria-selected={isCurrent}
                aria-rowindex={row.index + 1}
                data-index={row.index}
                className="cue"
                data-speaking={isCurrent && speaking}
                data-found={places[shownPlace]?.[0]?.cue === row.index}
                style={{ transform: `translateY(${row.start}px)` }}
              >
                <div role="gridcell">
                  <CueRow
                    cue={cue}
                    text={momentText(cue.startMs)}
                    current={isCurrent}
                    parts={partsOf.get(row.index) ?? noParts}
                    marked={marked}
                    editor={
                      editing === cue.id ? (
                        <CueEditor
                          cue={cue}
                          onSave={(text) => {
                            save(cue, text)
                            leaveField()
                          }}
                          onLeave={() => {
                            leave()
                            leaveField()
                          }}
                        />
                      ) : null
                    }
                  />
                </div>
              </div>
            )
          })}
        </div>
      </div>
      <p id={`${listId}-help`} className="visually-hidden">
        Arrow keys go from cue to cue and from word to word, with Shift they mark In and Out. Enter corrects a cue.
      </p>
      {away ? (
        <Button className="transcript__back" onClick={comeBack}>
          Back to the playhead
        </Button>
      ) : null}
    </div>
  )
}

/**
 * The words of one caption track: the word that is said is lit and followed, a press goes there, a drag marks In and Out; words can be
 * found and corrected.
 */
export const Transcript = ({
  video,
  track,
  listing,
  atWork,
  findField,
}: Omit<TranscriptProps, 'track'> & { readonly track: CaptionTrack | null; readonly atWork: boolean }) => {
  if (track === null) return <NoCaptions video={video} atWork={atWork} />
  if (listing.status === 'failed' && listing.error !== null && listing.items.length === 0) {
    const { message, remedy } = describeClientError(listing.error)
    return <Message title={message} detail={remedy} />
  }
  return <TranscriptWords key={track.track} video={video} track={track} listing={listing} findField={findField} />
}
