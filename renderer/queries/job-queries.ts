import { infiniteQueryOptions, type QueryClient, queryOptions, skipToken } from '@tanstack/react-query'
import type { Job } from '../../electron/contract/index.ts'
import type { Client } from '../client/client.ts'
import { valueOfCall, within } from './core-query.ts'
import { queryKeys } from './query-keys.ts'

/** Jobs that the event stream told of: all that run or wait, and those that ended while the page was open. */
export interface LiveJobs {
  readonly jobs: ReadonlyMap<string, Job>
  /** Whether every running and waiting job is among them; a snapshot of a long queue holds its head only. */
  readonly hasAll: boolean
}

/** As many live jobs as a snapshot of the core holds. */
const snapshotLimit = 500
const answerWithinMs = 30_000
/** Before the first event. */
export const noLiveJobs: LiveJobs = { jobs: new Map(), hasAll: true }

/** How many jobs are in one state. */
export const countJobs = (jobs: ReadonlyMap<string, Job>, state: Job['state']): number => {
  let count = 0
  for (const job of jobs.values()) if (job.state === state) count += 1
  return count
}

/** The live jobs. Only the event stream fills them. */
export const liveJobsQuery = () =>
  queryOptions({
    queryKey: queryKeys.liveJobs,
    queryFn: skipToken,
    initialData: noLiveJobs,
    gcTime: Number.POSITIVE_INFINITY,
    structuralSharing: false,
  })

/** Jobs from the newest to the oldest, page by page. */
export const olderJobsQuery = (client: Client) =>
  infiniteQueryOptions({
    queryKey: queryKeys.olderJobs,
    initialPageParam: null as string | null,
    queryFn: ({ pageParam, signal }) =>
      valueOfCall(
        client.call(
          'listJobs',
          { query: { limit: 200, ...(pageParam === null ? {} : { cursor: pageParam }) } },
          within(signal, answerWithinMs),
        ),
      ),
    getNextPageParam: (page) => page.nextCursor,
  })

/** The newest jobs of one video. */
export const jobsOfVideoQuery = (client: Client, videoId: string) =>
  queryOptions({
    queryKey: queryKeys.jobsOfVideo(videoId),
    queryFn: async ({ signal }) =>
      (await valueOfCall(client.call('listJobs', { query: { videoId, limit: 50 } }, within(signal, answerWithinMs))))
        .items,
  })

const changeLive = (cache: QueryClient, change: (live: LiveJobs) => LiveJobs): void => {
  cache.setQueryData<LiveJobs>(queryKeys.liveJobs, (live) => change(live ?? noLiveJobs))
}

/** Puts the jobs of a snapshot in the place of all that were known. */
export const replaceJobs = (cache: QueryClient, jobs: readonly Job[]): void => {
  const live = jobs.filter(({ state }) => state === 'running' || state === 'waiting').length
  changeLive(cache, () => ({ jobs: new Map(jobs.map((job) => [job.id, job])), hasAll: live < snapshotLimit }))
}

/** Puts jobs that changed. */
export const putJobs = (cache: QueryClient, changed: readonly Job[]): void => {
  if (changed.length === 0) return
  changeLive(cache, ({ jobs, hasAll }) => {
    const next = new Map(jobs)
    for (const job of changed) next.set(job.id, job)
    return { jobs: next, hasAll }
  })
}

/** Forgets the jobs of videos that are gone. */
export const dropJobsOf = (cache: QueryClient, videoIds: readonly string[]): void => {
  const gone = new Set(videoIds)
  changeLive(cache, ({ jobs, hasAll }) => ({
    jobs: new Map([...jobs].filter(([, job]) => !gone.has(job.videoId))),
    hasAll,
  }))
}
