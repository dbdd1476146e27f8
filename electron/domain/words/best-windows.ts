/** A cue that says some of the terms that are asked for. */
export interface TellingCue {
  /** Number of the cue. */
  readonly cue: number
  readonly startMs: number
  readonly endMs: number
  /** By term: its BM25 relevance in this cue, > 0; terms that it does not say are absent. */
  readonly said: ReadonlyMap<number, number>
}

/** Cues close to one another that together say what is asked for. */
export interface TellingWindow {
  readonly first: TellingCue
  /** When its last cue ends. */
  readonly endMs: number
  /** Parts of the asked terms that are said, 0…1, each weighed by how rare it is. */
  readonly strength: number
  /** Every term is said. */
  readonly full: boolean
}

/** Words of one thought stand no further apart than this. */
export const windowMs = 20_000
/** From this distance between first and last cue on, a window counts half of what a tight one does beyond being full. */
const halfTightMs = 8_000
const tightShare = 0.1

/** Whether a window of several cues overlaps one that begins in it and says as much in less time. */
const isOutdone = (one: TellingWindow, ordered: readonly TellingWindow[]): boolean => {
  if (one.endMs <= one.first.endMs) return false
  return ordered.some(
    (other) =>
      other.first.startMs > one.first.startMs &&
      other.first.startMs < one.endMs &&
      other.strength > one.strength &&
      other.full === one.full,
  )
}

/**
 * The windows of one track in which as much as possible is said in as little time as possible, one for each cue that one may begin with.
 * `cues` in order of time; `reference`: by term, the relevance that counts as whole.
 */
export const tellingWindows = (cues: readonly TellingCue[], reference: readonly number[]): readonly TellingWindow[] => {
  const whole = reference.reduce((sum, value) => sum + value, 0)
  const windows: TellingWindow[] = []
  let start = 0
  for (let end = 0; end < cues.length; end += 1) {
    const last = cues[end]
    if (last === undefined) break
    while ((cues[start]?.startMs ?? 0) < last.startMs - windowMs) start += 1
    const best = new Map<number, number>()
    // Backwards: a cue joins when it says something that the later ones do not.
    for (let at = end; at >= start; at -= 1) {
      const cue = cues[at]
      if (cue === undefined) break
      const adds = [...cue.said.keys()].some((term) => !best.has(term))
      if (!adds) continue
      for (const [term, relevance] of cue.said) best.set(term, Math.max(relevance, best.get(term) ?? 0))
      const said = [...best].reduce(
        (sum, [term, relevance]) => sum + Math.min(relevance, reference[term] ?? relevance),
        0,
      )
      const tight = 1 / (1 + Math.max(0, last.startMs - cue.endMs) / halfTightMs)
      windows.push({
        first: cue,
        endMs: Math.max(cue.endMs, last.endMs),
        full: best.size === reference.length,
        strength: whole > 0 ? (said / whole) * (1 - tightShare + tightShare * tight) : 0,
      })
      if (best.size === reference.length) break
    }
  }
  return windows.filter((one) => !isOutdone(one, windows))
}
