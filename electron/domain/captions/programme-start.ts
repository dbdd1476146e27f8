const hourMs = 3_600_000
/** How long before the whole hour captions may begin, in ms: during the countdown of a tape. */
const leaderMs = 120_000
/** Cues that begin later than this after the video's end, in ms, belong to another version of the film. */
const pastEndMs = 60_000

/** How the times of a caption file relate to the video. */
export interface ProgrammeStart {
  /** What to add to every time so that the captions fit; 0 where they fit as they are, or nothing is certain. */
  readonly offsetMs: number
}

/**
 * Guesses whether times of a caption file count from the start of a programme (01:00:00 or 10:00:00, as tapes and
 * broadcasters have it) and not of the film. That is so when cues lie behind the film's end as they are, nothing lies
 * before a whole hour, and from this hour on all but a few lie in the film.
 */
export const programmeStart = (startsMs: readonly number[], durationMs: number): ProgrammeStart => {
  const none = { offsetMs: 0 }
  if (startsMs.length === 0 || durationMs <= 0) return none
  const first = startsMs.reduce((least, startMs) => Math.min(least, startMs), Number.POSITIVE_INFINITY)
  const fits = (offsetMs: number): number =>
    startsMs.filter((startMs) => startMs + offsetMs >= -leaderMs && startMs + offsetMs <= durationMs + pastEndMs).length
  const now = fits(0)
  if (first < hourMs - leaderMs || now > startsMs.length * 0.9) return none
  const floor = Math.floor(first / hourMs) * hourMs
  const candidates = first - floor > hourMs - leaderMs ? [floor + hourMs, floor] : [floor]
  const best = candidates.find((startMs) => startMs > 0 && fits(-startMs) >= startsMs.length * 0.95)
  return best === undefined ? none : { offsetMs: -best }
}
