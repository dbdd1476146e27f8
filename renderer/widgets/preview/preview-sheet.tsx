import { type KeyboardEvent, useMemo } from 'react'
import { flushSync } from 'react-dom'
import { useLocation } from 'wouter'
import type { ActionId } from '../../../electron/contract/actions.ts'
import { markActions } from '../../../electron/contract/editing-actions.ts'
import type { SearchResult } from '../../stores/search/search-result.ts'
import { useApp, useStores } from '../../stores/use-stores.tsx'
import { Button } from '../../ui/button.tsx'
import { Highlighted } from '../../ui/highlighted.tsx'
import { PointMenu } from '../../ui/menu.tsx'
import { Sheet } from '../../ui/sheet.tsx'
import { type CardRuns, cardMenu } from '../actions/card-menu.ts'
import { shownShortcut } from '../actions/shortcuts.ts'
import { useCardActions } from '../actions/use-card-actions.ts'
import { useVideoDetails } from '../details/use-video-details.ts'
import { useMarkRuns } from '../marks/use-mark-runs.ts'
import { placeOf, useSceneRuns } from '../scene-actions/use-scene-runs.ts'
import { type PreviewPart, PreviewPlayer, usePreviewPlayer } from './preview-player.tsx'
import './preview-sheet.css'

const none: readonly SearchResult[] = []

interface Shown {
  readonly id: string
  readonly videoId: string
  readonly title: string
  readonly imageUrl: string | null
  readonly part: PreviewPart
  /** The result that is shown; null for a video of the library. */
  readonly result: SearchResult | null
}

/** What the preview shows of a result: its scene from the words on, or from its start. */
const partOf = ({ scene: { startMs, endMs }, openAtMs }: SearchResult): PreviewPart => ({
  startMs: Math.min(startMs, openAtMs),
  endMs: openAtMs < endMs ? endMs : null,
  playFromMs: openAtMs,
})

/** Actions after which the preview stays: they change nothing that lies under it. */
const keepsOpen: readonly ActionId[] = [
  'scene.copyWords',
  'search.copyTimecodes',
  'search.copyCsv',
  'video.copyPath',
  ...markActions.map(({ id }) => id).filter((id) => id !== 'mark.tag' && id !== 'mark.note'),
]

const Card = ({
  shown,
  place,
  count,
  move,
}: {
  readonly shown: Shown
  readonly place: number
  readonly count: number
  readonly move: (step: number) => void
}) => {
  const stores = useStores()
  const [, navigate] = useLocation()
  const { video } = useVideoDetails(shown.videoId)
  const made = usePreviewPlayer(shown.part)
  const { close } = stores.window.getState()
  const open = (): void => {
    const { timeMs } = made.player.store.getState()
    flushSync(close)
    if (shown.result !== null) stores.search.getState().remember()
    navigate(placeOf(shown.videoId, timeMs))
  }
  const path = video?.path
  const sceneRuns = useSceneRuns(shown.result === null ? none : [shown.result])
  const ofWhole = useMarkRuns(
    shown.result === null
      ? [{ target: { videoId: shown.videoId }, before: { tags: video?.tags ?? [], note: video?.mark?.note ?? null } }]
      : [],
  )
  const ofVideo: CardRuns = {
    ...ofWhole,
    'video.copyPath': path === undefined ? null : () => void navigator.clipboard.writeText(path),
  }
  const before: CardRuns = { 'video.open': open, ...(shown.result === null ? ofVideo : sceneRuns) }
  const runs: CardRuns = Object.fromEntries(
    Object.entries(before).map(([id, run]) => [
      id,
      run === null || id === 'video.open' || keepsOpen.some((kept) => kept === id)
        ? run
        : () => {
            flushSync(close)
            run()
          },
    ]),
  )
  useCardActions({ ...runs, 'list.preview': close }, 'preview')
  const words = shown.result?.excerpt ?? null
  return (
    <>
      <PointMenu entries={cardMenu(runs, 1)}>
        <div className="preview__picture">
          <PreviewPlayer made={made} part={shown.part} video={video} title={shown.title} imageUrl={shown.imageUrl}>
            <div className="preview__words">
              <span className="preview__title">{shown.title}</span>
              <p className="preview__caption" dir="auto">
                {words === null ? '' : <Highlighted text={words.text} matches={words.matches} />}
              </p>
            </div>
          </PreviewPlayer>
        </div>
      </PointMenu>
      <div className="preview__bar">
        <span className="preview__place tabular">
          {place < 0 ? '' : `${(place + 1).toLocaleString()} of ${count.toLocaleString()}`}
        </span>
        <Button tone="quiet" disabled={place <= 0} onClick={() => move(-1)}>
          ← Previous
        </Button>
        <Button tone="quiet" disabled={place < 0 || place >= count - 1} onClick={() => move(1)}>
          Next →
        </Button>
        <Button onClick={open}>
          Open at this time <kbd>{shownShortcut('video.open')}</kbd>
        </Button>
        <Button onClick={close}>
          Close <kbd>{shownShortcut('list.preview')}</kbd>
        </Button>
      </div>
    </>
  )
}

const steps: Readonly<Record<string, number>> = { ArrowLeft: -1, ArrowUp: -1, ArrowRight: 1, ArrowDown: 1 }

/** The large preview over a list: plays what is selected; arrows move on in the list, Space and Escape go back to it. */
export const PreviewSheet = ({ scope }: { readonly scope: 'library' | 'search' }) => {
  const stores = useStores()
  const active = useApp('selection', (state) => state.scopes[scope].active)
  const hits = useApp('search', (search) => search.answered?.results) ?? none
  const videos = useApp('library', (library) => library.order)
  const order = useMemo(() => (scope === 'search' ? hits.map((hit) => hit.id) : videos), [scope, hits, videos])
  const video = useApp('library', (library) => (active === null ? undefined : library.videos.get(active)))
  const { close } = stores.window.getState()
  const shown = useMemo((): Shown | null => {
    if (active === null) return null
    if (scope === 'library') {
      if (video === undefined) return null
      const part = { startMs: 0, endMs: null, playFromMs: 0 }
      return { id: active, videoId: active, title: video.title, imageUrl: video.posterUrl, part, result: null }
    }
    const result = hits.find((candidate) => candidate.id === active)
    return result === undefined
      ? null
      : {
          id: active,
          videoId: result.videoId,
          title: result.videoTitle,
          imageUrl: result.scene.keyframeUrl,
          part: partOf(result),
          result,
        }
  }, [active, scope, video, hits])
  const index = active === null ? -1 : order.indexOf(active)
  const move = (step: number): void => {
    const next = order[index + step]
    if (next !== undefined) stores.selection.getState().select(scope, order, next, 'only')
  }
  const onKeyDown = (event: KeyboardEvent): void => {
    const step = steps[event.key]
    if (step === undefined || event.shiftKey || event.ctrlKey || event.metaKey || event.altKey) return
    event.preventDefault()
    event.stopPropagation()
    move(step)
  }
  return (
    <Sheet title={`Preview of ${shown?.title ?? ''}`} size="full" bare onClose={close}>
      {/* biome-ignore lint/a11y/noStaticElementInteractions: keys of the sheet as a whole; each has a button too */}
      <div className="preview" data-focus-region="preview" onKeyDown={onKeyDown}>
        {shown === null ? null : <Card key={shown.id} shown={shown} place={index} count={order.length} move={move} />}
      </div>
    </Sheet>
  )
}
