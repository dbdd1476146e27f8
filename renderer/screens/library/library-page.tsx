import { useCallback, useEffect, useRef } from 'react'
import { useLocation } from 'wouter'
import { describeClientError } from '../../client/client-error.ts'
import { wholeLibrary } from '../../stores/library-address.ts'
import { isFiltered } from '../../stores/library-store.ts'
import { useApp, useStores } from '../../stores/use-stores.tsx'
import { Button } from '../../ui/button.tsx'
import { PointMenu } from '../../ui/menu.tsx'
import { Message } from '../../ui/message.tsx'
import { type CardRuns, cardMenu } from '../../widgets/actions/card-menu.ts'
import { useCardActions } from '../../widgets/actions/use-card-actions.ts'
import { useCardWidth } from '../../widgets/list/use-card-width.ts'
import { useListSelection } from '../../widgets/list/use-list-selection.ts'
import { useScrollOffset } from '../../widgets/list/use-scroll-offset.ts'
import { useMarkRuns } from '../../widgets/marks/use-mark-runs.ts'
import { VirtualGrid } from '../../widgets/virtual-grid/virtual-grid.tsx'
import { LibraryEmpty } from './library-empty.tsx'
import { LibraryFilterBar } from './library-filter-bar.tsx'
import { noneText } from './library-filter-text.ts'
import { LibraryToolbar } from './library-toolbar.tsx'
import { useLibraryView } from './use-library-view.ts'
import { VideoCard, VideoCardSkeleton, videoCardTextHeight } from './video-card.tsx'
import { VideoLine, VideoLineSkeleton, videoLineHeight } from './video-line.tsx'
import { VideoListHead } from './video-list-head.tsx'

const cellHeight = (width: number): number => ((width - 8) * 9) / 16 + videoCardTextHeight

const rowHeight = (): number => videoLineHeight

