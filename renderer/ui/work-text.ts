import type { Stats, WorkStanding } from '../../electron/contract/index.ts'
import { formatTimeLeft } from './format.ts'

const timeLeftText = ({ leftMs }: WorkStanding, paused: boolean): string => {
  if (paused) return 'paused'
  return leftMs === null ? 'working out the time left' : `${formatTimeLeft(leftMs)} left`
}

/**
 * How the work on videos stands, everywhere in the same words: `212 of 300 videos · 6 min left`. While the core is not
 * heard it is what was last known, and says so. Null while there is no work.
 */
export const workText = (stats: Pick<Stats, 'work' | 'paused'> | null, isLive: boolean): string | null => {
  const work = stats?.work
  if (work === undefined) return null
  const count = `${work.done.toLocaleString()} of ${work.videos.toLocaleString()} ${work.videos === 1 ? 'video' : 'videos'}`
  return `${count} · ${isLive ? timeLeftText(work, stats?.paused !== undefined) : 'last known'}`
}

/** How much needs a person: what the core counts, and files that never reached it. */
export const needsYouCount = (
  stats: Pick<Stats, 'needsYou'> | null,
  uploads: readonly { readonly state: string; readonly problemPath: string | null }[],
): number =>
  (stats?.needsYou ?? 0) + uploads.filter(({ state, problemPath }) => state === 'failed' && problemPath === null).length
