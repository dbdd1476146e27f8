import { useCallback } from 'react'
import { useLocation } from 'wouter'
import { searchPath } from '../../stores/search/search-address.ts'
import { anchorOf, type SearchQuery } from '../../stores/search/search-query.ts'
import { type SearchResult, wasCompared } from '../../stores/search/search-result.ts'
import { useStores } from '../../stores/use-stores.tsx'
import type { CardRuns } from '../../widgets/actions/card-menu.ts'
import { useCardActions } from '../../widgets/actions/use-card-actions.ts'
import { placeOf, useSceneRuns } from '../../widgets/scene-actions/use-scene-runs.ts'
import { useSearchControl } from '../../widgets/search/use-search-control.ts'
import type { CardAct } from './result-card.tsx'

/** What can be done with results. */
export interface ResultActions {
  readonly open: (index: number) => void
  /** Done to the card that is pressed, whatever is selected. */
  readonly act: (act: CardAct, index: number) => void
  /** Done to what is selected. */
  readonly runs: CardRuns
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
      navigate(placeOf(result.videoId, result.openAtMs))
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
      case 'alike':
        if (result.alike !== undefined) stores.search.getState().turnCopies(result.id)
        return
      case 'why':
        onWhy(index)
        return
    }
  }
  const sceneRuns = useSceneRuns(results.filter(({ id }) => selected.has(id)))
  const active = results[activeIndex]
  const isObject = active !== undefined && selected.has(active.id)
  const ofActive = (run: () => void): (() => void) | null => (isObject ? run : null)
  const address = (): string => `${globalThis.location.origin}${searchPath(stores.search.getState().query)}`
  const runs: CardRuns = {
    'video.open': ofActive(() => open(activeIndex)),
    ...(active?.hit?.followedBy === undefined
      ? {}
      : { 'search.openFollowing': ofActive(() => act('then', activeIndex)) }),
    ...(active?.alike === undefined ? {} : { 'search.unfold': ofActive(() => act('alike', activeIndex)) }),
    'list.preview': ofActive(() => stores.window.getState().open({ kind: 'preview', scope: 'search' })),
    'search.why': active === undefined || !wasCompared(active.hit) ? null : ofActive(() => onWhy(activeIndex)),
    'search.copyAddress': () => void navigator.clipboard.writeText(address()),
    ...sceneRuns,
  }
  useCardActions(runs)
  return { open, act, runs }
}
