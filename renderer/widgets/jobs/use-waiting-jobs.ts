import { countJobs } from '../../stores/job-store.ts'
import { useApp } from '../../stores/use-stores.tsx'

/** How many jobs wait: counted in the list that Activity shows, or as the core counts them when it is longer than that. */
export const useWaitingJobs = (): number => {
  const listed = useApp('jobs', (state) => countJobs(state.jobs, 'waiting'))
  const hasAll = useApp('jobs', (state) => state.hasAllLive)
  const counted = useApp('status', (status) => status.stats?.jobs.waiting ?? 0)
  return hasAll ? listed : Math.max(listed, counted)
}
