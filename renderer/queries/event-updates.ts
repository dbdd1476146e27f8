import type { QueryClient } from '@tanstack/react-query'
import type { LibraryEvent } from '../../electron/contract/index.ts'
import { gathered } from './core-query.ts'
import { dropJobsOf, putJobs, replaceJobs } from './job-queries.ts'
import { putModels, replaceModels } from './model-queries.ts'
import { queryKeys } from './query-keys.ts'

/** Vectors come in batches many times a second while an import runs; what counts them is read at most this often. */
const gatherSpacesMs = 1000
const gatherStatusMs = 700
const gatherSumsMs = 2000

/**
 * Says what each event of the core means for what the page keeps of it: this is the one map from events to query keys.
 * Whatever is on show is read again, the rest when it is shown next.
 */
export const createEventUpdates = (cache: QueryClient): ((event: LibraryEvent) => void) => {
  const invalidate = (queryKey: readonly unknown[]): void => void cache.invalidateQueries({ queryKey })
  const spacesChanged = gathered(gatherSpacesMs, () => invalidate(queryKeys.spaces))
  const statusChanged = gathered(gatherStatusMs, () => invalidate(queryKeys.searchStatus))
  const removedChanged = gathered(gatherSpacesMs, () => invalidate(queryKeys.removed))
  const problemsChanged = gathered(gatherStatusMs, () => invalidate(queryKeys.problems))
  const sumsChanged = gathered(gatherSumsMs, () => invalidate(queryKeys.jobSummary))
  const binsChanged = gathered(gatherStatusMs, () => {
    invalidate(queryKeys.bins)
    invalidate(['bin'])
  })
  const watchFoldersChanged = gathered(gatherStatusMs, () => invalidate(queryKeys.watchFolders))
  /** Cards tell in how many bins a scene is. */
  const binnedChanged = gathered(
    gatherStatusMs,
    () =>
      void cache.invalidateQueries({
        predicate: ({ queryKey }) => queryKey[0] === 'video' && queryKey[2] === 'scenes',
      }),
  )
  const alikeChanged = gathered(gatherStatusMs, () => invalidate(queryKeys.duplicates))
  const peopleChanged = gathered(gatherStatusMs, () => invalidate(queryKeys.people))
  let needsYou: number | undefined
  const videoChanged = (queryKey: readonly unknown[]): void => {
    cache.removeQueries({ queryKey, type: 'inactive' })
    invalidate(queryKey)
  }

  return (event) => {
    if (event.stats !== undefined) {
      if (event.type === 'snapshot' || event.stats.needsYou !== needsYou) problemsChanged()
      needsYou = event.stats.needsYou
      sumsChanged()
    }
    if (event.type === 'snapshot') {
      // Changes may have been missed while the stream was down.
      replaceJobs(cache, event.jobs)
      void cache.resetQueries({ queryKey: queryKeys.olderJobs })
      if (event.models === undefined) invalidate(queryKeys.models)
      else replaceModels(cache, event.models)
      if (event.runtime === undefined) invalidate(queryKeys.runtime)
      else cache.setQueryData(queryKeys.runtime, event.runtime)
      invalidate(queryKeys.settings)
      videoChanged(queryKeys.videos)
      spacesChanged()
      statusChanged()
      removedChanged()
      binsChanged()
      watchFoldersChanged()
      peopleChanged()
      alikeChanged()
      return
    }
    if (event.jobs !== undefined) putJobs(cache, event.jobs)
    // What is tried again and ends badly again, or with a warning, leaves the number as it was.
    if (event.jobs?.some(({ state }) => state === 'failed' || state === 'done') === true) problemsChanged()
    if (event.videos !== undefined) removedChanged()
    if (event.binsChanged !== undefined) binnedChanged()
    // What a smart bin finds follows from the scenes and their marks.
    if ([event.binsChanged, event.removedVideoIds, event.scenesChanged].some((change) => change !== undefined))
      binsChanged()
    if (event.peopleChanged !== undefined || event.removedVideoIds !== undefined) peopleChanged()
    if (event.scenesChanged !== undefined || event.removedVideoIds !== undefined) alikeChanged()
    if (event.watchFoldersChanged !== undefined) watchFoldersChanged()
    if (event.removedVideoIds !== undefined) {
      dropJobsOf(cache, event.removedVideoIds)
      removedChanged()
    }
    if (event.models !== undefined) {
      putModels(cache, event.models)
      statusChanged()
    }
    if (event.runtime !== undefined) cache.setQueryData(queryKeys.runtime, event.runtime)
    if (event.spacesChanged !== undefined) {
      spacesChanged()
      statusChanged()
    }
    for (const videoId of event.scenesChanged ?? []) videoChanged(queryKeys.video(videoId))
  }
}