/** All videos, as a grid of posters or as a list with columns. */
export const LibraryPage = () => {
  const stores = useStores()
  const [, navigate] = useLocation()
  const order = useApp('library', (library) => library.order)
  const complete = useApp('library', (library) => library.complete)
  const status = useApp('library', (library) => library.status)
  const error = useApp('library', (library) => library.error)
  const query = useApp('library', (library) => library.query)
  const filtered = isFiltered(query)
  const go = useLibraryView()
  const counted = useApp('library', (library) => library.total)
  const all = useApp('status', (state) => state.stats?.videos ?? 0)
  const total = counted ?? all
  const cardWidth = useCardWidth('libraryCardWidth')
  const isList = useApp('preferences', ({ libraryView }) => libraryView === 'list')
  const { selection, ...grid } = useListSelection('library', order)
  const scroll = useScrollOffset('/library')
  // Not a state: scrolling does not draw the page anew.
  const range = useRef({ first: 0, last: 0 })
  const tellShown = useCallback(() => {
    const { first, last } = range.current
    stores.attention.show({ visible: stores.library.getState().order.slice(first, last + 1), open: null })
  }, [stores])
  const onRange = useCallback(
    (first: number, last: number) => {
      range.current = { first, last }
      tellShown()
      stores.library.getState().ensure(last)
    },
    [stores, tellShown],
  )
  useEffect(
    () => stores.library.subscribe((state, before) => state.order !== before.order && tellShown()),
    [stores, tellShown],
  )
  useEffect(() => () => stores.attention.show({ visible: [], open: null }), [stores])

  const count = complete ? order.length : Math.max(order.length + 48, total)
  const active = selection.active
  const only = selection.ids.size === 1 ? [...selection.ids][0] : undefined
  const open = useCallback((id: string) => navigate(`/video/${id}`), [navigate])
  const rename = only === undefined ? null : () => stores.window.getState().open({ kind: 'rename', videoId: only })
  const remove =
    selection.ids.size === 0
      ? null
      : () => {
          // The keyboard goes on with what follows, as in a file manager.
          const from = active === null ? 0 : order.indexOf(active)
          const next =
            order.slice(from).find((id) => !selection.ids.has(id)) ??
            order.slice(0, Math.max(0, from)).findLast((id) => !selection.ids.has(id))
          void stores.library.getState().remove([...selection.ids])
          if (next === undefined) stores.selection.getState().clear('library')
          else stores.selection.getState().select('library', order, next, 'only')
        }
  const { desktop } = stores
  const reveal =
    desktop === null || only === undefined
      ? null
      : () =>
          void desktop.revealInFolder(only).then((found) => {
            if (!found) stores.toasts.getState().show({ tone: 'problem', message: 'The file is not where it was' })
          })
  const openFile =
    desktop === null || only === undefined
      ? null
      : () =>
          void desktop.openFile(only).then((done) => {
            if (!done) stores.toasts.getState().show({ tone: 'problem', message: 'The file cannot be opened there' })
          })
  const preview =
    active === null || !selection.ids.has(active)
      ? null
      : () => stores.window.getState().open({ kind: 'preview', scope: 'library' })
  const openActive = active === null || !selection.ids.has(active) ? null : () => open(active)
  const onlyVideo = useApp('library', (library) => (only === undefined ? undefined : library.videos.get(only)))
  const copyPaths = (): void => {
    const paths = order.flatMap((id) =>
      selection.ids.has(id) ? (stores.library.getState().videos.get(id)?.path ?? []) : [],
    )
    void navigator.clipboard.writeText(paths.join('\n'))
  }
  const markRuns = useMarkRuns(
    [...selection.ids].map((videoId) => {
      const video = stores.library.getState().videos.get(videoId)
      return {
        target: { videoId },
        before: video === undefined ? null : { tags: video.tags, note: video.mark?.note ?? null },
      }
    }),
  )
  const runs: CardRuns = {
    ...markRuns,
    'video.open': openActive,
    'list.preview': preview,
    'video.copyPath': selection.ids.size === 0 ? null : copyPaths,
    'video.rename': rename,
    'video.tag':
      selection.ids.size === 0
        ? null
        : () => stores.window.getState().open({ kind: 'tag-videos', videoIds: [...selection.ids] }),
    'bin.addVideos':
      selection.ids.size === 0
        ? null
        : () => {
            const { videos } = stores.library.getState()
            void stores.bins.add(
              order.flatMap((id) => {
                const frames = selection.ids.has(id) ? (videos.get(id)?.frameCount ?? 0) : 0
                return frames > 0 ? [{ videoId: id, startFrame: 0, endFrame: frames }] : []
              }),
            )
          },
    'export.open':
      onlyVideo === undefined || onlyVideo.sceneCount === 0
        ? null
        : () => {
            const { id: videoId, title: name, sceneCount: count } = onlyVideo
            stores.window.getState().open({ kind: 'export', source: { videoId }, name, count })
          },
    ...(desktop === null ? {} : { 'video.reveal': reveal, 'video.openFile': openFile }),
    ...(onlyVideo?.missing === true
      ? { 'video.locate': () => stores.window.getState().open({ kind: 'locate', videoId: onlyVideo.id }) }
      : {}),
    'video.remove': remove,
  }
  useCardActions(runs)

  if (status === 'failed' && order.length === 0 && error !== null) {
    const { message, remedy } = describeClientError(error)
    return (
      <Message title={message} detail={remedy}>
        <Button onClick={() => stores.library.getState().reload()}>Try again</Button>
      </Message>
    )
  }
  const loaded = complete || order.length > 0
  if (loaded && order.length === 0 && !filtered) return <LibraryEmpty />
  return (
    <>
      <LibraryToolbar selectedCount={selection.ids.size} go={go} />
      <LibraryFilterBar go={go} />
      {loaded && order.length === 0 ? (
        <Message title={noneText(query.q, query.filter)} detail="To find words that are said or shown, use Search.">
          <Button onClick={() => go(wholeLibrary)}>Clear filters</Button>
        </Message>
      ) : (
        <div className="library-list">
          {isList ? <VideoListHead /> : null}
          <PointMenu entries={cardMenu(runs, selection.ids.size)}>
            <div className="library-grid">
              <VirtualGrid
                label="Videos"
                count={status === 'empty' || (status === 'loading' && !loaded) ? Math.min(total, 60) : count}
                cellWidth={cardWidth}
                cellHeight={isList ? rowHeight : cellHeight}
                gap={isList ? 0 : 10}
                singleColumn={isList}
                cell={(index) => {
                  const id = order[index]
                  if (id === undefined) return isList ? <VideoLineSkeleton /> : <VideoCardSkeleton />
                  const selected = selection.ids.has(id)
                  return isList ? (
                    <VideoLine videoId={id} selected={selected} />
                  ) : (
                    <VideoCard videoId={id} selected={selected} />
                  )
                }}
                {...grid}
                onOpen={(index) => {
                  const id = order[index]
                  if (id !== undefined) open(id)
                }}
                onRange={onRange}
                initialOffset={scroll.initialOffset}
                onOffset={scroll.onOffset}
              />
            </div>
          </PointMenu>
        </div>
      )}
    </>
  )
}
