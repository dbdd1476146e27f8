import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { useCallback, useMemo, useSyncExternalStore } from 'react'
import type {
  Caption,
  Job,
  JobDaySum,
  Model,
  NeedsYou,
  Runtime,
  Scene,
  SearchStatus,
  VideoDetails,
} from '../../electron/contract/index.ts'
import type { ClientError } from '../client/client-error.ts'
import {
  countJobs,
  jobsOfVideoQuery,
  type LiveJobs,
  liveJobsQuery,
  noLiveJobs,
  olderJobsQuery,
} from '../queries/job-queries.ts'
import { modelsQuery, runtimeQuery } from '../queries/model-queries.ts'
import { jobSummaryQuery, problemsQuery } from '../queries/problem-queries.ts'
import { queryKeys } from '../queries/query-keys.ts'
import { searchStatusQuery } from '../queries/search-queries.ts'
import { captionsQuery, knownDetails, type ReadList, scenesQuery } from '../queries/video-queries.ts'
import { useApp, useStores } from './use-stores.tsx'

/** Models as the page knows them, without reading them; null before the first event told of them. */
export const useKnownModels = (): readonly Model[] | null =>
  useQuery({ ...modelsQuery(useStores().client), enabled: false }).data ?? null

/** The Python environment as the page knows it, without reading it. */
export const useKnownRuntime = (): Runtime | null =>
  useQuery({ ...runtimeQuery(useStores().client), enabled: false }).data ?? null

/** One narrow part of what each modality can answer now. */
export const useSearchStatus = <Value>(select: (status: SearchStatus | null) => Value): Value => {
  const { client } = useStores()
  return select(useQuery(searchStatusQuery(client)).data ?? null)
}

/** One narrow part of the live jobs; a component is drawn again only when that part changed. */
export const useLiveJobs = <Value>(select: (live: LiveJobs) => Value): Value =>
  useQuery({ ...liveJobsQuery(), select }).data ?? select(noLiveJobs)

/** Every job that the page knows, with a way to read older ones. */
export const useAllJobs = (): {
  readonly jobs: ReadonlyMap<string, Job>
  /** Reads the next older page; null when there is none. */
  readonly showOlder: (() => void) | null
} => {
  const { client } = useStores()
  const live = useLiveJobs(({ jobs }) => jobs)
  const older = useInfiniteQuery(olderJobsQuery(client))
  const pages = older.data?.pages
  const jobs = useMemo(() => {
    const all = new Map((pages ?? []).flatMap(({ items }) => items).map((job) => [job.id, job]))
    // What the event stream said is newer than any page.
    for (const [id, job] of live) all.set(id, job)
    return all
  }, [pages, live])
  const { fetchNextPage } = older
  return { jobs, showOlder: older.hasNextPage ? () => void fetchNextPage() : null }
}

/** Every job that the page knows of one video. */
export const useJobsOfVideo = (videoId: string): readonly Job[] => {
  const { client } = useStores()
  const { data } = useQuery({ ...jobsOfVideoQuery(client, videoId), refetchOnMount: 'always' })
  const live = useLiveJobs(({ jobs }) => jobs)
  return useMemo(() => {
    const all = new Map((data ?? []).map((job) => [job.id, job]))
    for (const job of live.values()) if (job.videoId === videoId) all.set(job.id, job)
    return [...all.values()]
  }, [data, live, videoId])
}

/** How many jobs wait: counted in the list that Activity shows, or as the core counts them when it is longer than that. */
export const useWaitingJobs = (): number => {
  const listed = useLiveJobs(({ jobs }) => countJobs(jobs, 'waiting'))
  const hasAll = useLiveJobs((live) => live.hasAll)
  const counted = useApp('status', (status) => status.stats?.jobs.waiting ?? 0)
  return hasAll ? listed : Math.max(listed, counted)
}

/** Everything that needs a person, as far as it was read. */
export const useProblems = (): { readonly items: readonly NeedsYou[]; readonly showMore: (() => void) | null } => {
  const { client } = useStores()
  const { data, hasNextPage, fetchNextPage } = useInfiniteQuery(problemsQuery(client))
  return {
    items: useMemo(() => (data?.pages ?? []).flatMap(({ items }) => items), [data]),
    showMore: hasNextPage ? () => void fetchNextPage() : null,
  }
}

/** Sums of the jobs that ended, by day; empty until they are there. */
export const useJobSums = (): ReadonlyMap<string, JobDaySum> => {
  const { client } = useStores()
  const { data } = useQuery({ ...jobSummaryQuery(client), refetchOnMount: 'always' })
  return useMemo(() => new Map((data ?? []).map((sum) => [sum.day, sum])), [data])
}

/** Whether the core is heard, so that what lives is true now and not what was last known. */
export const useIsLive = (): boolean => useApp('status', ({ connection }) => connection === 'online')

/** Details of a video that another part reads (on hover, or the page that lists it); null until they are there. */
export const useKnownDetails = (videoId: string): VideoDetails | null => {
  const { cache } = useStores()
  // Not an observer of its own: a long list would leave one query behind for every card that was ever on show.
  const subscribe = useCallback(
    (onChange: () => void) =>
      cache.getQueryCache().subscribe(({ query }) => {
        const [kind, id, part] = query.queryKey
        if (kind === 'video' && id === videoId && part === 'details') onChange()
      }),
    [cache, videoId],
  )
  return useSyncExternalStore(subscribe, () => knownDetails(cache, videoId))
}

/** Gives details that the page knows by the id of their video, and draws again when any of them changed. */
export const useAnyKnownDetails = (): ((videoId: string) => VideoDetails | null) => {
  const { cache } = useStores()
  const subscribe = useCallback(
    (onChange: () => void) =>
      cache.getQueryCache().subscribe(({ query }) => {
        if (query.queryKey[0] === 'video' && query.queryKey[2] === 'details') onChange()
      }),
    [cache],
  )
  useSyncExternalStore(subscribe, () =>
    cache
      .getQueryCache()
      .findAll({ queryKey: queryKeys.videos })
      .reduce(
        (changes, { queryKey, state }) => (queryKey[2] === 'details' ? changes + state.dataUpdateCount : changes),
        0,
      ),
  )
  return useCallback((videoId) => knownDetails(cache, videoId), [cache])
}

/** A list of one video, as far as it was read. */
export interface Listing<Item> {
  readonly items: readonly Item[]
  readonly status: 'loading' | 'ready' | 'failed'
  readonly error: ClientError | null
  readonly retry: () => void
}

const none: readonly never[] = []

const listingOf = <Item>(query: {
  readonly data: ReadList<Item> | undefined
  readonly error: { readonly failure: ClientError } | null
  readonly refetch: () => unknown
}): Listing<Item> => ({
  items: query.data?.items ?? none,
  status: query.error !== null ? 'failed' : query.data?.isComplete === true ? 'ready' : 'loading',
  error: query.error?.failure ?? null,
  retry: () => void query.refetch(),
})

/** The scenes of a video, read while a component shows them. */
export const useScenes = (videoId: string): Listing<Scene> =>
  listingOf(useQuery(scenesQuery(useStores().client, videoId)))

const noCaptions: Listing<Caption> = { items: none, status: 'ready', error: null, retry: () => undefined }

/** The cues of a caption track, read while a component shows them; none without a track. */
export const useCaptions = (videoId: string, track: number | null): Listing<Caption> => {
  const { client } = useStores()
  const listing = listingOf(useQuery({ ...captionsQuery(client, videoId, track ?? 0), enabled: track !== null }))
  return track === null ? noCaptions : listing
}
