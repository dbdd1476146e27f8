/** A kept frame, as far as the choice of a poster goes by it. */
export interface PosterCandidate {
  readonly frameNumber: number
  readonly timeMs: number
  /** How fit it is to stand for its scene (`SampledFrame.quality`). */
  readonly quality: number
  /** `posterFitness`; null for frames that were kept before it was measured. */
  readonly fitness: number | null
  readonly isKeyframe: boolean
}

/** Frames that are no keyframe are taken where no keyframe is about as good. */
const otherFrames = 0.5
/** How much a frame counts by where it lies: openings are logos and titles, and the end is credits. */
const shares = [
  { from: 0, factor: 0.7 },
  { from: 0.03, factor: 1 },
  { from: 0.5, factor: 0.8 },
  { from: 0.85, factor: 0.5 },
] as const

const placeFactor = (timeMs: number, durationMs: number): number => {
  const place = durationMs > 0 ? timeMs / durationMs : 0
  return shares.findLast(({ from }) => place >= from)?.factor ?? 1
}

/**
 * The frame that stands for a video: the nearest one to the frame that a person chose, else the fittest by what it shows, by how
 * well it stands for its scene, and by where it lies, the first half before the second; the earliest of equals. Null without frames.
 */
export const choosePoster = (
  candidates: readonly PosterCandidate[],
  durationMs: number,
  chosenFrame: number | null,
): number | null => {
  const standing = (candidate: PosterCandidate): number =>
    chosenFrame !== null
      ? -Math.abs(candidate.frameNumber - chosenFrame)
      : (candidate.quality + 1e-6) *
        (candidate.fitness ?? 1) *
        placeFactor(candidate.timeMs, durationMs) *
        (candidate.isKeyframe ? 1 : otherFrames)
  let best: { readonly frameNumber: number; readonly standing: number } | null = null
  for (const candidate of candidates) {
    const own = standing(candidate)
    if (best === null || own > best.standing) best = { frameNumber: candidate.frameNumber, standing: own }
  }
  return best?.frameNumber ?? null
}
