import { useCallback } from 'react'
import { useLocation } from 'wouter'
import { detailsQuery, knownDetails } from '../../queries/video-queries.ts'
import { anchorOf, type SearchQuery } from '../../stores/search/search-query.ts'
import type { SearchResult } from '../../stores/search/search-result.ts'
import { useStores } from '../../stores/use-stores.tsx'
import { formatCount } from '../../ui/format.ts'
import { useAction } from '../../widgets/actions/use-action.ts'
import { useSearchControl } from '../../widgets/search/use-search-control.ts'
import type { CardAct } from './result-card.tsx'
import { csvText, type FileOf, timecodeLines } from './result-text.ts'

/** What can be done with results. */
export interface ResultActions {
  readonly open: (index: number) => void
  readonly act: (act: CardAct, index: number) => void
  readonly setPoster: () => void
  readonly copyTimecodes: () => void
  readonly copyCsv: () => void
}

const anchorOfResult = (result: SearchResult) => anchorOf({ videoId: result.videoId, startMs: result.scene.startMs })

/** Gives the actions of the registry their meaning on the page of results. `onWhy` opens the reasons of a result. */
export const useResultActions = (
  results: readonly SearchResult[],
  activeIndex: number,
  selected: ReadonlySet<string>,
  onWhy: (index: number) => void,
): ResultActions => {
  const stores = useStores()
  const control = useSearchControl()
  const [, navigate] = useLocation()
  const open = useCallback(
    (index: number): void => {
      const result = stores.search.getState().answered?.results[index]
      if (result === undefined) return
      stores.search.getState().remember()
      navigate(`/video/${result.videoId}?t=${result.openAtMs}`)
    },
    [stores, navigate],
  )
  const act = (name: CardAct, index: number): void => {
    const result = results[index]
    if (result === undefined) return
    const query: SearchQuery = stores.search.getState().query
    switch (name) {
      case 'similar':
        control.similar(anchorOfResult(result))
        return
      case 'more':
        control.add(anchorOfResult(result), 'anchors')
        return
      case 'less':
        control.add(anchorOfResult(result), 'lessLike')
        return
      case 'video':
        control.go({ ...query, groupByVideo: false, filter: { ...query.filter, videoIds: [result.videoId] } })
        return
      case 'then': {
        const next = result.hit?.followedBy
        if (next === undefined) return
        stores.search.getState().remember()
        navigate(`/video/${result.videoId}?t=${next.startMs}`)
        return
      }
      case 'why':
        onWhy(index)
        return
    }
  }
  const fileOf: FileOf = (videoId) =>
    knownDetails(stores.cache, videoId) ?? stores.library.getState().videos.get(videoId) ?? null
  const copy = (text: (chosen: readonly SearchResult[]) => string) => async (): Promise<void> => {
    const chosen = results.filter(({ id }) => selected.has(id))
    // Rows name files and rates, so those of films that the page has not met yet are asked for first.
    const unknown = [...new Set(chosen.map(({ videoId }) => videoId))].filter((videoId) => fileOf(videoId) === null)
    await Promise.allSettled(
      unknown.map((videoId) => stores.cache.ensureQueryData(detailsQuery(stores.client, videoId))),
    )
    try {
      await navigator.clipboard.writeText(text(chosen))
      stores.toasts.getState().show({ message: `Copied ${formatCount(chosen.length, 'scene')}`, lifetimeMs: 2500 })
    } catch {
      stores.toasts.getState().show({ tone: 'problem', message: 'The clipboard cannot be written to here.' })
    }
  }
  const copyOf = (text: (chosen: readonly SearchResult[]) => string) => (): void => void copy(text)()
  const copyTimecodes = copyOf((chosen) => timecodeLines(chosen, fileOf))
  const copyCsv = copyOf((chosen) => csvText(chosen, fileOf))
  const ifActive = (run: () => void): (() => void) | null => (activeIndex < 0 ? null : run)
  useAction(
    'video.open',
    ifActive(() => open(activeIndex)),
  )
  useAction(
    'list.preview',
    ifActive(() => stores.window.getState().open({ kind: 'preview', scope: 'search' })),
  )
  useAction(
    'search.similar',
    ifActive(() => act('similar', activeIndex)),
  )
  useAction(
    'search.moreLike',
    ifActive(() => act('more', activeIndex)),
  )
  useAction(
    'search.lessLike',
    ifActive(() => act('less', activeIndex)),
  )
  const setPoster = (): void => {
    const cut = results[activeIndex]?.cut
    if (cut != null) void stores.videos.setPoster(cut.videoId, cut.id)
  }
  useAction('video.setPoster', results[activeIndex]?.cut == null ? null : setPoster)
  useAction('search.why', results[activeIndex]?.hit == null ? null : () => onWhy(activeIndex))
  useAction('search.copyTimecodes', selected.size === 0 ? null : copyTimecodes)
  useAction('search.copyCsv', selected.size === 0 ? null : copyCsv)
  return { open, act, setPoster, copyTimecodes, copyCsv }
}
