/** Name of the file in a content's folder that stands for a video until it is analysed. */
export const firstPosterName = 'first-poster.jpg'

/** Nobody waits for a jump further than this; in files without an index it would take long. */
const furthestMs = 5 * 60_000

/**
 * Where to look for a first poster, in ms of film time, one after the other until a picture shows something: after titles and
 * leaders, then in the middle, then at the very start.
 */
export const firstPosterTimes = (durationMs: number): readonly number[] => {
  const at = (share: number): number => Math.round(Math.min(furthestMs, Math.max(0, durationMs) * share))
  return [...new Set([at(0.2), at(0.5), 0])]
}

/** From here on a picture is worth showing, so that no further one is looked for (`posterFitness`). */
export const fitEnough = 0.3
